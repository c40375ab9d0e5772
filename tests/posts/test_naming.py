"""What is told of people named in posts, and what waits."""

from tests.posts.site import Site
from tintype.kernel.clock import HOUR_US
from tintype.kernel.viewer import Viewer
from tintype.posts import (
    By,
    Changes,
    Draft,
    Naming,
    NamingRules,
    PersonTagged,
    Post,
    PostMedia,
    PostState,
    TagAnswered,
    Wish,
    bring_post,
)
from tintype.posts.model import NamedAs


async def tagged(site: Site, author: Viewer, *people: Viewer, state: PostState = PostState.PUBLISHED) -> Post:
    photo = await site.photo(author)
    wishes = tuple(Wish(one.account_id, photo, 0.5, 0.5) for one in people)
    return await site.posts.publish(author, Draft((PostMedia(photo),), state=state, people=wishes))


async def told(site: Site) -> list[tuple[int, bool]]:
    return [(event.account_id, event.is_waiting) for event in await site.events(PersonTagged)]


async def test_who_is_tagged_hears_of_it_when_the_post_is_out(site: Site) -> None:
    ana, ben = await site.person("ana"), await site.person("ben")
    post = await tagged(site, ana, ben, ana, state=PostState.DRAFT)
    assert await told(site) == []
    await site.posts.edit(ana, post.id, Changes(state=PostState.PUBLISHED))
    assert await told(site) == [(ben.account_id, False)]
    await site.posts.archive(ana, post.id, wish=True)
    await site.posts.archive(ana, post.id, wish=False)
    assert len(await told(site)) == 1, "nobody hears of it twice"


async def test_an_edit_tells_those_who_are_new(site: Site) -> None:
    ana, ben, cleo = [await site.person(name) for name in ("ana", "ben", "cleo")]
    post = await tagged(site, ana, ben)
    photo = post.media[0].media_id
    both = (Wish(ben.account_id, photo, 0.1, 0.1), Wish(cleo.account_id, photo, 0.2, 0.2))
    for _ in range(2):
        await site.posts.edit(ana, post.id, Changes(people=both))
    assert await told(site) == [(ben.account_id, False), (cleo.account_id, False)]


async def test_an_answer_is_told_once(site: Site) -> None:
    ana, ben = await site.person("ana"), await site.person("ben")
    post = await tagged(site, ana, ben)
    for _ in range(2):
        await site.posts.answer(ben, post.id, NamedAs.SEEN, is_shown=False)
    assert [event.is_shown for event in await site.events(TagAnswered)] == [False]


async def test_who_does_not_want_to_be_named_is_left_out_of_what_is_brought(site: Site) -> None:
    ana, ben, cleo = [await site.person(name) for name in ("ana", "ben", "cleo")]
    await site.posts.set_naming_rules(cleo, NamingRules(who=By.NOBODY))
    photo = await site.photo(ana)
    people = tuple(Wish(one.account_id, photo, 0.5, 0.5) for one in (ana, ben, cleo))
    draft = Draft((PostMedia(photo),), people=people, partner_id=cleo.account_id, asks_all=True)
    post = await site.posts.records.transact(lambda tx: bring_post(tx, ana, draft, site.clock.now_us()))
    assert [(one.account_id, one.state) for one in post.people] == [
        (ana.account_id, Naming.SHOWN),
        (ben.account_id, Naming.WAITING),
    ]
    assert await told(site) == []


async def test_what_is_gone_names_nobody(site: Site) -> None:
    ana, ben = await site.person("ana"), await site.person("ben")
    post = await tagged(site, ana, ben)
    await site.posts.delete(ana, post.id)
    site.clock.advance(HOUR_US)
    await site.posts.forget(ana, post.id)
    await site.keeps_lists()
    assert await site.named_anywhere(ben) == 0
