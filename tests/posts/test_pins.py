"""Three posts stand first on their author's page."""

import asyncio

import pytest

from tests.posts.site import Site
from tests.posts.test_shelves import kept
from tintype.kernel.clock import HOUR_US
from tintype.kernel.ids import OrderId
from tintype.kernel.viewer import Viewer
from tintype.posts import NotNow, PostEdited, PostState, TooManyPinned, pinned_orders


async def test_three_posts_are_pinned_and_the_last_first(site: Site) -> None:
    ana = await site.person("ana")
    posts = [await site.post(ana) for _ in range(4)]
    for post in posts[:3]:
        site.clock.advance(HOUR_US)
        for _ in range(2):
            await site.posts.pin(ana, post.id, wish=True)
    with pytest.raises(TooManyPinned):
        await site.posts.pin(ana, posts[3].id, wish=True)
    assert await pinned(site, ana) == [post.order_id for post in reversed(posts[:3])]
    await site.posts.pin(ana, posts[1].id, wish=False)
    await site.posts.pin(ana, posts[3].id, wish=True)
    assert await pinned(site, ana) == [posts[3].order_id, posts[2].order_id, posts[0].order_id]
    assert len(await site.events(PostEdited)) == 5


async def test_pinning_at_the_same_time_pins_three(site: Site) -> None:  # AP-26
    ana = await site.person("ana")
    posts = [await site.post(ana) for _ in range(5)]
    pins = [site.posts.pin(ana, post.id, wish=True) for post in posts]
    outcomes = await asyncio.gather(*pins, return_exceptions=True)
    assert [isinstance(outcome, TooManyPinned) for outcome in outcomes].count(True) == 2
    assert len(await pinned(site, ana)) == 3


async def test_what_goes_away_is_pinned_no_more(site: Site) -> None:
    ana = await site.person("ana")
    post, draft = await site.post(ana), await kept(site, ana, PostState.DRAFT)
    with pytest.raises(NotNow):
        await site.posts.pin(ana, draft.id, wish=True)
    await site.posts.pin(ana, post.id, wish=True)
    await site.posts.archive(ana, post.id, wish=True)
    await site.posts.archive(ana, post.id, wish=False)
    assert await pinned(site, ana) == []


async def pinned(site: Site, author: Viewer) -> list[OrderId]:
    return list(await site.look(lambda reading: pinned_orders(reading, author.account_id)))
