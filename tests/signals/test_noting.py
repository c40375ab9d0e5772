"""What is reported is held against what the viewer may see, and counts once a day."""

import asyncio

import numpy as np
import pytest

from tests.signals.site import SignalSite
from tintype.kernel.clock import DAY_US, HOUR_US, MINUTE_US
from tintype.kernel.ids import PostId, SessionId
from tintype.kernel.viewer import Viewer
from tintype.posts import Audience
from tintype.signals import Action, ImpressionsNoted, impressions_between, impressions_by
from tintype.signals.model import Item
from tintype.signals.sweeping import Sweeping


async def test_what_was_seen_holds_at_once(site: SignalSite) -> None:
    ana, ben = await site.person(), await site.person()
    posts = [await site.post(ana) for _ in range(3)]
    await site.sees(ben, *posts[:2])
    taste = await site.taste(ben)
    assert taste.seen.tolist() == [await site.order(post) for post in posts[:2]]
    assert taste.frontier == 0
    # A click says nothing of how long it was looked at.
    await site.sees(ben, posts[2], action=Action.OPEN)
    assert len((await site.taste(ben)).seen) == 2


async def test_a_post_counts_once_a_day(site: SignalSite) -> None:
    ana, ben = await site.person(), await site.person()
    post = await site.post(ana)
    for _ in range(3):
        await site.sees(ben, post, post)
        await site.sees(ben, post, action=Action.OPEN)
    await site.settle()
    figures = await site.of_post(post)
    assert (figures[Action.IMPRESSION], figures[Action.OPEN]) == (1, 1)
    assert await site.rows_of("impressions") == 2
    site.ground.clock.advance(DAY_US)
    await site.sees(ben, post)
    await site.settle()
    assert (await site.of_post(post))[Action.IMPRESSION] == pytest.approx(1 + 2 ** (-1 / 15))


async def test_looking_counts_for_a_minute_at_most(site: SignalSite) -> None:
    ana, ben = await site.person(), await site.person()
    post = await site.post(ana)
    for ms in (20_000, 30_000, 80_000_000, 5_000):
        await site.sees(ben, post, action=Action.DWELL_MS, ms=ms)
    await site.settle()
    assert (await site.of_post(post))[Action.DWELL_MS] == 60_000


async def test_beyond_the_bound_of_a_day_nothing_more_counts(
    site: SignalSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tintype.signals.noting.COUNTED_MAX", 2)
    ana, ben = await site.person(), await site.person()
    posts = [await site.post(ana) for _ in range(4)]
    await site.sees(ben, *posts)
    await site.sees(ben, *posts, action=Action.OPEN)
    await site.settle()
    assert (await site.of_author(ana))[[Action.IMPRESSION, Action.OPEN]].tolist() == [2, 2]
    assert len((await site.taste(ben)).seen) == 4


async def test_what_may_not_be_seen_is_passed_over(site: SignalSite) -> None:
    ana, ben, dan = await site.person(is_private=True), await site.person(), await site.person()
    hidden, close = await site.post(ana), await site.post(dan, audience=Audience.CLOSE_FRIENDS)
    deleted, open_to_all = await site.post(dan), await site.post(dan)
    await site.delete_post(deleted)
    await site.sees(ben, hidden, close, deleted, PostId(12_345), open_to_all)
    assert (await site.taste(ben)).seen.tolist() == [await site.order(open_to_all)]
    await site.blocks.block(dan, ben.account_id)
    await site.sees(ben, open_to_all, action=Action.OPEN)
    await site.settle()
    assert not (await site.of_post(hidden)).any()
    assert (await site.of_post(open_to_all))[[Action.IMPRESSION, Action.OPEN]].tolist() == [1, 0]


async def test_the_frontier_moves_up_when_too_much_lies_above_it(
    site: SignalSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tintype.signals.packing.SEEN_MAX", 3)
    ana, ben = await site.person(), await site.person()
    posts = [await site.post(ana) for _ in range(6)]
    orders = [await site.order(post) for post in posts]
    await site.sees(ben, posts[5], posts[1], posts[3])
    assert (await site.taste(ben)).frontier == 0
    await site.sees(ben, posts[4])
    taste = await site.taste(ben)
    assert (taste.frontier, taste.seen.tolist()) == (orders[1], [orders[3], orders[4], orders[5]])
    # What lies below is taken for seen: it is not remembered one by one.
    await site.sees(ben, posts[0])
    assert (await site.taste(ben)).seen.tolist() == [orders[3], orders[4], orders[5]]


async def test_how_often_somebody_comes(site: SignalSite) -> None:
    ana, ben = await site.person(), await site.person()
    for gap_us in (0, 8 * HOUR_US, 10 * MINUTE_US, 6 * HOUR_US, 30 * HOUR_US):
        site.ground.clock.advance(gap_us)
        await site.sees(ben, await site.post(ana))
    assert (await site.taste(ben)).visit_gap_us == 8 * HOUR_US


async def test_whoever_is_not_confirmed_changes_nothing_for_others(site: SignalSite) -> None:
    ana, ben = await site.person(), await site.person()
    post = await site.post(ana)
    await site.sees(Viewer(ben.account_id, SessionId(1), is_limited=True), post)
    await site.settle()
    assert len((await site.taste(ben)).seen) == 1
    assert not (await site.of_post(post)).any()
    assert await site.rows_of("impressions") == 0
    # Those who keep their pages hear of it nevertheless.
    assert [one.event for one in await site.log()][-1] == ImpressionsNoted(ben.account_id, 0)


async def test_reports_are_kept_for_a_while_and_can_be_walked(site: SignalSite) -> None:
    ana, ben, cem = await site.person(), await site.person(), await site.person()
    first, second = await site.post(ana), await site.post(ana)
    start_us = site.ground.clock.now_us()
    await site.sees(ben, first, action=Action.DWELL_MS, ms=1_500)
    site.ground.clock.advance(DAY_US)
    await site.sees(cem, first, second)
    end_us = site.ground.clock.now_us() + 1
    one, other = await site.ground.look(
        lambda reading: impressions_between(reading, None, start_us, end_us, 10)
    )
    assert one.items.tolist() == [(first, ana.account_id, 1_500, Action.DWELL_MS, 255)]
    assert (other.viewer_id, other.items["post"].tolist()) == (cem.account_id, [first, second])
    rest = await site.ground.look(lambda reading: impressions_between(reading, one, start_us, end_us, 10))
    assert [each.id for each in rest] == [other.id]
    own = await site.ground.look(lambda reading: impressions_by(reading, ben.account_id, 0, 10))
    assert [each.id for each in own] == [one.id]

    site.ground.clock.advance(27 * DAY_US)
    assert await Sweeping(site.ground.records, site.ground.clock, 28).sweep() == 0
    site.ground.clock.advance(HOUR_US)
    assert await Sweeping(site.ground.records, site.ground.clock, 28).sweep() == 1
    assert await site.rows_of("impressions") == 1


async def test_no_trace_of_what_was_looked_at_is_in_the_log(site: SignalSite) -> None:
    ana, ben = await site.person(), await site.person()
    post = await site.post(ana)
    before = len(await site.log())
    await site.sees(ben, post)
    (fact,) = (await site.log())[before:]
    assert fact.kind == "impressions_noted.1"
    assert str(int(post)) not in repr(fact.event)


async def test_a_post_that_is_not_wanted(site: SignalSite) -> None:
    ana, ben = await site.person(), await site.person()
    post, other = await site.post(ana), await site.post(ana)
    await site.impressions.note(ben, [Item(post, Action.HIDE), Item(post, Action.HIDE)])
    await site.hiding.hide(ben, other)
    await site.hiding.hide(ben, other)
    await site.settle()
    assert (await site.taste(ben)).hidden == {post, other}
    assert (await site.of_author(ana))[Action.HIDE] == 2
    await site.hiding.unhide(ben, post)
    await site.hiding.unhide(ben, post)
    await site.settle()
    assert (await site.taste(ben)).hidden == {other}
    assert (await site.of_author(ana))[Action.HIDE] == 1


async def test_the_oldest_of_too_many_hidden_may_come_again(
    site: SignalSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tintype.signals.hiding.HIDDEN_MAX", 2)
    ana, ben = await site.person(), await site.person()
    posts = [await site.post(ana) for _ in range(4)]
    for post in posts:
        site.ground.clock.advance(1_000)
        await site.hiding.hide(ben, post)
    assert (await site.taste(ben)).hidden == set(posts[2:])


async def test_two_reports_at_once_lose_nothing(site: SignalSite) -> None:
    ana, ben = await site.person(), await site.person()
    posts = [await site.post(ana) for _ in range(20)]
    await asyncio.gather(*(site.sees(ben, post) for post in posts))
    assert len((await site.taste(ben)).seen) == 20
    await site.settle()
    assert np.isclose((await site.of_author(ana))[Action.IMPRESSION], 20)
