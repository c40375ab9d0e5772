"""What explore does with pictures that somebody has looked at."""

from __future__ import annotations

from tests.features.test_explore import explored, made
from tests.likeness.pictures import GARDEN, HOUSES, WATERFALL, piece
from tests.likeness.site import shows
from tests.world import World


async def test_what_looks_like_what_one_likes_comes_first(seeing: World) -> None:
    ana, ben, cleo, dora = [await seeing.person(name) for name in ("ana", "ben", "cleo", "dora")]
    liked = await shows(ben, piece(WATERFALL, 0))
    like_it = await shows(cleo, piece(WATERFALL, 4))
    others = [await shows(dora, piece(kind, 4)) for kind in (GARDEN, HOUSES)]
    await ana.likes(liked)
    await made(seeing)
    assert (await explored(ana))[0] == like_it
    assert set(await explored(ana)) == {like_it, *others}


async def test_a_picture_that_two_have_posted_is_shown_once(seeing: World) -> None:
    ana, ben, cleo = [await seeing.person(name) for name in ("ana", "ben", "cleo")]
    one, again = await shows(ben, piece(GARDEN, 0)), await shows(cleo, piece(GARDEN, 0, quality=60))
    other = await shows(cleo, piece(HOUSES, 0))
    await made(seeing)
    found = await explored(ana)
    assert len(found) == 2
    assert other in found
    assert len({one, again} & set(found)) == 1
