"""Comments as people meet them."""

from typing import Any

from tests.world import Person, World


async def texts(viewer: Person, post: str, parent_id: str = "", limit: int = 20) -> list[str]:
    more = f"&parent_id={parent_id}" if parent_id else ""
    return [said["text"] for said in await viewer.pages(f"/v1/posts/{post}/comments?limit={limit}{more}")]


async def say(person: Person, post: str, body: dict[str, Any]) -> int:
    return (await person.call("POST", f"/v1/posts/{post}/comments", json=body)).status_code


async def test_a_conversation(world: World) -> None:
    ana, ben = await world.person("ana"), await world.person("ben")
    post = await ana.posts()
    await world.settle()
    first = await ben.comments(post, "  What a  light, @ana and @nobody!  ")
    answer = await ana.comments(post, "thank you", first)
    await ben.comments(post, "where is it?", answer)
    await ana.comments(post, "more tomorrow")
    for limit in (1, 3, 20):
        assert await texts(ben, post, limit=limit) == ["more tomorrow", "What a  light, @ana and @nobody!"]
        assert await texts(world.stranger(), post, first, limit) == ["thank you", "where is it?"]
    top = (await ben.pages(f"/v1/posts/{post}/comments"))[1]
    assert top["id"] == first
    assert top["counts"] == {"likes": 0, "replies": 2}
    assert top["mentions"] == [{"id": ana.id, "username": "ana"}]
    assert top["author"]["username"] == "ben"
    card = await ben.card(post)
    assert card["counts"]["comments"] == 4
    assert [said["text"] for said in card["comments"]] == [
        "more tomorrow",
        "What a  light, @ana and @nobody!",
    ]


async def test_a_comment_appears_on_the_card_at_home(world: World) -> None:
    ana, ben = await world.person("ana"), await world.person("ben")
    await ben.follows(ana)
    post = await ana.posts()
    await world.settle()
    assert (await ben.home_cards())[0]["comments"] == []
    said = await ben.comments(post, "first")
    assert (await ben.card(post))["comments"][0]["id"] == said
    await ben.does("DELETE", f"/v1/comments/{said}")
    card = (await ben.home_cards())[0]
    assert card["comments"] == []
    assert card["counts"]["comments"] == 0


async def test_who_may_delete_a_comment(world: World) -> None:
    ana, ben, cleo = [await world.person(name) for name in ("ana", "ben", "cleo")]
    post = await ana.posts()
    await world.settle()
    own, other = await ben.comments(post, "one"), await ben.comments(post, "two")
    assert (await cleo.call("DELETE", f"/v1/comments/{own}")).status_code == 404
    assert (await ben.call("DELETE", f"/v1/comments/{own}")).status_code == 204
    assert (await ana.call("DELETE", f"/v1/comments/{other}")).status_code == 204
    assert (await ben.call("DELETE", f"/v1/comments/{own}")).status_code == 404
    assert await texts(ben, post) == []


async def test_a_comment_is_liked(world: World) -> None:
    ana, ben = await world.person("ana"), await world.person("ben")
    post = await ana.posts()
    await world.settle()
    said = await ana.comments(post, "mine")
    for _ in range(2):
        await ben.does("PUT", f"/v1/comments/{said}/like")
    found = (await ben.pages(f"/v1/posts/{post}/comments"))[0]
    assert found["counts"]["likes"] == 1
    assert found["viewer"] == {"liked": True}
    assert "viewer" not in (await world.stranger().pages(f"/v1/posts/{post}/comments"))[0]
    await ben.does("DELETE", f"/v1/comments/{said}/like")
    assert (await ben.pages(f"/v1/posts/{post}/comments"))[0]["counts"]["likes"] == 0


async def test_what_is_no_comment(world: World) -> None:
    ana = await world.person("ana")
    post, other = await ana.posts(), await ana.posts()
    await world.settle()
    said = await ana.comments(post, "here")
    assert await say(ana, post, {"text": ""}) == 422
    assert await say(ana, post, {"text": "x" * 2201}) == 422
    assert await say(ana, post, {"text": "x" * 2200}) == 201
    assert await say(ana, post, {"text": "\x00"}) == 422
    assert await say(ana, other, {"text": "there", "parent_id": said}) == 422
    assert await say(ana, post, {"text": "to nobody", "parent_id": "77"}) == 422
    assert await say(ana, post, {"text": "to what", "parent_id": "first"}) == 422
    assert await say(ana, "77", {"text": "where"}) == 404
    assert len(await texts(ana, post)) == 2
