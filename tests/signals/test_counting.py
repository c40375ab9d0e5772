"""What people do adds up: once, fading, and to nothing more than they did."""

import pytest

from tests.signals.site import SignalSite
from tintype.kernel.clock import DAY_US
from tintype.signals import Action


async def test_a_like_counts_for_post_author_site_and_taste(site: SignalSite) -> None:
    ana, ben = await site.person(), await site.person()
    post = await site.post(ana)
    await site.likes.like(ben, post)
    await site.settle()
    assert (await site.of_post(post))[Action.LIKE] == 1
    assert (await site.of_author(ana))[Action.LIKE] == 1
    assert (await site.of_site())[Action.LIKE] == 1
    assert await site.near(ben) == {ana.account_id: 1}
    assert (await site.taste(ben)).reasons.tolist() == [Action.LIKE]
    assert await site.near(ana) == {}


async def test_each_act_has_its_weight_and_the_greatest_is_the_reason(site: SignalSite) -> None:
    ana, ben = await site.person(), await site.person()
    post, other = await site.post(ana), await site.post(ana)
    await site.likes.like(ben, post)
    await site.likes.like(ben, other)
    await site.saves.save(ben, post)
    comment = await site.say(ben, post, "Lovely.")
    await site.sees(ben, post, action=Action.PROFILE)
    await site.settle()
    assert await site.near(ben) == {ana.account_id: pytest.approx(1 + 1 + 3 + 4 + 1, abs=0.01)}
    assert (await site.taste(ben)).reasons.tolist() == [Action.COMMENT]
    await site.comments.delete(ben, comment.id)
    await site.settle()
    assert await site.near(ben) == {ana.account_id: pytest.approx(1 + 1 + 3 + 1, abs=0.01)}
    assert (await site.of_post(post))[Action.COMMENT] == pytest.approx(0, abs=0.001)


async def test_what_is_taken_back_does_not_count_and_never_below_nothing(site: SignalSite) -> None:
    ana, ben = await site.person(), await site.person()
    post = await site.post(ana)
    await site.likes.like(ben, post)
    await site.settle()
    site.ground.clock.advance(30 * DAY_US)
    assert await site.near(ben) == {ana.account_id: 0.25}
    await site.likes.unlike(ben, post)
    await site.settle()
    assert await site.near(ben) == {}
    assert (await site.of_post(post))[Action.LIKE] == 0


async def test_what_only_takes_away_makes_no_row(site: SignalSite) -> None:
    ana, ben = await site.person(), await site.person()
    post = await site.post(ana)
    await site.likes.like(ben, post)
    liked = await site.log()
    await site.likes.unlike(ben, post)
    (unliked,) = (await site.log())[len(liked) :]
    await site.counting.on_events([unliked])
    assert [await site.rows_of(each) for each in ("tastes", "post_figures", "author_figures")] == [0, 0, 0]


async def test_half_of_it_is_left_after_fifteen_days(site: SignalSite) -> None:
    ana, ben, cem = await site.person(), await site.person(), await site.person()
    post = await site.post(ana)
    await site.likes.like(ben, post)
    await site.settle()
    site.ground.clock.advance(15 * DAY_US)
    assert (await site.of_post(post))[Action.LIKE] == pytest.approx(0.5)
    await site.likes.like(cem, post)
    await site.settle()
    assert (await site.of_post(post))[Action.LIKE] == pytest.approx(1.5)
    assert (await site.of_site())[Action.LIKE] == pytest.approx(1.5)
    assert await site.near(ben) == {ana.account_id: 0.5}
    assert await site.near(cem) == {ana.account_id: 1}


async def test_the_log_read_twice_counts_once(site: SignalSite) -> None:
    ana, ben = await site.person(), await site.person()
    post = await site.post(ana)
    await site.likes.like(ben, post)
    await site.sees(ben, post)
    await site.saves.save(ben, post)
    facts = await site.log()
    await site.counting.on_events(facts[:2])
    # Cut off before its place was noted, it begins again; and a paused one may come late.
    await site.counting.on_events(facts)
    await site.counting.on_events(facts)
    await site.counting.on_event(facts[0])
    figures = await site.of_post(post)
    assert [figures[each] for each in (Action.LIKE, Action.IMPRESSION, Action.SAVE)] == [1, 1, 1]
    assert await site.near(ben) == {ana.account_id: 4}


@pytest.mark.parametrize("at_once", [1_000, 10])
async def test_one_by_one_and_all_at_once_are_the_same(
    site: SignalSite, monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    monkeypatch.setattr("tintype.signals.counting.FACTS_AT_ONCE", at_once)
    people = [await site.person() for _ in range(4)]
    posts = [await site.post(author) for author in people for _ in range(3)]
    for person in people:
        for post in posts[::2]:
            await site.likes.like(person, post)
        await site.sees(person, *posts)
    await site.likes.unlike(people[0], posts[6])
    await site.settle()
    together = [await site.of_post(post) for post in posts], [await site.near(each) for each in people]
    for table in ("tastes", "post_figures", "author_figures", "site_figures"):
        await site.forget(table)
    for fact in await site.log():
        await site.counting.on_event(fact)
    apart = [await site.of_post(post) for post in posts], [await site.near(each) for each in people]
    assert [row.tolist() for row in apart[0]] == [row.tolist() for row in together[0]]
    assert apart[1] == together[1]


async def test_own_posts_count_nothing(site: SignalSite) -> None:
    ana = await site.person()
    post = await site.post(ana)
    await site.likes.like(ana, post)
    await site.sees(ana, post)
    await site.settle()
    assert not (await site.of_post(post)).any()
    assert await site.rows_of("impressions") == 0


async def test_following_is_the_authors(site: SignalSite) -> None:
    ana, ben = await site.person(), await site.person()
    await site.follows.request(ben, ana.account_id)
    await site.settle()
    assert (await site.of_author(ana))[Action.FOLLOW] == 1
    await site.follows.withdraw(ben, ana.account_id)
    await site.settle()
    assert (await site.of_author(ana))[Action.FOLLOW] == 0


async def test_only_the_strongest_are_kept(site: SignalSite, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tintype.signals.packing.AUTHORS_MAX", 3)
    ben, authors = await site.person(), [await site.person() for _ in range(5)]
    for rank, author in enumerate(authors):
        for _ in range(rank + 1):
            await site.likes.like(ben, await site.post(author))
    await site.settle()
    assert await site.near(ben) == {
        author.account_id: rank for rank, author in enumerate(authors, 1) if rank > 2
    }


async def test_figures_of_a_post_that_cannot_come_back_are_gone(site: SignalSite) -> None:
    ana, ben = await site.person(), await site.person()
    post, other = await site.post(ana), await site.post(ana)
    await site.likes.like(ben, post)
    await site.likes.like(ben, other)
    await site.settle()
    assert await site.rows_of("post_figures") == 2
    await site.forgets(post, ana)
    await site.settle()
    assert await site.rows_of("post_figures") == 1
    assert (await site.of_post(other))[Action.LIKE] == 1
