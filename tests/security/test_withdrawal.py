"""What is taken back is gone within a second on every surface, whichever process answers."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import pytest

from tests.live_site import LiveSite
from tests.security.withdrawing import LINES, Place, Visitor, places_of

pytestmark = pytest.mark.slow

ROUNDS = 3
BOUND_S = 1.0  # H3, for 99 of 100.
HARD_BOUND_S = 5.0


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveSite]:
    started = LiveSite(tmp_path_factory.mktemp("withdrawal"))
    try:
        started.wait_ready()
        yield started
    finally:
        started.stop()


@pytest.fixture
def visitor(site: LiveSite) -> Iterator[Callable[[str], Visitor]]:
    everybody: list[Visitor] = []

    def new(name: str) -> Visitor:
        everybody.append(Visitor(site.url))
        return everybody[-1].signs_up(name) if name else everybody[-1]

    yield new
    for one in everybody:
        one.close()


def gone_after_s(viewer: Visitor, places: list[Place]) -> dict[str, float]:
    """How long each place went on showing what was taken back, on the slowest of a viewer's connections."""
    began = time.monotonic()
    found: dict[str, float] = {}
    waiting = [(place, line) for place in places for line in range(LINES)]
    while waiting and time.monotonic() - began < HARD_BOUND_S:
        still: list[tuple[Place, int]] = []
        for place, line in waiting:
            # When it was asked, and not when the answer was read: a busy machine is slow to tell what was true then.
            asked_s = time.monotonic() - began
            if place.shows(viewer, line):
                still.append((place, line))
                found[place.name] = asked_s
        waiting = still
    assert not waiting, f"still to be seen: {sorted({place.name for place, _ in waiting})}"
    # Time in which nothing was to be seen any more counts as none.
    return {place.name: found.get(place.name, 0.0) for place in places}


def shown_everywhere(viewer: Visitor, places: list[Place]) -> None:
    for place in places:
        viewer.waits(lambda place=place: all(place.shows(viewer, line) for line in range(LINES)), place.name)


def latest_of_99(times: list[float]) -> float:
    """Within how many seconds 99 of 100 were gone."""
    return sorted(times)[-1 - len(times) // 100]


def test_whoever_no_longer_may_see_it_finds_it_nowhere(
    visitor: Callable[[str], Visitor],
) -> None:  # AZ-03, AZ-06, AZ-07, AZ-08, AZ-10
    """Being removed from a private account, and being blocked: every place, at once, and it stays so."""
    owner, follower = visitor("anton"), visitor("frieda")
    owner.does("PATCH", "/v1/me", json={"is_private": True})
    times: list[float] = []
    card, _ = owner.posts(0), owner.posts(1)

    def comes_in() -> None:
        follower.does("PUT", f"/v1/users/{owner.id}/follow")
        owner.does("PUT", f"/v1/follow-requests/{follower.id}")

    comes_in()
    follower.does("PUT", f"/v1/posts/{card['id']}/save")
    places = list(places_of(owner, card, follower))
    block = f"/v1/users/{follower.id}/block"
    for _ in range(ROUNDS):
        shown_everywhere(follower, places)
        owner.does("DELETE", f"/v1/me/followers/{follower.id}")
        times += gone_after_s(follower, places).values()
        comes_in()
        shown_everywhere(follower, places)
        owner.does("PUT", block)
        times += gone_after_s(follower, [*places, Place("profile", f"/v1/users/{owner.id}")]).values()
        owner.does("DELETE", block)
        comes_in()
    assert latest_of_99(times) <= BOUND_S, f"the last after {max(times):.3f} s"


def test_going_private_takes_everything_from_strangers(
    visitor: Callable[[str], Visitor],
) -> None:  # AZ-08
    owner, stranger, nobody = visitor("oskar"), visitor("susi"), visitor("")
    card, _ = owner.posts(10), owner.posts(11)
    stranger.does("PUT", f"/v1/posts/{card['id']}/save")
    places = [place for place in places_of(owner, card, stranger) if place.name != "home"]
    unknown = [place for place in places if place.name != "saved"]
    times: list[float] = []
    # Once only: what is public again has new addresses, so the ones that were kept stay worthless.
    shown_everywhere(stranger, places)
    shown_everywhere(nobody, unknown)
    owner.does("PATCH", "/v1/me", json={"is_private": True})
    times += gone_after_s(stranger, places).values()
    times += gone_after_s(nobody, unknown).values()
    assert latest_of_99(times) <= BOUND_S, f"the last after {max(times):.3f} s"


def test_close_friends_and_narrower_audiences(
    visitor: Callable[[str], Visitor],
) -> None:  # AZ-06, AZ-17
    owner, follower = visitor("clara"), visitor("franz")
    card, _ = owner.posts(20), owner.posts(21)
    follower.does("PUT", f"/v1/users/{owner.id}/follow")
    follower.does("PUT", f"/v1/posts/{card['id']}/save")
    owner.does("PUT", f"/v1/users/{follower.id}/close-friend")
    owner.does("PATCH", f"/v1/posts/{card['id']}", json={"audience": "close_friends"})
    card = owner.does("GET", f"/v1/posts/{card['id']}")
    others = {"followers", "search in followers", "cursor", "photo", "kept photo", "state of the photo"}
    places = [place for place in places_of(owner, card, follower) if place.name not in others]
    photo = card["media"][0]["url"].replace("{variant}", "small").replace("{ext}", "avif")
    times: list[float] = []
    for _ in range(ROUNDS):
        owner.does("PUT", f"/v1/users/{follower.id}/close-friend")
        shown_everywhere(follower, places)
        assert follower.call("GET", photo).status_code in {200, 404}
        owner.does("DELETE", f"/v1/users/{follower.id}/close-friend")
        times += gone_after_s(follower, [*places, Place("photo", photo)]).values()
    owner.does("PUT", f"/v1/users/{follower.id}/close-friend")
    shown_everywhere(follower, places)
    owner.does("PATCH", f"/v1/posts/{card['id']}", json={"audience": "followers"})
    shown_everywhere(follower, places)
    owner.does("DELETE", f"/v1/posts/{card['id']}")
    times += gone_after_s(follower, places).values()
    assert latest_of_99(times) <= BOUND_S, f"the last after {max(times):.3f} s"
