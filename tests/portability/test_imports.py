"""What was taken along comes to another place: once, at its own time, and without a sound."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.counting import Counting
from tests.pictures import picture
from tests.portability.carrying import brings, counted, exported, report, sends, shown
from tests.world import Json, Person, World, world_in
from tintype.media.making.pool import MediaPool
from tintype.portability import turns
from tintype.portability.model import ImportId, ItemState
from tintype.ports.records import Transaction


@pytest.fixture
async def elsewhere(tmp_path: Path, media_pool: MediaPool) -> AsyncIterator[World]:
    """Another site."""
    async with world_in(tmp_path / "elsewhere", media_pool) as world:
        yield world


async def likeness(person: Person, card: Json) -> Json:
    """All of a post that an archive is to keep, its files by their bytes."""
    originals, edits = [], []
    for item in card["media"]:
        found = await person.does("GET", f"/v1/media/{item['id']}")
        path = re.sub(r"\{variant\}.*", "original", item["url"])
        originals.append((await person.call("GET", path)).content)
        assert found["state"] == "ready"
        edits.append((found.get("edit"), found["width"], found["height"]))
    kept = {name: card.get(name) for name in ("title", "caption", "place", "audience", "created_at", "tags")}
    kept["place"] = card.get("place") and {**card["place"], "id": None}
    return {
        **kept,
        "alts": [item.get("alt") for item in card["media"]],
        "originals": originals,
        "edits": edits,
    }


async def likenesses(person: Person) -> list[Json]:
    cards = await person.pages(f"/v1/users/{person.id}/posts")
    return [await likeness(person, card) for card in cards]


async def test_what_was_taken_along_is_what_comes(world: World, elsewhere: World) -> None:
    ana = await world.person("ana")
    for number in range(4):
        media = [await ana.uploads(picture(300 + number * 3 + at)) for at in range(number % 3 + 1)]
        body = {
            "media": media,
            "title": f"Post {number}",
            "caption": f"Grüße {number} #sea\n\nund mehr 🚢",
            "alt": {media[0]: f"What is to be seen in {number}"},
            "audience": "followers" if number == 1 else "everyone",
        }
        if number == 2:
            body["place"] = {"name": "Old harbour", "lat": 53.54, "lon": 9.98}
        await ana.does("POST", "/v1/posts", json=body)
        await world.settle()
    first = (await ana.profile(ana))[-1]
    comment = await ana.comments(first, "My first one.")
    await ana.comments(first, "And still here.", comment)
    _, archive = await exported(ana)

    there = await elsewhere.person("ana")
    looked = await sends(there, archive)
    assert (looked["state"], looked["source"]) == ("looked", "tintype")
    assert counted(looked, "post")["total"] == 4
    assert await there.profile(there) == []  # a look brings nothing
    done = await brings(there, looked["id"])

    assert done["state"] == "done"
    assert counted(done, "post") == {
        "kind": "post", "total": 4, "waiting": 0, "brought": 4, "here": 0, "left_out": 0
    }  # fmt: skip
    assert await likenesses(there) == await likenesses(ana)
    came = (await there.profile(there))[-1]
    said = await there.pages(f"/v1/posts/{came}/comments")
    assert [each["text"] for each in said] == ["My first one."]
    (answer,) = await there.pages(f"/v1/posts/{came}/comments?parent_id={said[0]['id']}")
    assert answer["text"] == "And still here."


async def test_an_archive_that_comes_twice_is_here_once(world: World, elsewhere: World) -> None:
    ana = await world.person("ana")
    for _ in range(3):
        await ana.posts("Once")
    await world.settle()
    _, archive = await exported(ana)
    there = await elsewhere.person("ana")
    for turn in range(2):
        done = await brings(there, (await sends(there, archive))["id"])
        assert counted(done, "post")["brought" if turn == 0 else "here"] == 3
    assert len(await there.profile(there)) == 3
    again = await brings(ana, (await sends(ana, archive))["id"])  # where they never were gone from
    assert counted(again, "post")["here"] == 3
    assert len(await ana.profile(ana)) == 3


async def test_nobody_hears_of_what_is_brought(world: World, elsewhere: World) -> None:
    ana = await world.person("ana")
    await ana.posts("Hello @ben and @cem")
    await world.settle()
    _, archive = await exported(ana)
    there, ben = await elsewhere.person("ana"), await elsewhere.person("ben")
    await ben.follows(there)
    # An empty feed may be read anew from the records, where what was brought is in its place.
    own = await ben.posts("Mine")
    await elsewhere.settle()
    assert await ben.home() == [own]
    before = await ben.does("GET", "/v1/notifications")
    done = await brings(there, (await sends(there, archive))["id"])
    assert counted(done, "post")["brought"] == 1
    assert await ben.home() == [own]  # nothing old is pushed to anybody
    assert len(await ben.profile(there)) == 1  # and it is there for whoever looks
    assert (await ben.does("GET", "/v1/notifications"))["items"] == before["items"]


async def test_people_and_posts_of_others_are_found_again_or_told_of(world: World, elsewhere: World) -> None:
    ana, ben, cem = [await world.person(name) for name in ("ana", "ben", "cem")]
    of_ben = await ben.posts("Of ben")
    await world.settle()
    await ana.follows(ben)
    await ana.follows(cem)
    await ana.saves(of_ben)
    boats = (await ana.does("POST", "/v1/collections", json={"name": "Boats"}))["id"]
    await ana.does("PUT", f"/v1/collections/{boats}/posts/{of_ben}")
    await ana.comments(of_ben, "Said to ben")
    _, of_ana = await exported(ana)
    _, bens = await exported(ben)

    there, ben_there = await elsewhere.person("ana"), await elsewhere.person("ben")
    await brings(ben_there, (await sends(ben_there, bens))["id"])
    done = await brings(there, (await sends(there, of_ana))["id"])

    assert (counted(done, "follow")["brought"], counted(done, "follow")["left_out"]) == (1, 1)
    left = [each for each in await report(there, done["id"]) if each["state"] == "left_out"]
    assert [(each["label"], each["code"]) for each in left] == [("@cem", "nobody")]
    (post,) = await there.profile(ben_there)
    assert [each["text"] for each in await ben_there.pages(f"/v1/posts/{post}/comments")] == ["Said to ben"]
    assert [card["id"] for card in await there.pages("/v1/me/saved")] == [post]
    (collection,) = await there.pages("/v1/collections")
    kept = await there.pages(f"/v1/collections/{collection['id']}/posts")
    assert (collection["name"], [card["id"] for card in kept]) == ("Boats", [post])


async def test_posts_can_be_for_fewer_and_never_for_more(world: World, elsewhere: World) -> None:
    ana = await world.person("ana")
    await ana.posts("For all")
    await ana.posts("For followers", audience="followers")
    await world.settle()
    _, archive = await exported(ana)
    there = await elsewhere.person("ana")
    looked = await sends(there, archive)
    await brings(there, looked["id"], audience="everyone", follows=False)
    cards = await there.pages(f"/v1/users/{there.id}/posts")
    assert {card["caption"]: card["audience"] for card in cards} == {
        "For all": "everyone",
        "For followers": "followers",
    }


async def test_an_import_is_nobodys_but_its_owners(world: World) -> None:  # AZ-30
    ana, eve = await world.person("ana"), await world.person("eve")
    await ana.posts("Mine")
    await world.settle()
    _, archive = await exported(ana)
    looked = await sends(ana, archive)
    path = f"/v1/me/imports/{looked['id']}"
    assert (await eve.call("GET", path)).status_code == 404
    assert (await eve.call("GET", f"{path}/report")).status_code == 404
    assert (await eve.call("PATCH", path, json={"state": "running"})).status_code == 404
    assert (await eve.call("DELETE", path)).status_code == 404
    assert (await ana.call("GET", path)).status_code == 200


async def test_one_archive_is_finished_or_given_up_before_the_next(world: World) -> None:
    ana = await world.person("ana")
    await ana.posts("Mine")
    await world.settle()
    _, archive = await exported(ana)
    looked = await sends(ana, archive)
    await ana.does("DELETE", f"/v1/me/imports/{looked['id']}")
    again = await sends(ana, archive)
    assert again["state"] == "looked"
    late = await ana.call("PATCH", f"/v1/me/imports/{looked['id']}", json={"state": "running"})
    assert (late.status_code, late.json()["code"]) == (409, "import_not_ready")


async def test_the_import_is_read_once_for_each_thing(world: World, elsewhere: World) -> None:
    ana = await world.person("ana")
    for name in ("dan", "eve"):
        await ana.follows(await world.person(name))
    await world.settle()
    _, archive = await exported(ana)
    there = await elsewhere.person("ana")
    looked = await sends(there, archive)
    import_id, path = ImportId(int(looked["id"])), f"/v1/me/imports/{looked['id']}"
    await there.does("PATCH", path, json={"state": "running", "follows": True})
    counting = Counting(elsewhere.adapters.records)

    async def left_out(tx: Transaction, position: int) -> None:
        found = await turns.held(tx, import_id, position)
        assert found is not None, position
        await turns.end(tx, *found, ItemState.LEFT, code="nobody")

    await counting.transact(lambda tx: left_out(tx, 1))
    assert counting.asked == ["hold_import", "import_of", "item_of", "standing", "move_item", "take_item"]
    counting.asked.clear()
    await counting.transact(lambda tx: left_out(tx, 2))
    assert counting.asked.count("import_of") == counting.asked.count("take_item") == 1
    await elsewhere.settle()  # The jobs of both find nothing to do.
    done = await shown(there, looked["id"])
    assert (done["state"], counted(done, "follow")["left_out"]) == ("done", 2)
