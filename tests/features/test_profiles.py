"""Profiles and lists of people, for everybody who may and nobody else."""

from typing import Any

import pytest

from tests.world import Person, World


async def user(person: Person, name: str) -> Any:
    return await person.does("GET", f"/v1/users/{name}")


async def names(person: Person, path: str) -> list[str]:
    return [found["username"] for found in await person.pages(path)]


async def test_a_profile_is_found_by_id_and_by_name_in_any_case(world: World) -> None:
    ana, ben = await world.person("ana"), await world.person("ben")
    await ana.does("PATCH", "/v1/me", json={"name": "Ana", "bio": "harbours", "link": "example.org"})
    found = await user(ben, ana.id)
    assert found == await user(ben, "@ana") == await user(ben, "@ANA")
    assert (found["name"], found["bio"], found["link"]) == ("Ana", "harbours", "https://example.org")
    assert found["viewer"]["following"] == "none"
    assert not any(found["viewer"][tie] for tie in ("followed_by", "blocking", "muting"))
    assert "viewer" not in await user(world.stranger(), ana.id)
    assert "email" not in found
    assert "viewer" not in await user(ana, ana.id)


@pytest.mark.parametrize(
    "name",
    [
        "@nobody",
        "@",
        "@a%00",
        "1",
        "0",
        "-1",
        "9223372036854775808",
        "1.0",
        "%D9%A1",
        "@" + "x" * 5000,
        "@%FF",
    ],
)
async def test_nobody_is_not_found(world: World, name: str) -> None:
    ana = await world.person("ana")
    assert (await ana.call("GET", f"/v1/users/{name}")).status_code == 404
    assert (await ana.call("GET", f"/v1/users/{name}/followers")).status_code == 404


async def test_a_name_that_looks_alike_finds_nobody(world: World) -> None:
    await world.person("mary")
    ben = await world.person("ben")
    assert (await ben.call("GET", "/v1/users/@rnary")).status_code == 404


async def test_what_is_between_two_people_shows(world: World) -> None:
    ana, ben = await world.person("ana"), await world.person("ben")
    await ben.follows(ana)
    assert (await user(ben, ana.id))["viewer"]["following"] == "yes"
    assert (await user(ana, ben.id))["viewer"]["followed_by"] is True
    assert (await user(ana, ana.id))["counts"] == {"posts": 0, "followers": 1, "following": 0}
    assert (await user(ana, ben.id))["counts"] == {"posts": 0, "followers": 0, "following": 1}
    await ben.unfollows(ana)
    assert (await user(ana, ana.id))["counts"]["followers"] == 0


async def test_a_private_account_is_asked(world: World) -> None:
    ana, ben = await world.person("ana", private=True), await world.person("ben")
    assert await ben.follows(ana) == "requested"
    assert (await user(ben, ana.id))["viewer"]["following"] == "requested"
    assert await names(ana, "/v1/follow-requests") == ["ben"]
    assert await names(ben, "/v1/follow-requests") == []
    await ana.accepts(ben)
    assert await names(ana, "/v1/follow-requests") == []
    assert await names(ben, f"/v1/users/{ana.id}/followers") == ["ben"]


async def test_followers_come_newest_first_page_by_page(world: World) -> None:
    ana = await world.person("ana")
    fans = [await world.person(f"fan{n}") for n in range(5)]
    for fan in fans:
        await fan.follows(ana)
    expected = [fan.name for fan in reversed(fans)]
    for limit in (1, 2, 5, 100):
        assert await names(fans[0], f"/v1/users/{ana.id}/followers?limit={limit}") == expected
    assert await names(ana, f"/v1/users/@{fans[0].name}/following") == ["ana"]
    page = await ana.does("GET", f"/v1/users/{ana.id}/followers?limit=2")
    other = await ana.call("GET", f"/v1/users/{fans[0].id}/followers?cursor={page['next']}")
    assert other.status_code == 400
    assert other.json()["code"] == "bad_cursor"


@pytest.mark.parametrize("limit", ["0", "-1", "101", "1000000000", "1e3", "NaN", "0x10", ""])
async def test_other_limits_are_refused(world: World, limit: str) -> None:
    ana = await world.person("ana")
    answer = await ana.call("GET", f"/v1/users/{ana.id}/followers?limit={limit}")
    assert answer.status_code in {400, 422}


async def test_who_is_close_to_a_private_account_is_for_its_followers(world: World) -> None:  # AZ-03
    ana, ben, cleo = await world.person("ana"), await world.person("ben"), await world.person("cleo")
    await ben.follows(ana)
    await ana.goes_private()
    for person in (cleo, world.stranger()):
        assert (await person.call("GET", f"/v1/users/{ana.id}")).status_code == 200
        for part in ("followers", "following"):
            assert (await person.call("GET", f"/v1/users/{ana.id}/{part}")).status_code == 404
    assert (await cleo.call("GET", f"/v1/users/{ana.id}/mutuals")).status_code == 404
    assert await names(ben, f"/v1/users/{ana.id}/followers") == ["ben"]
    assert await names(ana, f"/v1/users/{ana.id}/followers") == ["ben"]


async def test_mutuals_are_those_i_follow_who_follow_them(world: World) -> None:
    ana, ben, cleo, dora = [await world.person(name) for name in ("ana", "ben", "cleo", "dora")]
    await ben.follows(ana)
    await cleo.follows(ana)
    await dora.follows(ben)
    assert await names(dora, f"/v1/users/{ana.id}/mutuals") == ["ben"]
    await dora.follows(cleo)
    assert sorted(await names(dora, f"/v1/users/{ana.id}/mutuals?limit=1")) == ["ben", "cleo"]


async def test_a_block_hides_each_from_the_other_everywhere(world: World) -> None:  # AZ-10
    ana, ben, cleo = await world.person("ana"), await world.person("ben"), await world.person("cleo")
    await ben.follows(cleo)
    await ana.follows(cleo)
    await ana.blocks(ben)
    assert (await ben.call("GET", f"/v1/users/{ana.id}")).status_code == 404
    assert (await ben.call("GET", "/v1/users/@ana")).status_code == 404
    assert await names(ben, f"/v1/users/{cleo.id}/followers") == ["ben"]
    assert await names(ana, f"/v1/users/{cleo.id}/followers") == ["ana"]
    assert await names(ana, "/v1/blocks") == ["ben"]
    assert await names(ben, "/v1/blocks") == []
    await ana.does("DELETE", f"/v1/users/{ben.id}/block")
    assert await names(ana, "/v1/blocks") == []
    assert (await ben.call("GET", f"/v1/users/{ana.id}")).status_code == 200


async def test_suggestions_are_people_i_do_not_know_yet(world: World) -> None:
    ana, ben, cleo = await world.person("ana"), await world.person("ben"), await world.person("cleo")
    await ben.follows(ana)
    await cleo.follows(ana)
    dora = await world.person("dora")
    assert await names(dora, "/v1/suggestions") == ["ana"]
    await dora.follows(ana)
    assert await names(dora, "/v1/suggestions") == []


async def test_an_edit_names_the_version_it_was_made_on(world: World) -> None:  # AP-19
    ana = await world.person("ana")
    etag = (await ana.call("GET", "/v1/me")).headers["etag"]
    edited = await ana.call("PATCH", "/v1/me", json={"bio": "one"}, headers={"if-match": etag})
    assert edited.status_code == 200
    assert edited.headers["etag"] != etag
    for stale in (etag, '"x"', '"-1"', "999"):
        answer = await ana.call("PATCH", "/v1/me", json={"bio": "two"}, headers={"if-match": stale})
        assert answer.status_code == 412
    assert (await ana.does("GET", "/v1/me"))["bio"] == "one"
    await ana.does("PATCH", "/v1/me", json={"bio": ""}, headers={"if-match": "*"})
    assert "bio" not in await ana.does("GET", "/v1/me")


async def test_a_new_name_is_found_and_the_old_one_rests(world: World) -> None:  # AP-16
    ana, ben = await world.person("ana"), await world.person("ben")
    await ana.does("PATCH", "/v1/me", json={"username": "anita"})
    assert (await user(ben, "@anita"))["id"] == ana.id
    assert (await ben.call("GET", "/v1/users/@ana")).status_code == 404
    taken = await ben.call("PATCH", "/v1/me", json={"username": "ana"})
    assert (taken.status_code, taken.json()["fields"]) == (409, {"username": ["taken"]})


async def test_links_to_an_old_name_lead_to_the_new_one_where_its_owner_wants_that(
    world: World,
) -> None:  # AP-16
    ana, ben = await world.person("ana"), await world.person("ben")
    await ana.does("PATCH", "/v1/me", json={"username": "anita", "keeps_links": True})
    found = await user(ben, "@Ana")
    assert (found["id"], found["username"]) == (ana.id, "anita")
    # A mention of the old name names nobody, and who is blocked finds nobody by either.
    post = await ben.posts("With @ana")
    await world.settle()
    assert (await ben.card(post))["mentions"] == []
    await ana.blocks(ben)
    for name in ("ana", "anita"):
        assert (await ben.call("GET", f"/v1/users/@{name}")).status_code == 404
    # Taken back, it is a name as any other; given up again without a wish, it leads nowhere.
    await ana.does("PATCH", "/v1/me", json={"username": "ana"})
    assert (await ana.call("GET", "/v1/users/@anita")).status_code == 404
    await ana.does("PATCH", "/v1/me", json={"username": "anni"})
    assert (await ana.call("GET", "/v1/users/@ana")).status_code == 404


async def test_hostile_words_are_refused_or_shown_safely(world: World) -> None:  # AP-08
    ana = await world.person("ana")
    for body in ({"name": "a\0b"}, {"bio": "\x1b[2J"}, {"link": "javascript:alert(1)"}, {"bio": "x" * 501}):
        assert (await ana.call("PATCH", "/v1/me", json=body)).status_code == 422
    found = await ana.does("PATCH", "/v1/me", json={"name": "\u202eevil\u200b", "bio": "Z" + "\u0301" * 1000})
    assert found["name"] == "evil"
    assert len(found["bio"]) < 10


async def test_a_picture_shows_when_it_is_ready(world: World) -> None:
    ana, ben = await world.person("ana"), await world.person("ben")
    media = await ana.uploads()
    assert "avatar" not in await ana.does("PUT", "/v1/me/avatar", json={"media_id": media})
    await world.settle()
    avatar = (await user(ben, ana.id))["avatar"]
    assert avatar["id"] == media
    thumb = avatar["url"].replace("{variant}", "thumb").replace("{ext}", "jpg")
    assert (await ben.call("GET", thumb)).status_code == 200
    await ana.goes_private()
    await world.settle()
    thumb = (await user(ben, ana.id))["avatar"]["url"].replace("{variant}", "thumb").replace("{ext}", "jpg")
    assert (await ben.call("GET", thumb)).status_code == 200
    await ana.does("DELETE", "/v1/me/avatar")
    assert "avatar" not in await user(ben, ana.id)
    assert (await ben.call("GET", thumb)).status_code == 404


async def test_a_picture_that_becomes_ready_shows_in_feeds_made_before(world: World) -> None:
    ana, ben = await world.person("ana"), await world.person("ben")
    await ben.follows(ana)
    await ana.posts("before")
    await world.settle()
    assert "avatar" not in (await ben.home_cards())[0]["author"]
    await ana.does("PUT", "/v1/me/avatar", json={"media_id": await ana.uploads()})
    assert "avatar" not in (await ben.home_cards())[0]["author"]
    await world.settle()
    assert "avatar" in (await ben.home_cards())[0]["author"]


async def test_nobody_shows_a_photo_of_others(world: World) -> None:  # AZ-32
    ana, ben = await world.person("ana"), await world.person("ben")
    media = await ana.uploads()
    await world.settle()
    for body in ({"media_id": media}, {"media_id": "1"}, {"media_id": "x"}, {"media_id": "-1"}):
        answer = await ben.call("PUT", "/v1/me/avatar", json=body)
        assert (answer.status_code, answer.json()["fields"]) == (422, {"media_id": ["unknown"]})
