"""People in pictures, and partners: nobody is shown so against their will."""

from typing import Any

import pytest

from tests.world import Person, World


async def tags(author: Person, *people: Person, **fields: Any) -> str:
    """A post of one photo with people in it; its id."""
    media = await author.uploads()
    body = {"media": [media], "people": [at(one, media) for one in people], **fields}
    return (await author.does("POST", "/v1/posts", json=body))["id"]


def at(person: Person, media: str, x: float = 0.25, y: float = 0.75) -> dict[str, Any]:
    return {"user_id": person.id, "media_id": media, "x": x, "y": y}


async def seen_in(viewer: Person, post: str) -> list[str]:
    """The names that a viewer finds in a post."""
    found = await viewer.does("GET", f"/v1/posts/{post}/people")
    return sorted(item["user"]["username"] for item in found["items"])


async def tagged(viewer: Person, person: Person) -> list[str]:
    return [card["id"] for card in await viewer.pages(f"/v1/users/{person.id}/tagged?limit=1")]


async def test_who_is_in_a_picture_is_found_there(world: World) -> None:
    ana, ben, cleo = [await world.person(name) for name in ("ana", "ben", "cleo")]
    await cleo.follows(ana)
    first, second = await tags(ana, ben), await tags(ana, ben, ana)
    await world.settle()
    found = (await cleo.does("GET", f"/v1/posts/{first}/people"))["items"]
    (media,) = (await cleo.card(first))["media"]
    assert [(one["user"]["id"], one["media_id"], one["x"], one["y"]) for one in found] == [
        (ben.id, media["id"], 0.25, 0.75)
    ]
    assert await tagged(cleo, ben) == await tagged(world.stranger(), ben) == [second, first]
    assert await tagged(cleo, ana) == [second]
    assert [card["has_people"] for card in await cleo.home_cards()] == [True, True]
    assert (await world.stranger().card(first))["has_people"]


@pytest.mark.parametrize(
    ("who", "is_followed", "is_let"),
    [
        ("everyone", False, True),
        ("following", False, False),
        ("following", True, True),
        ("nobody", True, False),
    ],
)
async def test_people_say_who_may_tag_them(
    world: World, who: str, is_followed: object, is_let: object
) -> None:
    ana, ben = await world.person("ana"), await world.person("ben")
    if is_followed:
        await ben.follows(ana)
    assert (await ben.does("PATCH", "/v1/me/tagging", json={"who": who}))["who"] == who
    media = await ana.uploads()
    answer = await ana.call("POST", "/v1/posts", json={"media": [media], "people": [at(ben, media)]})
    assert answer.status_code == (201 if is_let else 422), answer.text
    if not is_let:
        assert answer.json()["fields"] == {"people": ["not_allowed"]}


async def test_a_tag_waits_for_who_wants_to_be_asked(world: World) -> None:
    ana, ben, cleo = [await world.person(name) for name in ("ana", "ben", "cleo")]
    assert await ben.does("PATCH", "/v1/me/tagging", json={"by_hand": True}) == {
        "who": "everyone",
        "by_hand": True,
    }
    post = await tags(ana, ben)
    await world.settle()
    for viewer in (cleo, world.stranger()):
        assert await seen_in(viewer, post) == await tagged(viewer, ben) == []
        assert not (await viewer.card(post)).get("has_people", False)
    assert await seen_in(ana, post) == await seen_in(ben, post) == ["ben"]
    assert [card["id"] for card in await ben.pages("/v1/me/tags")] == [post]
    await ben.does("PUT", f"/v1/posts/{post}/tag")
    await world.settle()
    assert await seen_in(cleo, post) == ["ben"]
    assert await tagged(cleo, ben) == [post]
    assert await ben.pages("/v1/me/tags") == []
    assert (await cleo.card(post))["has_people"]


async def test_only_who_is_tagged_takes_the_tag_out(world: World) -> None:  # AZ-21
    ana, ben, cleo = [await world.person(name) for name in ("ana", "ben", "cleo")]
    post = await tags(ana, ben)
    await world.settle()
    (media,) = (await ana.card(post))["media"]
    for other in (ana, cleo):
        assert (await other.call("DELETE", f"/v1/posts/{post}/tag")).status_code == 404
    assert (await world.stranger().call("DELETE", f"/v1/posts/{post}/tag")).status_code == 401
    assert await seen_in(cleo, post) == ["ben"]
    await ben.does("DELETE", f"/v1/posts/{post}/tag")
    assert await seen_in(cleo, post) == await seen_in(ana, post) == []
    await world.settle()
    assert await tagged(cleo, ben) == []
    assert not (await cleo.card(post)).get("has_people", False)
    # A no is a no: the author cannot put them back, neither there nor at another point.
    again = {"people": [at(ben, media["id"], 0.5, 0.5)]}
    await ana.does("PATCH", f"/v1/posts/{post}", json=again)
    await world.settle()
    assert await seen_in(cleo, post) == []
    await ben.does("PUT", f"/v1/posts/{post}/tag")
    assert await seen_in(cleo, post) == ["ben"]


async def test_who_is_private_is_named_to_followers_alone(world: World) -> None:  # AZ-21
    ana, ben, cleo, dee = [await world.person(name) for name in ("ana", "ben", "cleo", "dee")]
    await cleo.follows(ben)
    await dee.follows(ana)
    post = await tags(ana, ben)
    await world.settle()
    assert [card.get("has_people", False) for card in await dee.home_cards()] == [True]
    await ben.goes_private()
    for viewer in (dee, world.stranger()):
        assert await seen_in(viewer, post) == await tagged(viewer, ben) == []
        assert not (await viewer.card(post)).get("has_people", False)
    assert [card.get("has_people", False) for card in await dee.home_cards()] == [False]
    assert await seen_in(cleo, post) == await seen_in(ana, post) == ["ben"]
    assert await tagged(cleo, ben) == [post]
    assert (await cleo.card(post))["has_people"]


async def test_lists_name_who_is_private_to_those_who_follow_them(world: World) -> None:  # AZ-21
    ana, ben, cleo, dee = [await world.person(name) for name in ("ana", "ben", "cleo", "dee")]
    await cleo.follows(ana)
    await cleo.follows(ben)
    await dee.follows(ana)
    post = await tags(ana, ben)
    await world.settle()
    await ben.goes_private()

    async def told(viewer: Person) -> list[bool]:
        lists = [await viewer.pages(f"/v1/users/{ana.id}/posts")]
        if viewer.name in {"cleo", "dee"}:
            lists.append(await viewer.home_cards())
        cards = [card for some in lists for card in some]
        assert {card["id"] for card in cards} == {post}
        return [card.get("has_people", False) for card in cards]

    # In both turns, so that nobody is shown a card that was made for somebody else.
    for _ in range(2):
        assert not any([*await told(dee), *await told(world.stranger())])
        assert all([*await told(cleo), *await told(ana), *await told(ben)])
    await cleo.unfollows(ben)
    assert not any(await told(cleo))


async def test_a_tag_shows_no_hidden_post(world: World) -> None:  # AZ-14
    ana, ben, cleo = [await world.person(name) for name in ("ana", "ben", "cleo")]
    narrow, draft = await tags(ana, ben, audience="followers"), await tags(ana, ben, state="draft")
    await world.settle()
    assert await tagged(cleo, ben) == await tagged(ben, ben) == []
    assert (await cleo.call("GET", f"/v1/posts/{narrow}/people")).status_code == 404
    assert (await ben.call("GET", f"/v1/posts/{draft}/people")).status_code == 404
    assert (await ben.call("DELETE", f"/v1/posts/{draft}/tag")).status_code == 404
    post = await tags(ana, ben)
    await world.settle()
    await ana.does("PUT", f"/v1/posts/{post}/archive")
    assert await tagged(cleo, ben) == []
    await ana.does("DELETE", f"/v1/posts/{post}/archive")
    await world.settle()
    assert await tagged(cleo, ben) == [post]


async def test_nobody_tags_across_a_block(world: World) -> None:
    ana, ben, cleo = [await world.person(name) for name in ("ana", "ben", "cleo")]
    post = await tags(ana, ben)
    await world.settle()
    await ben.blocks(ana)
    assert await seen_in(ana, post) == []
    assert await tagged(cleo, ben) == [post]
    media = await ana.uploads()
    answer = await ana.call("POST", "/v1/posts", json={"media": [media], "people": [at(ben, media)]})
    assert answer.json()["fields"] == {"people": ["not_allowed"]}


async def test_the_author_moves_and_takes_out_tags(world: World) -> None:
    ana, ben, cleo = [await world.person(name) for name in ("ana", "ben", "cleo")]
    post = await tags(ana, ben)
    await world.settle()
    (media,) = (await ana.card(post))["media"]
    both = [at(ben, media["id"], 0.1, 0.2), at(cleo, media["id"])]
    await ana.does("PATCH", f"/v1/posts/{post}", json={"people": both})
    found = (await cleo.does("GET", f"/v1/posts/{post}/people"))["items"]
    assert {(one["user"]["username"], one["x"]) for one in found} == {("ben", 0.1), ("cleo", 0.25)}
    await ana.does("PATCH", f"/v1/posts/{post}", json={"people": [both[1]]})
    await world.settle()
    assert await seen_in(cleo, post) == ["cleo"]
    assert (await tagged(cleo, ben), await tagged(ben, cleo)) == ([], [post])
    await ana.does("PATCH", f"/v1/posts/{post}", json={"caption": "Only words"})
    assert await seen_in(cleo, post) == ["cleo"]


async def test_tags_that_cannot_be_are_refused(world: World) -> None:  # AP-10
    ana, ben = await world.person("ana"), await world.person("ben")
    media, other = await ana.uploads(), await ana.uploads()
    for people, code in (
        ([at(ben, media)] * 2, "repeated"),
        ([at(ben, other)], "unknown_media"),
        ([at(ben, media, 1.1)], "out_of_range"),
        ([at(ben, media, -0.1)], "out_of_range"),
        ([{**at(ben, media), "user_id": "nobody"}], "unknown"),
        ([{**at(ben, media), "user_id": "12"}], "not_allowed"),
        ([{**at(ben, media), "user_id": str(1000 + n)} for n in range(1000)], "too_many"),
    ):
        answer = await ana.call("POST", "/v1/posts", json={"media": [media], "people": people})
        assert (answer.status_code, answer.json()["fields"]) == (422, {"people": [code]})
    odd = {"media": [media], "people": [{**at(ben, media), "state": 2}]}
    assert (await ana.call("POST", "/v1/posts", json=odd)).status_code == 422  # AP-01


async def test_a_partner_is_named_when_they_agree(world: World) -> None:
    ana, shop, cleo = [await world.person(name) for name in ("ana", "shop", "cleo")]
    await cleo.follows(ana)
    post = await tags(ana, partner=shop.id)
    await world.settle()
    assert "partner" not in await cleo.card(post)
    assert "partner" not in await cleo.does("GET", f"/v1/posts/{post}/people")
    mine = await ana.does("GET", f"/v1/posts/{post}/people")
    assert (mine["partner"]["id"], mine["partner_is_waiting"]) == (shop.id, True)
    assert [card["id"] for card in await shop.pages("/v1/me/tags")] == [post]
    for other in (ana, cleo):
        assert (await other.call("PUT", f"/v1/posts/{post}/partner")).status_code == 404
    await shop.does("PUT", f"/v1/posts/{post}/partner")
    assert (await cleo.card(post))["partner"]["username"] == "shop"
    assert [card["partner"]["id"] for card in await cleo.home_cards()] == [shop.id]
    await shop.does("DELETE", f"/v1/posts/{post}/partner")
    assert "partner" not in await cleo.card(post)
    assert "partner" not in (await cleo.home_cards())[0]
    assert await tagged(cleo, shop) == []


async def test_the_author_takes_the_partner_out(world: World) -> None:
    ana, shop, cleo = [await world.person(name) for name in ("ana", "shop", "cleo")]
    post = await tags(ana, partner=shop.id)
    await world.settle()
    await shop.does("PUT", f"/v1/posts/{post}/partner")
    await ana.does("PATCH", f"/v1/posts/{post}", json={"partner": None})
    assert "partner" not in await cleo.card(post)
    assert (await shop.call("PUT", f"/v1/posts/{post}/partner")).status_code == 404
    await shop.does("PATCH", "/v1/me/tagging", json={"who": "nobody"})
    answer = await ana.call("PATCH", f"/v1/posts/{post}", json={"partner": shop.id})
    assert (answer.status_code, answer.json()["fields"]) == (422, {"partner": ["not_allowed"]})


async def test_settings_that_cannot_be_are_refused(world: World) -> None:
    ben = await world.person("ben")
    answer = await ben.call("PATCH", "/v1/me/tagging", json={"who": "friends"})
    assert (answer.status_code, answer.json()["fields"]) == (422, {"who": ["unknown"]})
    assert await ben.does("GET", "/v1/me/tagging") == {"who": "everyone", "by_hand": False}
