"""Questions about who knows whom and who said what to whom, as people ask them."""

from __future__ import annotations

from tests.world import Person, World


async def commented(viewer: Person, owner: Person, who: Person, limit: int = 20) -> list[str]:
    path = f"/v1/users/{owner.id}/posts?commented_by={who.id}&limit={limit}"
    return [card["id"] for card in await viewer.pages(path)]


async def said(viewer: Person, who: Person, owner: Person, limit: int = 20) -> list[str]:
    return [
        item["text"]
        for item in await viewer.pages(f"/v1/users/{who.id}/comments?on={owner.id}&limit={limit}")
    ]


async def test_what_somebody_said_under_my_photos(world: World) -> None:
    ana, ben = await world.person("ana"), await world.person("ben")
    first, second, third = [await ana.posts(f"{n}") for n in range(3)]
    await world.settle()
    for post, text in ((second, "one"), (first, "two"), (second, "three")):
        await ben.comments(post, text)
    await ana.comments(third, "mine")
    for limit in (1, 2, 20):
        assert await commented(ana, ana, ben, limit) == [second, first]
        assert await said(ana, ben, ana, limit) == ["three", "two", "one"]
    assert await commented(ben, ana, ana) == [third]
    assert await said(ben, ana, ben) == []
    page = await ana.does("GET", "/v1/users/@ben/comments?on=@ana&limit=1")
    assert (page["items"][0]["post_id"], page["items"][0]["author"]["username"]) == (second, "ben")


async def test_a_comment_that_is_gone_answers_no_question(world: World) -> None:
    ana, ben = await world.person("ana"), await world.person("ben")
    post = await ana.posts()
    await world.settle()
    comment = await ben.comments(post, "hasty")
    await ben.does("DELETE", f"/v1/comments/{comment}")
    assert (await commented(ana, ana, ben), await said(ana, ben, ana)) == ([], [])


async def test_questions_tell_nobody_more_than_the_posts_do(
    world: World,
) -> None:  # AZ-01, AZ-03, AZ-10, AZ-33
    ana, ben, cleo, dora = [await world.person(name) for name in ("ana", "ben", "cleo", "dora")]
    for one in (ben, cleo):
        await one.follows(ana)
    post, narrow = await ana.posts("open"), await ana.posts("narrow", audience="followers")
    await world.settle()
    await ben.comments(post, "seen")
    await ben.comments(narrow, "by followers")
    assert await commented(dora, ana, ben) == [post]
    assert await said(dora, ben, ana) == ["seen"]
    await ana.goes_private()
    await dora.follows(ana)
    assert (await commented(dora, ana, ben), await said(dora, ben, ana)) == ([], [])
    assert await commented(cleo, ana, ben) == [narrow, post]
    await ben.blocks(cleo)
    for path in (
        f"/v1/users/{ana.id}/posts?commented_by={ben.id}",
        f"/v1/users/{ben.id}/comments?on={ana.id}",
    ):
        assert (await cleo.call("GET", path)).status_code == 404
    await ana.deletes(narrow)
    assert await said(ana, ben, ana) == ["seen"]


async def test_nonsense_in_a_question_is_a_clear_problem(world: World) -> None:  # AP-05
    ana = await world.person("ana")
    for name in ("0", "-1", "9223372036854775808", "1.0", "@nobody", "@", "%D9%A1"):
        answers = [
            await ana.call("GET", f"/v1/users/{ana.id}/posts?commented_by={name}"),
            await ana.call("GET", f"/v1/users/{ana.id}/comments?on={name}"),
        ]
        assert [answer.status_code for answer in answers] == [404, 404], name
    assert (await ana.call("GET", f"/v1/users/{ana.id}/comments")).status_code in (400, 422)


async def known_by(viewer: Person, other: Person) -> tuple[set[str], int] | None:
    stands = (await viewer.does("GET", f"/v1/users/{other.id}"))["viewer"]
    if "followed_by_count" not in stands:
        return None
    return {one["username"] for one in stands["followed_by_people"]}, stands["followed_by_count"]


async def test_a_profile_says_by_whom_one_knows_it(world: World) -> None:
    ana, ben, cleo, dora, eva, star = [
        await world.person(name) for name in ("ana", "ben", "cleo", "dora", "eva", "star")
    ]
    assert await known_by(ana, star) == (set(), 0)
    for one in (ben, cleo, dora, eva):
        await one.follows(star)
    for one in (ben, cleo, dora):
        await ana.follows(one)
    assert await known_by(ana, star) == ({"ben", "cleo", "dora"}, 3)
    await ana.follows(eva)
    names, count = await known_by(ana, star) or (set(), 0)
    assert (len(names), count) == (3, 4)
    await ana.follows(star)
    assert (await known_by(ana, star) or (0, 0))[1] == 4
    assert "viewer" not in await ana.does("GET", f"/v1/users/{ana.id}")
    assert "viewer" not in await world.stranger().does("GET", f"/v1/users/{star.id}")


async def test_who_follows_a_private_account_is_its_own_business(world: World) -> None:  # AZ-03, AZ-18
    ana, ben, shy = [await world.person(name) for name in ("ana", "ben", "shy")]
    await ben.follows(shy)
    await ana.follows(ben)
    await shy.goes_private()
    await ana.follows(shy)
    assert await known_by(ana, shy) is None
    await shy.accepts(ana)
    assert await known_by(ana, shy) == ({"ben"}, 1)
    await shy.blocks(ben)
    assert await known_by(ana, shy) == (set(), 0)
