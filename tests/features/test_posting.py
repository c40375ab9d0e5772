"""Posting as clients do it."""

import pytest

from tests.world import World


async def test_one_request_makes_a_whole_post(world: World) -> None:
    ana, ben = await world.person("ana"), await world.person("ben")
    files = [("file", (f"{number}.jpg", world.photo(), "image/jpeg")) for number in range(3)]
    fields = {"caption": "a #walk", "title": "Sunday", "place": "Isola", "lat": "45.53", "lon": "13.66"}
    answer = await ana.call("POST", "/v1/posts", data={**fields, "alt": ["a gate", "a tree"]}, files=files)
    assert answer.status_code == 201
    assert answer.headers["location"] == f"/v1/posts/{answer.json()['id']}"
    await world.settle()
    card = await ben.card(answer.json()["id"])
    assert card["title"] == "Sunday"
    assert card["tags"] == ["walk"]
    assert card["place"]["lat"] == 45.53
    assert [media.get("alt") for media in card["media"]] == ["a gate", "a tree", None]
    assert [media["state"] for media in card["media"]] == ["ready"] * 3


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"audience": "nobody"}, "audience"),
        ({"place": "x", "lat": "north"}, "lat"),
        ({"colour": "red"}, "body"),
        ({"caption": "x" * 3000}, "caption"),
        ({"alt": ["a", "b"]}, "alt"),
    ],
)
async def test_a_form_that_breaks_a_rule_names_the_field(
    world: World, fields: dict[str, str], wrong: str
) -> None:
    ana = await world.person("ana")
    files = [("file", ("a.jpg", world.photo(), "image/jpeg"))]
    answer = await ana.call("POST", "/v1/posts", data=fields, files=files)
    assert answer.status_code == 422
    assert wrong in answer.json()["fields"]


async def test_a_file_that_is_no_picture_makes_no_post(world: World) -> None:
    ana = await world.person("ana")
    files = [("file", ("a.jpg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "image/jpeg"))]
    answer = await ana.call("POST", "/v1/posts", files=files)
    assert answer.status_code == 415
    assert await ana.profile(ana) == []


async def test_json_that_breaks_a_rule_names_the_field(world: World) -> None:
    ana = await world.person("ana")
    media = await ana.uploads()
    for body, wrong in (
        ({"media": []}, "media"),
        ({"media": ["1"]}, "media"),
        ({"media": [media, media]}, "media"),
        ({"media": [media] * 21}, "media"),
        ({"media": [media], "title": "x" * 201}, "title"),
        ({"media": [media], "alt": {"5": "x"}}, "alt"),
        ({"media": [media], "place": {"name": "x", "lat": 95.0, "lon": 0.0}}, "place"),
        ({"media": [media], "audience": 5}, "audience"),
        ({"media": [media], "owner_id": "1"}, "body"),
    ):
        answer = await ana.call("POST", "/v1/posts", json=body)
        assert answer.status_code == 422, body
        assert wrong in answer.json()["fields"], (body, answer.json())


async def test_another_persons_photo_cannot_be_posted(world: World) -> None:  # AZ-32
    ana, ben = await world.person("ana"), await world.person("ben")
    media = await ana.uploads()
    await world.settle()
    answer = await ben.call("POST", "/v1/posts", json={"media": [media]})
    assert answer.status_code == 422


async def test_edits_keep_their_history_and_an_older_version_is_refused(world: World) -> None:  # AP-19
    ana = await world.person("ana")
    post = await ana.posts("one")
    await world.settle()
    shown = await ana.call("GET", f"/v1/posts/{post}")
    etag = shown.headers["etag"]
    path = f"/v1/posts/{post}"
    first = await ana.call("PATCH", path, json={"caption": "two"}, headers={"if-match": etag})
    assert first.status_code == 200
    second = await ana.call("PATCH", path, json={"caption": "three"}, headers={"if-match": etag})
    assert second.status_code in {409, 412}
    assert (await ana.card(post))["caption"] == "two"
    history = await ana.does("GET", f"{path}/history")
    assert [revision["caption"] for revision in history["items"]] == ["one"]


async def test_nobody_edits_or_deletes_anothers_post(world: World) -> None:
    ana, ben = await world.person("ana"), await world.person("ben")
    post = await ana.posts("mine")
    await world.settle()
    assert (await ben.call("PATCH", f"/v1/posts/{post}", json={"caption": "yours"})).status_code == 404
    assert (await ben.call("DELETE", f"/v1/posts/{post}")).status_code == 404
    assert (await ana.card(post))["caption"] == "mine"


async def test_authors_see_what_waits_and_why(world: World) -> None:
    ana, ben = await world.person("ana"), await world.person("ben")
    whole = world.photo()
    post = await ana.posts("whole")
    await world.settle()
    media = await ana.uploads(whole[: len(whole) // 2])
    broken = (await ana.does("POST", "/v1/posts", json={"media": [media]}))["id"]
    await world.settle()
    assert await ana.profile(ana) == [broken, post]
    assert await ben.profile(ana) == [post]
    card = await ana.card(broken)
    assert (card["state"], card["media"][0]["state"]) == ("pending", "failed")
    problem = (await ana.does("GET", f"/v1/media/{media}"))["problem"]
    assert problem["detail"]
    await ana.deletes(broken)
    assert await ana.profile(ana) == [post]
