"""Posts for close friends: who meets them, and when no longer."""

from tests.world import Person, World


async def names(viewer: Person, path: str) -> list[str]:
    return [person["username"] for person in await viewer.pages(path)]


async def bytes_of(viewer: Person, card: dict[str, object]) -> int:
    """What an address of the card's photo answers to somebody who has it."""
    media = card["media"]
    assert isinstance(media, list)
    path = str(media[0]["url"]).replace("{variant}", "small").replace("{ext}", "avif")
    return (await viewer.call("GET", path)).status_code


async def meets_nothing(viewer: Person, author: Person, post: str, card: dict[str, object]) -> None:
    """The post is nowhere for this viewer, and its photo is not there."""
    assert await viewer.opens(post) == 404
    assert post not in await viewer.profile(author)
    assert await bytes_of(viewer, card) == 404
    tagged = await viewer.pages("/v1/timelines/tags/secret")
    assert [one["id"] for one in tagged] == []
    assert (await viewer.does("GET", "/v1/timelines/tags/secret"))["count"] == 0


async def test_close_friends_alone_see_what_is_for_them(world: World) -> None:  # AZ-17
    ana, ben, cleo, dan = [await world.person(name) for name in ("ana", "ben", "cleo", "dan")]
    for follower in (ben, cleo):
        await follower.follows(ana)
    await ana.does("PUT", f"/v1/users/{ben.id}/close-friend")
    await ana.does("PUT", f"/v1/users/{dan.id}/close-friend")
    post = await ana.posts("Just us #secret", audience="close_friends")
    await world.settle()
    card = await ben.card(post)
    assert card["audience"] == "close_friends"
    assert await ben.home() == await ben.profile(ana) == await ana.home() == [post]
    assert await bytes_of(ben, card) == await bytes_of(ana, card) == 200
    # Cleo follows and is not on the list, dan is on it and does not follow.
    for other in (cleo, dan, world.stranger()):
        await meets_nothing(other, ana, post, card)
    assert await cleo.home() == await dan.home() == []
    for verb in ("like", "save"):
        assert (await cleo.call("PUT", f"/v1/posts/{post}/{verb}")).status_code == 404
    assert (await cleo.call("POST", f"/v1/posts/{post}/comments", json={"text": "?"})).status_code == 404
    assert await names(ana, "/v1/close-friends") == ["dan", "ben"]
    # Nobody is told that they are on a list, or who else is.
    assert await names(ben, "/v1/close-friends") == []
    assert "close_friend_of" not in str((await ben.does("GET", f"/v1/users/{ana.id}"))["viewer"])
    assert (await ana.does("GET", f"/v1/users/{ben.id}"))["viewer"]["close_friend"] is True


async def test_who_is_taken_off_the_list_loses_it_at_once(world: World) -> None:  # AZ-06
    ana, ben, cleo = [await world.person(name) for name in ("ana", "ben", "cleo")]
    for friend in (ben, cleo):
        await friend.follows(ana)
        await ana.does("PUT", f"/v1/users/{friend.id}/close-friend")
    post = await ana.posts("Just us #secret", audience="close_friends")
    await world.settle()
    card = await ben.card(post)
    assert await ben.home() == await cleo.home() == [post]
    await ben.saves(post)
    await ana.does("DELETE", f"/v1/users/{ben.id}/close-friend")
    assert await ben.home() == await ben.pages("/v1/me/saved") == []
    await meets_nothing(ben, ana, post, card)
    # Who stops following is no close friend meanwhile; who is removed, not after coming back either.
    await cleo.unfollows(ana)
    await meets_nothing(cleo, ana, post, card)
    await cleo.follows(ana)
    await world.settle()
    assert await cleo.home() == [post]
    await ana.does("DELETE", f"/v1/me/followers/{cleo.id}")
    await cleo.follows(ana)
    await world.settle()
    assert await cleo.home() == []
    await meets_nothing(cleo, ana, post, card)


async def test_a_page_that_is_at_hand_loses_what_becomes_for_close_friends(world: World) -> None:
    ana, ben, cleo = [await world.person(name) for name in ("ana", "ben", "cleo")]
    for follower in (ben, cleo):
        await follower.follows(ana)
    await ana.does("PUT", f"/v1/users/{cleo.id}/close-friend")
    post = await ana.posts("For now #secret")
    await world.settle()
    card = await ben.card(post)
    assert await ben.home() == await cleo.home() == [post]
    await ana.does("PATCH", f"/v1/posts/{post}", json={"audience": "close_friends"})
    # Cleo's read bakes the card anew; ben's page, kept from before, must not take it up.
    assert await cleo.home() == [post]
    assert await ben.home() == []
    await meets_nothing(ben, ana, post, card)
    await ana.does("PATCH", f"/v1/posts/{post}", json={"audience": "followers"})
    await world.settle()
    assert await ben.home() == [post]
