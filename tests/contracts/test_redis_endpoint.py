"""Where Redis is: what a URL says, and one clear line for one that says nothing."""

import pytest
from redis.crc import key_slot

from tintype.adapters.redis.connection import RedisConnection
from tintype.adapters.redis.endpoint import Endpoint, tags


def test_urls_of_servers_and_clusters() -> None:
    single = Endpoint.parse("rediss://ana:s%40cret@cache.example:6400/3")
    assert (single.servers, single.is_cluster, single.is_tls) == ((("cache.example", 6400),), False, True)
    assert (single.username, single.password, single.database) == ("ana", "s@cret", 3)
    cluster = Endpoint.parse("redis-cluster://:secret@10.0.0.1:7001,[::1]:7002,10.0.0.3")
    assert cluster.servers == (("10.0.0.1", 7001), ("::1", 7002), ("10.0.0.3", 6379))
    assert (cluster.is_cluster, cluster.is_tls, cluster.username, cluster.password) == (
        True,
        False,
        None,
        "secret",
    )


@pytest.mark.parametrize(
    "url",
    [
        "",
        "redis://",
        "localhost:6379",
        "http://:secret@localhost",
        "redis://:secret@localhost:port",
        "redis://:secret@localhost:1:2",
        "redis://one:1,two:2",
        "redis://localhost/first",
        "redis-cluster://localhost:1/2",
        "redis-cluster://:secret@localhost:1,,",
        "redis://:secret@localhost:99999",
        "redis://localhost?db=1",
    ],
)
def test_a_url_that_says_nothing_is_refused_in_one_line(url: str) -> None:
    with pytest.raises(ValueError, match=r"\S") as refused:
        RedisConnection.open(url)
    line = str(refused.value)
    assert "\n" not in line
    assert "secret" not in line


def test_a_prefix_must_not_choose_the_slot() -> None:
    with pytest.raises(ValueError, match="braces"):
        RedisConnection.open("redis://localhost", prefix="a{b}")


def test_tags_lie_evenly_over_the_slots() -> None:
    found = tags(256)
    assert [key_slot(f"feed:{{{tag}}}77".encode()) // 64 for tag in found] == list(range(256))
