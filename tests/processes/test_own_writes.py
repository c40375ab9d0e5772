"""What somebody does through one connection is so on all of theirs: a browser has several, to several processes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.live_site import LiveSite
from tests.security.withdrawing import LINES, Visitor

pytestmark = [pytest.mark.serve, pytest.mark.slow]

TIMES = 5
HOME = "/v1/timelines/home"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveSite]:
    started = LiveSite(tmp_path_factory.mktemp("own"), settings={"TINTYPE_API_PROCESSES": "2"})
    try:
        started.wait_ready()
        yield started
    finally:
        assert started.stop() == 0


@pytest.fixture
def visitor(site: LiveSite) -> Iterator[Callable[[str], Visitor]]:
    everybody: list[Visitor] = []

    def new(name: str) -> Visitor:
        everybody.append(Visitor(site.url).signs_up(name))
        return everybody[-1]

    yield new
    for one in everybody:
        one.close()


def seen(viewer: Visitor, path: str, *keys: str) -> list[Any]:
    """A part of what each connection answers; None where it is left out."""
    found: list[Any] = []
    for line in range(LINES):
        answer = viewer.call("GET", path, line=line)
        assert answer.status_code == 200, f"{path}: {answer.status_code} {answer.text}"
        value = answer.json()
        for key in keys:
            value = value.get(key)
        found.append(value)
    return found


def ids(viewer: Visitor, path: str) -> list[set[str]]:
    return [{item["id"] for item in items} for items in seen(viewer, path, "items")]


def everywhere(value: object) -> list[object]:
    return [value] * LINES


def test_choices_are_made_for_all_processes(visitor: Callable[[str], Visitor]) -> None:
    ana = visitor("chooser")
    for turn in range(TIMES):
        order, wish = ("latest", "ranked")[turn % 2], turn % 2 == 0
        ana.does("PUT", "/v1/me/home", json={"order": order})
        assert seen(ana, "/v1/me/home", "order") == everywhere(order)
        ana.does("PUT", "/v1/me/discovery", json={"sensitive": wish})
        assert seen(ana, "/v1/me/discovery", "sensitive") == everywhere(wish)
        ana.does("PATCH", "/v1/me", json={"name": f"Ana {turn}", "is_private": wish})
        assert seen(ana, "/v1/me", "name") == everywhere(f"Ana {turn}")
        assert seen(ana, f"/v1/users/{ana.id}", "is_private") == everywhere(wish)
        ana.does("PUT" if wish else "DELETE", "/v1/tags/harbour/follow")
        followed = seen(ana, "/v1/me/followed-tags", "items")
        assert [len(tags) for tags in followed] == everywhere(int(wish))


def test_what_is_done_to_a_post_is_done_for_all_processes(visitor: Callable[[str], Visitor]) -> None:
    ana, ben = visitor("author"), visitor("reader")
    post = ana.posts(1)["id"]
    path = f"/v1/posts/{post}"
    ben.does("PUT", f"/v1/users/{ana.id}/follow")
    assert ids(ben, HOME) == everywhere({post})
    for turn in range(TIMES):
        for what, mark in (("like", "liked"), ("save", "saved")):
            for method, wanted in (("PUT", True), ("DELETE", False)):
                ben.does(method, f"{path}/{what}")
                assert seen(ben, path, "viewer", mark) == everywhere(wanted)
        comment = ben.does("POST", f"{path}/comments", json={"text": f"Turn {turn}"})["id"]
        assert all(comment in found for found in ids(ana, f"{path}/comments"))
        ben.does("DELETE", f"/v1/comments/{comment}")
        assert not any(comment in found for found in ids(ana, f"{path}/comments"))
        ana.does("PATCH", path, json={"caption": f"Turn {turn}"})
        assert seen(ben, path, "caption") == everywhere(f"Turn {turn}")
        assert [items[0]["caption"] for items in seen(ben, HOME, "items")] == everywhere(f"Turn {turn}")
        ben.does("PUT", f"{path}/hide")
        assert ids(ben, HOME) == everywhere(set())
        ben.does("DELETE", f"{path}/hide")
        assert ids(ben, HOME) == everywhere({post})


def test_whom_one_follows_one_follows_in_all_processes(visitor: Callable[[str], Visitor]) -> None:
    ana, ben = visitor("followed"), visitor("follower")
    post = ana.posts(2)["id"]
    assert ids(ben, HOME) == everywhere(set())
    for _ in range(TIMES):
        for method, wanted in (("PUT", {post}), ("DELETE", set[str]())):
            ben.does(method, f"/v1/users/{ana.id}/follow")
            assert [ben.id in found for found in ids(ana, f"/v1/users/{ana.id}/followers")] == everywhere(
                bool(wanted)
            )
            assert ids(ben, f"{HOME}?order=latest") == everywhere(wanted)
            assert ids(ben, f"{HOME}?order=ranked") == everywhere(wanted)
        ben.does("PUT", f"/v1/users/{ana.id}/mute")
        assert ids(ben, "/v1/mutes") == everywhere({ana.id})
        ben.does("DELETE", f"/v1/users/{ana.id}/mute")
        assert ids(ben, "/v1/mutes") == everywhere(set())


def test_a_post_of_ones_own_is_gone_at_once(visitor: Callable[[str], Visitor]) -> None:
    ana = visitor("poster")
    for turn in range(TIMES):
        post = ana.posts(10 + turn)["id"]
        assert ids(ana, f"/v1/users/{ana.id}/posts") == everywhere({post})
        # The worker brings it home, to oneself as to everybody.
        ana.waits(
            lambda post=post: ids(ana, f"{HOME}?order=latest") == everywhere({post}), "the post at home"
        )
        ana.does("DELETE", f"/v1/posts/{post}")
        for path in (f"{HOME}?order=latest", f"{HOME}?order=ranked", f"/v1/users/{ana.id}/posts"):
            assert ids(ana, path) == everywhere(set())
