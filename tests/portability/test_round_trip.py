"""A hundred posts leave and come in elsewhere: compared item by item."""

from __future__ import annotations

import random
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.pictures import picture
from tests.portability.carrying import brings, counted, exported, sends
from tests.portability.test_imports import likenesses
from tests.world import Person, World, world_in
from tintype.kernel.clock import DAY_US, ManualClock, SystemClock
from tintype.media.making.pool import MediaPool

POSTS = 100
WORDS = ("Morgenlicht", "quay #sea", "日本 🇯🇵", "a <b>b</b> & c", "two\nlines", "café", "", "@ben was here")


@pytest.fixture
async def lived(tmp_path: Path, media_pool: MediaPool) -> AsyncIterator[tuple[World, ManualClock]]:
    """A site whose clock stands a year back."""
    clock = ManualClock(SystemClock().now_us() - 400 * DAY_US)
    async with world_in(tmp_path / "lived", media_pool, clock=clock) as world:
        yield world, clock


async def lives(person: Person, clock: ManualClock) -> None:
    """A year of posts: carousels, places, audiences, edits of pictures, words of all kinds."""
    rng = random.Random(5)
    for number in range(POSTS):
        media = [await person.uploads(picture(2_000 + number * 3 + at)) for at in range(1 + number % 3)]
        if number % 10 == 0:
            crop = {"x": 0, "y": 0, "width": 0.5, "height": 1}
            edit = {"edit": {"brightness": 0.25, "crop": crop}}
            await person.does("PATCH", f"/v1/media/{media[0]}", json=edit)
        body = {
            "media": media,
            "caption": f"{rng.choice(WORDS)} {number}",
            "alt": {media[-1]: rng.choice(WORDS) or "A boat"},
            "audience": rng.choice(["everyone", "everyone", "followers"]),
        }
        if number % 7 == 0:
            body |= {
                "title": f"Day {number}",
                "place": {"name": "Old harbour", "lat": 53.5, "lon": number / 10},
            }
        await person.does("POST", "/v1/posts", json=body)
        await person.world.settle()
        clock.advance(rng.randrange(3 * DAY_US))


@pytest.mark.slow
async def test_a_hundred_posts_are_elsewhere_what_they_were(
    lived: tuple[World, ManualClock], world: World
) -> None:
    there, clock = lived
    ana = await there.person("ana")
    await lives(ana, clock)
    before = await likenesses(ana)
    assert len(before) == POSTS
    _, archive = await exported(ana)

    here = await world.person("ana")
    done = await brings(here, (await sends(here, archive))["id"])
    assert counted(done, "post") == {
        "kind": "post",
        "total": POSTS,
        "waiting": 0,
        "brought": POSTS,
        "here": 0,
        "left_out": 0,
    }
    after = await likenesses(here)
    for was, is_now in zip(before, after, strict=True):
        assert is_now == was
