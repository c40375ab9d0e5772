"""A content network hears of every file that is gone, however often it has to be told."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from tests.ground import Ground
from tests.media import photos
from tests.media.network import Network
from tests.media.stores import embedded_store
from tests.media.studio import Studio, studio_on
from tintype.adapters.cdn.purge import LIST_MAX, HttpCdn
from tintype.flow.retry import ATTEMPTS_MAX, WAIT_S_MAX
from tintype.kernel.clock import SECOND_US
from tintype.kernel.ids import MediaId
from tintype.kernel.problems import CannotStart, Unavailable
from tintype.media import MediaPool, Reach, discard
from tintype.media.reach.purging import addresses
from tintype.settings import BadSetting, load
from tintype.wiring import open_cdn

ORIGIN = "https://photos.example.org"
PHOTO = photos.saved(photos.scene(400, 300), "JPEG")
NAMES = ("thumb", "small", "medium", "large")


@pytest.fixture
def network() -> Iterator[Network]:
    network = Network()
    yield network
    network.close()


@pytest.fixture
async def studio(
    tmp_path: Path, ground: Ground, media_pool: MediaPool, network: Network
) -> AsyncIterator[Studio]:
    """A site behind that network."""
    async with embedded_store(tmp_path, ground.clock) as store:
        studio = studio_on(ground, store, tmp_path, media_pool, HttpCdn(network.url, ORIGIN))
        yield studio
        studio.close()


def paths_of(key: object) -> set[str]:
    return {f"/m/{key}/{name}{ending}" for name in NAMES for ending in ("", ".jpg", ".avif")}


async def forgotten(studio: Studio, key: object) -> None:
    """Run what is due until nothing is left to be told."""
    for _ in range(ATTEMPTS_MAX):
        await studio.settle()
        studio.ground.clock.advance(int(WAIT_S_MAX * SECOND_US))


async def test_what_is_deleted_is_purged_under_every_address(studio: Studio, network: Network) -> None:
    ana = await studio.ground.person()
    media = await studio.ready(ana, PHOTO)
    assert network.told == []
    ids = [MediaId(int(media.id))]
    await studio.ground.records.transact(lambda tx: discard(tx, ana.account_id, ids))
    await studio.settle()
    assert {told.path for told in network.told} >= paths_of(media.key)
    assert {told.method for told in network.told} == {"PURGE"}
    assert {told.headers["host"] for told in network.told} == {"photos.example.org"}
    assert "original" not in str(network.told)


async def test_what_fewer_may_see_is_purged_under_its_old_address(studio: Studio, network: Network) -> None:
    ana = await studio.ground.person()
    media, other = await studio.ready(ana, PHOTO), await studio.ready(ana, PHOTO)
    await studio.share(MediaId(int(media.id)), Reach.FOLLOWERS)
    await studio.settle()
    assert {told.path for told in network.told} >= paths_of(media.key)
    now = await studio.routes.show(ana, media.id)
    for key in (now.key, other.key):
        assert not {told.path for told in network.told} & paths_of(key)


async def test_whoever_goes_private_is_purged_whole(studio: Studio, network: Network) -> None:  # AZ-08
    ana = await studio.ground.person()
    keys = [(await studio.ready(ana, PHOTO)).key for _ in range(3)]
    await studio.ground.set_private(ana, is_private=True)
    await studio.keys.on_audience_narrowed(ana.account_id)
    await studio.settle()
    told = {told.path for told in network.told}
    assert all(told >= paths_of(key) for key in keys)


async def test_a_network_that_is_away_is_told_when_it_is_back(studio: Studio, network: Network) -> None:
    ana = await studio.ground.person()
    media = await studio.ready(ana, PHOTO)
    network.statuses = [503] * 1000
    await studio.ground.records.transact(lambda tx: discard(tx, ana.account_id, [MediaId(int(media.id))]))
    await studio.settle()
    assert {told.path for told in network.told} >= paths_of(media.key)
    network.told.clear()
    network.statuses = [429]
    await forgotten(studio, media.key)
    assert {told.path for told in network.told} >= paths_of(media.key)
    assert len(network.told) > len({told.path for told in network.told}), "nobody came back after the 429"
    assert await studio.ground.rows("SELECT count(*) FROM jobs") == [(0,)]
    assert studio.stored() == []


async def test_a_network_that_never_hears_leaves_a_grave_without_secrets(
    ground: Ground, network: Network, tmp_path: Path, media_pool: MediaPool
) -> None:
    token = tmp_path / "token"
    token.write_text("canary-token\n")
    cdn = HttpCdn(network.url, ORIGIN, is_list=True, token_file=token)
    async with embedded_store(tmp_path, ground.clock) as store:
        studio = studio_on(ground, store, tmp_path, media_pool, cdn)
        ana = await ground.person()
        media = await studio.ready(ana, PHOTO)
        network.statuses = [403] * 100
        await ground.records.transact(lambda tx: discard(tx, ana.account_id, [MediaId(int(media.id))]))
        await forgotten(studio, media.key)
        studio.close()
    assert len(network.told) == ATTEMPTS_MAX
    assert {told.headers["authorization"] for told in network.told} == {"Bearer canary-token"}
    ((kind, state, error),) = await ground.rows("SELECT kind, state, error FROM jobs")
    assert (kind, state) == ("media.purge", 1)
    assert "TINTYPE_PURGE answered 403" in str(error)
    assert "canary-token" not in str(error)
    assert "\x1b" not in str(error)


async def test_a_list_is_of_whole_addresses_and_never_too_long(network: Network) -> None:
    cdn = HttpCdn(f"{network.url}/zones/1/purge_cache", ORIGIN, is_list=True)
    paths = [f"/m/k/part{n}.m4s" for n in range(2 * LIST_MAX + 1)]
    await cdn.forget(paths)
    lists = [json.loads(told.body)["files"] for told in network.told]
    assert [len(each) for each in lists] == [LIST_MAX, LIST_MAX, 1]
    assert [path for each in lists for path in each] == [ORIGIN + path for path in paths]
    assert {(told.method, told.path) for told in network.told} == {("POST", "/zones/1/purge_cache")}


@pytest.mark.parametrize("status", [404, 410])
async def test_what_a_network_does_not_have_is_gone(network: Network, status: int) -> None:
    network.statuses = [status]
    await HttpCdn(network.url, ORIGIN).forget(["/m/k/large.avif"])
    assert len(network.told) == 1


@pytest.mark.parametrize("status", [301, 307, 400, 401, 405, 500])
async def test_what_was_not_purged_is_told_again(network: Network, status: int) -> None:
    network.statuses = [status]
    with pytest.raises(Unavailable, match=str(status)):
        await HttpCdn(network.url, ORIGIN).forget(["/m/k/large.avif"])
    assert {told.path for told in network.told} == {"/m/k/large.avif"}, "a redirect was followed"


async def test_a_network_that_does_not_listen_is_unavailable(network: Network) -> None:
    network.close()
    with pytest.raises(Unavailable, match="does not answer"):
        await HttpCdn(network.url, ORIGIN).forget(["/m/k/large.avif"])
    network.__post_init__()


async def test_a_token_is_read_each_time(network: Network, tmp_path: Path) -> None:
    token = tmp_path / "token"
    cdn = HttpCdn(network.url, ORIGIN, token_file=token)
    for word in ("first", "second"):
        token.write_text(word)
        await cdn.forget(["/m/k/large.avif"])
    token.unlink()
    with pytest.raises(Unavailable, match="TINTYPE_PURGE_TOKEN_FILE"):
        await cdn.forget(["/m/k/large.avif"])
    assert [told.headers["authorization"] for told in network.told] == ["Bearer first", "Bearer second"]


def test_only_what_is_given_out_has_an_address() -> None:
    blobs = ["originals/ab/1-ab", "quarantine/x", "m/k/large.avif", "m/k/large.jpg", "m/k/360p/init.mp4"]
    assert list(addresses(blobs)) == [
        "/m/k/large.avif",
        "/m/k/large.jpg",
        "/m/k/360p/init.mp4",
        "/m/k/large",
    ]


@pytest.mark.parametrize(
    ("purge", "says"),
    [
        ("cdn.example.org", "is https://host/path"),
        ("ftp://cdn.example.org", "is https://host/path"),
        ("https://user:canary@cdn.example.org", "a secret goes into TINTYPE_PURGE_TOKEN_FILE"),
        ("https://cdn.example.org/purge?token=canary", "a secret goes into TINTYPE_PURGE_TOKEN_FILE"),
        ("https://[::1", "is https://host/path"),
        ("http://cdn.example.org", "TINTYPE_PURGE_INSIDE=1"),
        ("https://10.0.0.5", "TINTYPE_PURGE_INSIDE=1"),
        ("https://[fe80::1]/", "TINTYPE_PURGE_INSIDE=1"),
        ("https://169.254.169.254/latest", "TINTYPE_PURGE_INSIDE=1"),
        ("https://localhost:6081", "TINTYPE_PURGE_INSIDE=1"),
    ],
)
def test_an_address_that_cannot_be_meant_is_refused(purge: str, says: str) -> None:
    with pytest.raises(BadSetting, match=says) as refused:
        load({"TINTYPE_PURGE": purge})
    assert "canary" not in str(refused.value)


def test_settings_make_the_network(tmp_path: Path) -> None:
    assert open_cdn(load({})) is None
    inside = {"TINTYPE_PURGE": "http://varnish:6081", "TINTYPE_PURGE_INSIDE": "1"}
    assert open_cdn(load(inside)) == HttpCdn("http://varnish:6081", "http://localhost:8000")
    away = {
        "TINTYPE_PURGE": "https://api.example.org/purge",
        "TINTYPE_PURGE_HOW": "list",
        "TINTYPE_PURGE_TOKEN_FILE": str(tmp_path / "token"),
    }
    with pytest.raises(CannotStart, match="TINTYPE_PURGE_TOKEN_FILE"):
        open_cdn(load(away))
    (tmp_path / "token").write_text("canary")
    settings = load(away)
    assert open_cdn(settings) is not None
    assert "canary" not in str(settings.as_dict())
    with pytest.raises(BadSetting, match="purge or list"):
        load({"TINTYPE_PURGE_HOW": "ban"})
