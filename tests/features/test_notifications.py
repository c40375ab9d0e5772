"""What others do is told to whom it concerns: grouped, live, as they wish, and only while they may see it."""

from __future__ import annotations

from typing import Any

from tests.live_line import line_of
from tests.world import Clocked, Json, Person, World


async def told(person: Person) -> list[tuple[str, list[str], int]]:
    """What a person reads in the list: what it is, who, how many."""
    return [
        (one["kind"], [each["username"] for each in one["people"]], one["count"])
        for one in await lines(person)
    ]


async def lines(person: Person) -> list[Json]:
    return await person.pages("/v1/notifications?limit=3")


async def unread(person: Person) -> int:
    return (await person.does("GET", "/v1/notifications/unread"))["unread"]


async def reads_everything(person: Person) -> None:
    newest = (await lines(person))[0]["at"]
    await person.does("PUT", "/v1/notifications/read", json={"until": newest})


async def chooses(person: Person, **kinds: dict[str, str]) -> Any:
    return await person.does("PATCH", "/v1/notifications/settings", json={"kinds": kinds})


async def test_likes_of_one_post_are_one_line(clocked: Clocked) -> None:
    world, clock = clocked
    ana = await world.person("ana")
    others = [await world.person(name) for name in ("ben", "cleo", "dina", "emil", "fay")]
    post = await ana.posts("harbour")
    await world.settle()
    for other in others:
        clock.advance(2_000)  # Likes of one millisecond have any order.
        await other.likes(post)
    await world.settle()
    assert await told(ana) == [("like", ["fay", "emil", "dina"], 5)]
    line = (await lines(ana))[0]
    assert line["post"]["id"] == post
    assert line["post"]["media"]["state"] == "ready"
    assert line["is_unread"]
    assert await unread(ana) == 1
    await reads_everything(ana)
    assert await unread(ana) == 0
    assert not (await lines(ana))[0]["is_unread"]


async def test_comments_answers_and_mentions_are_told_once_each(world: World) -> None:
    ana, ben, cleo = await world.person("ana"), await world.person("ben"), await world.person("cleo")
    post = await ana.posts("harbour")
    await world.settle()
    comment = await ben.comments(post, "Lovely, @cleo!")
    await ana.comments(post, "Thanks, @ben", parent_id=comment)
    await world.settle()
    assert await told(ana) == [("comment", ["ben"], 1)]
    # Answered and named by the same words: one line.
    assert await told(ben) == [("reply", ["ana"], 1)]
    assert await told(cleo) == [("mention", ["ben"], 1)]
    assert (await lines(ben))[0]["comment"]["text"] == "Thanks, @ben"
    assert (await lines(cleo))[0]["post"]["id"] == post


async def test_who_is_named_in_a_caption_hears_of_it_later_edits_included(world: World) -> None:
    ana, ben, cleo = await world.person("ana"), await world.person("ben"), await world.person("cleo")
    post = await ana.posts("with @ben")
    await world.settle()
    assert await told(ben) == [("mention", ["ana"], 1)]
    await ana.does("PATCH", f"/v1/posts/{post}", json={"caption": "with @cleo"})
    await world.settle()
    assert await told(cleo) == [("mention", ["ana"], 1)]
    assert await told(ben) == []


async def test_who_is_tagged_hears_of_it_until_they_refuse(world: World) -> None:  # AZ-21
    ana, ben = await world.person("ana"), await world.person("ben")
    media = await ana.uploads()
    people = [{"user_id": ben.id, "media_id": media, "x": 0.5, "y": 0.5}]
    post = (await ana.does("POST", "/v1/posts", json={"media": [media], "people": people}))["id"]
    await world.settle()
    assert await told(ben) == [("tag", ["ana"], 1)]
    await ana.does("PATCH", f"/v1/posts/{post}", json={"people": []})
    assert await told(ben) == []
    await world.settle()
    assert await told(ben) == []


async def test_follows_requests_and_their_acceptance(world: World) -> None:
    ana, ben = await world.person("ana", private=True), await world.person("ben")
    await ana.follows(ben)
    await ben.follows(ana)
    await world.settle()
    assert await told(ben) == [("follow", ["ana"], 1)]
    assert await told(ana) == [("request", ["ben"], 1)]
    await ana.accepts(ben)
    await world.settle()
    assert await told(ana) == []
    assert ("accepted", ["ana"], 1) in await told(ben)


async def test_a_request_sent_again_is_told_once_a_day(world: World) -> None:  # AZ-05
    ana, ben = await world.person("ana", private=True), await world.person("ben")
    async with line_of(ana) as line:
        await line.next()
        await ben.follows(ana)
        await world.settle()
        assert (await line.next())["notification"]["kind"] == "request"
        await reads_everything(ana)
        assert (await line.next())["type"] == "notification.read"
        for _ in range(3):
            await ben.unfollows(ana)
            await world.settle()
            assert await told(ana) == []
            await ben.follows(ana)
            await world.settle()
        assert await line.nothing()
    assert await told(ana) == [("request", ["ben"], 1)]
    assert await unread(ana) == 0


async def test_what_is_taken_back_is_told_no_more(world: World) -> None:
    ana, ben = await world.person("ana"), await world.person("ben")
    post = await ana.posts("harbour")
    await world.settle()
    comment = await ben.comments(post, "Lovely.")
    await ben.likes(post)
    await ben.follows(ana)
    await ana.does("PUT", f"/v1/comments/{comment}/like")
    await world.settle()
    assert {kind for kind, _, _ in await told(ana)} == {"comment", "like", "follow"}
    assert await told(ben) == [("comment_like", ["ana"], 1)]
    await ben.unlikes(post)
    await ben.unfollows(ana)
    await ben.does("DELETE", f"/v1/comments/{comment}")
    # Gone before the log is read: the comment is looked at with the list.
    assert "comment" not in {kind for kind, _, _ in await told(ana)}
    assert await told(ben) == []
    await world.settle()
    assert await told(ana) == []


async def test_nobody_is_told_of_their_own_doings(world: World) -> None:
    ana = await world.person("ana")
    post = await ana.posts("me, @ana")
    await world.settle()
    await ana.likes(post)
    await ana.comments(post, "I, @ana")
    await world.settle()
    assert await told(ana) == []


async def test_a_block_takes_back_what_was_told_both_ways(world: World) -> None:  # AZ-10, AZ-11
    ana, ben = await world.person("ana"), await world.person("ben")
    post, other = await ana.posts("harbour"), await ben.posts("with @ana")
    await world.settle()
    await ben.likes(post)
    await ana.likes(other)
    await world.settle()
    assert len(await told(ana)) == 2
    assert len(await told(ben)) == 1
    await ana.blocks(ben)
    # At once, before the log is read.
    assert (await told(ana), await told(ben)) == ([], [])
    assert (await unread(ana), await unread(ben)) == (0, 0)
    await world.settle()
    await ana.does("DELETE", f"/v1/users/{ben.id}/block")
    assert await told(ana) == []
    assert await told(ben) == []


async def test_what_can_no_longer_be_seen_is_told_no_more(world: World) -> None:  # AZ-15, AZ-36
    ana, ben, cleo = await world.person("ana"), await world.person("ben"), await world.person("cleo")
    post = await ana.posts("with @ben")
    await world.settle()
    comment = await cleo.comments(post, "Lovely.")
    await ben.comments(post, "Yes.", parent_id=comment)
    await world.settle()
    assert len(await told(ben)) == 1
    assert len(await told(cleo)) == 1
    await ana.goes_private()
    assert await told(ben) == []
    assert await unread(ben) == 0
    assert await told(cleo) == []
    await ana.goes_private(private=False)
    assert len(await told(cleo)) == 1
    await ana.deletes(post)
    assert await told(cleo) == []
    await world.settle()
    assert await told(ben) == []


async def test_a_block_between_the_event_and_its_telling(world: World) -> None:  # AZ-36, RT-04
    ana, ben = await world.person("ana"), await world.person("ben")
    post = await ana.posts("harbour")
    await world.settle()
    async with line_of(ana) as line:
        await line.next()
        await ben.likes(post)
        await ana.blocks(ben)
        await world.settle()
        assert await line.nothing()
    assert await told(ana) == []


async def test_what_is_new_comes_live_with_the_number_unread(world: World) -> None:
    ana, ben, cleo = await world.person("ana"), await world.person("ben"), await world.person("cleo")
    post = await ana.posts("harbour")
    await world.settle()
    async with line_of(ana) as anas, line_of(cleo) as cleos:
        await anas.next()
        await cleos.next()
        await ben.likes(post)
        await world.settle()
        message = await anas.next()
        assert message["type"] == "notification.new"
        assert message["unread"] == 1
        assert message["notification"]["kind"] == "like"
        assert [each["username"] for each in message["notification"]["people"]] == ["ben"]
        await reads_everything(ana)
        assert (await anas.next())["type"] == "notification.read"
        assert await cleos.nothing()


async def test_kinds_can_be_switched_off_or_kept_to_people_one_follows(world: World) -> None:
    ana, ben, cleo = await world.person("ana"), await world.person("ben"), await world.person("cleo")
    post = await ana.posts("harbour")
    await ana.follows(ben)
    await world.settle()
    found = await chooses(ana, like={"page": "following"}, comment={"page": "off"})
    assert found["kinds"]["like"] == {"page": "following", "push": "following", "email": "off"}
    for other in (ben, cleo):
        await other.likes(post)
        await other.comments(post, "Lovely.")
    await world.settle()
    assert await told(ana) == [("like", ["ben"], 1)]
    answer = await ana.call("PATCH", "/v1/notifications/settings", json={"kinds": {"pokes": {"page": "off"}}})
    assert (answer.status_code, answer.json()["fields"]) == (422, {"kinds": ["unknown"]})


async def test_a_post_can_be_muted(world: World) -> None:
    ana, ben = await world.person("ana"), await world.person("ben")
    loud, quiet = await ana.posts("loud"), await ana.posts("quiet")
    await world.settle()
    await ana.does("PUT", f"/v1/posts/{quiet}/mute")
    assert await ana.does("GET", f"/v1/posts/{quiet}/mute") == {"muted": True}
    for post in (loud, quiet):
        await ben.likes(post)
        await ben.comments(post, "Lovely, @ana.")
    await world.settle()
    assert {line["post"]["id"] for line in await lines(ana)} == {loud}
    await ana.does("DELETE", f"/v1/posts/{quiet}/mute")
    await ben.comments(quiet, "Once more.")
    await world.settle()
    assert (await lines(ana))[0]["post"]["id"] == quiet


async def test_reading_never_goes_back(world: World) -> None:
    ana, ben = await world.person("ana"), await world.person("ben")
    post = await ana.posts("harbour")
    await world.settle()
    await ben.likes(post)
    await world.settle()
    await reads_everything(ana)
    await ana.does("PUT", "/v1/notifications/read", json={"until": "2020-01-01T00:00:00Z"})
    assert await unread(ana) == 0
    for until in ("yesterday", "2026-01-01T00:00:00", "9999-12-31T23:59:59+00:00", ""):
        answer = await ana.call("PUT", "/v1/notifications/read", json={"until": until})
        assert answer.status_code in {204, 422}
        assert until.startswith("9999") or answer.json()["fields"] == {"until": ["invalid"]}
    # A time to come reads what is there now, and nothing that comes later.
    await ben.comments(post, "Lovely.")
    await world.settle()
    assert await unread(ana) == 1
