"""Every relation × every state of a post on every surface that shows posts or people, through HTTP.

The posts were open to all, liked, saved and commented on before any of this came about: what processes, lists and
people remember of that time must not help anybody.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest

from tests.access.rules import (
    CONTENTS,
    OWNERS,
    RELATIONS,
    Content,
    Owner,
    Relation,
    is_shown,
    knows_of,
    sees,
    shares_with,
)
from tests.access.scene import signed_up, unknown
from tests.access.test_rules import KINDS
from tests.world import Person, World, world_in
from tintype.accounts.leaving import Leaving
from tintype.graph import EdgeKind, edges
from tintype.kernel.ids import parse_id, shard_of
from tintype.kernel.sql import Query
from tintype.media.making.pool import MediaPool
from tintype.ports.records import Transaction
from tintype.posts import Audience

AT = 2_000  # The first of this module's addresses: sign-ups are limited by address.
BYTES = {"bytes", "old address", "picture"}
SITES = {"public": OWNERS["public"], "private": OWNERS["private"]}
TAGS = {"public": "openly", "private": "quietly"}


@dataclass
class Thing:
    """A post as its author knows it: its id, its picture's id, and where the picture was when all could see it."""

    id: str
    media_id: str
    address: str
    address_now: str = ""


Act = tuple[str, str, dict[str, str] | None]
POST = "/v1/posts/{id}"
NARROWED: Act = ("PATCH", POST, {"audience": "followers"})
#: What the author does to a published post to bring it there; the others are written into the records.
ACTS: dict[str, list[Act]] = {
    "open": [],
    "followers": [NARROWED],
    "close friends": [("PATCH", POST, {"audience": "close_friends"})],
    "archived": [("PUT", f"{POST}/archive", None)],
    "archived, followers": [NARROWED, ("PUT", f"{POST}/archive", None)],
    "removed": [("DELETE", POST, None)],
    "deleted": [("DELETE", POST, None), ("DELETE", "/v1/me/posts/{id}", None)],
    "deleted, followers": [NARROWED, ("DELETE", POST, None), ("DELETE", "/v1/me/posts/{id}", None)],
}


@dataclass
class Stage:
    """Two owners with a post in each state, and one viewer in each relation to both of them."""

    world: World
    witness: Person
    owners: dict[str, Person] = field(default_factory=dict[str, Person])
    things: dict[str, dict[str, Thing]] = field(default_factory=dict[str, dict[str, Thing]])
    viewers: dict[str, Person] = field(default_factory=dict[str, Person])


@pytest.fixture(scope="module")
async def stage(tmp_path_factory: pytest.TempPathFactory, media_pool: MediaPool) -> AsyncIterator[Stage]:
    async with world_in(tmp_path_factory.mktemp("surfaces") / "data", media_pool) as world:
        await world.person("founding")
        found = Stage(world, await signed_up(world, "witness", AT))
        for name in SITES:
            found.owners[name] = await signed_up(world, name, AT + 1)
            found.things[name] = {state: await shared(found, name) for state in CONTENTS}
        for number, (name, relation) in enumerate(RELATIONS.items(), AT + 2):
            if not relation.is_self:
                found.viewers[name] = unknown(world, number)
            if relation.is_known and not relation.is_self:
                found.viewers[name] = await signed_up(world, "viewer", number)
        await turn(found)
        yield found


async def shared(stage: Stage, name: str) -> Thing:
    """A post that everybody can see, with a comment."""
    owner = stage.owners[name]
    post = await owner.posts(f"#{TAGS[name]}")
    await stage.world.settle()
    card = await owner.card(post)
    await stage.witness.comments(post, f"about {post}")
    return Thing(post, card["media"][0]["id"], address_of(card))


async def turn(stage: Stage) -> None:
    """Everybody keeps what they see now; then things change, for people without a word to any process."""
    await write(stage.world, ties_of(stage, saves_alone=True))
    for name, owner in SITES.items():
        for state, content in CONTENTS.items():
            await bring(stage, name, state, content)
        if owner.is_private:
            await stage.owners[name].goes_private()
    await stage.world.settle()
    for name in SITES:
        for thing in stage.things[name].values():
            found = await stage.owners[name].call("GET", f"/v1/posts/{thing.id}")
            thing.address_now = address_of(found.json()) if found.status_code == 200 else thing.address
    await write(stage.world, ties_of(stage, saves_alone=False))
    for name, relation in RELATIONS.items():
        if relation.role:
            await change(stage.world, "accounts", f"role = {relation.role}", parse_id(stage.viewers[name].id))
            stage.world.api.subjects.accounts.sessions.forget_all()


async def bring(stage: Stage, name: str, state: str, content: Content) -> None:
    thing = stage.things[name][state]
    for method, path, body in ACTS.get(state, []):
        await stage.owners[name].does(
            method, path.replace("{id}", thing.id), **({"json": body} if body else {})
        )
    if state not in ACTS:
        columns = f"{content.columns}, audience = {Audience[content.audience.upper()].value}"
        await change(stage.world, "posts", columns, parse_id(thing.id))


def address_of(card: Any) -> str:
    return card["media"][0]["url"].replace("{variant}", "small").replace("{ext}", "jpg")


def ties_of(stage: Stage, *, saves_alone: bool) -> dict[EdgeKind, list[tuple[int, int]]]:
    found: dict[EdgeKind, list[tuple[int, int]]] = {}
    for name, relation in RELATIONS.items():
        if not relation.is_known or relation.is_self:
            continue
        viewer = parse_id(stage.viewers[name].id)
        for site in SITES:
            owner = parse_id(stage.owners[site].id)
            if saves_alone:
                posts = [parse_id(thing.id) for thing in stage.things[site].values()]
                found.setdefault(EdgeKind.SAVE, []).extend((viewer, post) for post in posts)
                continue
            for tie in relation.does:
                found.setdefault(KINDS[tie], []).append((viewer, owner))
            for tie in relation.suffers:
                found.setdefault(KINDS[tie], []).append((owner, viewer))
    return found


async def write(world: World, ties: dict[EdgeKind, list[tuple[int, int]]]) -> None:
    async def body(tx: Transaction) -> None:
        for kind, pairs in ties.items():
            await edges.add(tx, kind, pairs)

    await world.adapters.records.transact(body)


async def change(world: World, table: str, columns: str, id: int) -> None:
    text = f"UPDATE {table} SET {columns} WHERE shard = :shard AND id = :id"
    query = Query("tests", text, text)
    assert await world.adapters.records.transact(lambda tx: tx.execute(query, shard=shard_of(id), id=id)) == 1


def person(stage: Stage, relation: str, site: str) -> Person:
    return stage.owners[site] if RELATIONS[relation].is_self else stage.viewers[relation]


# ------------------------------------------------------------------------------------------------ one post


def _paths(thing: Thing, state: str) -> dict[str, str]:
    post = f"/v1/posts/{thing.id}"
    words = {
        "permalink": post,
        "history": f"{post}/history",
        "likes": f"{post}/likes",
        "comments": f"{post}/comments",
    }
    # Who reaches a picture is noted with it when a post changes; nothing is noted of what is written into the records.
    pictures = {
        "picture": f"/v1/media/{thing.media_id}",
        "old address": thing.address,
        "bytes": thing.address_now,
    }
    return words | pictures if state in ACTS else words


def _expected(surface: str, relation: Relation, owner: Owner, content: Content) -> bool:
    if surface == "picture" and relation.is_self:
        return True  # One's own picture outlives the post that showed it.
    if surface == "history" and not relation.is_self and not relation.role:
        return False  # What an edit took back is told to its author and moderators alone.
    return sees(relation, owner, content)


@pytest.mark.parametrize("state", CONTENTS)
async def test_a_post_opens_to_those_who_may_see_it(
    stage: Stage, state: str
) -> None:  # AZ-01, AZ-13, AZ-14, AZ-15
    content = CONTENTS[state]
    for site, owner in SITES.items():
        for surface, path in _paths(stage.things[site][state], state).items():
            for name, relation in RELATIONS.items():
                if surface in BYTES and relation.is_self and content.is_for == "gone":
                    continue  # Files go when the undo is over: tests/features/test_storage.py.
                if surface == "old address" and sees(relation, owner, content):
                    continue  # Whether it still answers those who may see it depends on what has happened since.
                answer = await person(stage, name, site).call("GET", path)
                is_open = answer.status_code == 200
                cell = (surface, name, site, state, answer.status_code)
                assert answer.status_code in (200, 404), cell
                assert is_open is _expected(surface, relation, owner, content), cell


@pytest.mark.parametrize("site", SITES)
async def test_nothing_can_be_done_to_a_post_that_is_not_seen(
    stage: Stage, site: str
) -> None:  # AZ-11, AZ-14, AZ-32
    owner = SITES[site]
    for state, content in CONTENTS.items():
        post = f"/v1/posts/{stage.things[site][state].id}"
        for name, relation in RELATIONS.items():
            if not relation.is_known or sees(relation, owner, content):
                continue
            viewer = person(stage, name, site)
            acts = [
                await viewer.call("PUT", f"{post}/like"),
                await viewer.call("PUT", f"{post}/save"),
                await viewer.call("POST", f"{post}/comments", json={"text": "Hello?"}),
                await viewer.call("PATCH", post, json={"caption": "Mine."}),
            ]
            assert [act.status_code for act in acts] == [404] * 4, (name, site, state)


async def test_what_is_hidden_looks_like_what_never_was(stage: Stage) -> None:  # AZ-01, EN-01
    never = "1234567890123456789"
    for site, owner in SITES.items():
        for state, content in CONTENTS.items():
            thing = stage.things[site][state]
            for name, relation in RELATIONS.items():
                if sees(relation, owner, content) or relation.is_self:
                    continue
                viewer = person(stage, name, site)
                hidden = await viewer.call("GET", f"/v1/posts/{thing.id}")
                assert look_of(hidden) == look_of(await viewer.call("GET", f"/v1/posts/{never}")), name


def look_of(answer: httpx.Response) -> tuple[int, object, set[str], int]:
    body = answer.json()
    body.pop("request_id")
    return answer.status_code, body, set(answer.headers), len(answer.content)


# ------------------------------------------------------------------------------------------------ lists of posts

Listing = Callable[[Stage, Person, str], Awaitable[set[str]]]


async def grid(stage: Stage, viewer: Person, site: str) -> set[str]:
    return await _ids(viewer, f"/v1/users/{stage.owners[site].id}/posts?limit=100")


async def tag(stage: Stage, viewer: Person, site: str) -> set[str]:
    return await _ids(viewer, f"/v1/timelines/tags/{TAGS[site]}?limit=100")


async def commented(stage: Stage, viewer: Person, site: str) -> set[str]:
    path = f"/v1/users/{stage.owners[site].id}/posts?commented_by={stage.witness.id}&limit=100"
    return await _ids(viewer, path)


async def said(stage: Stage, viewer: Person, site: str) -> set[str]:
    path = f"/v1/users/{stage.witness.id}/comments?on={stage.owners[site].id}&limit=100"
    return await _ids(viewer, path, "post_id")


async def saved(stage: Stage, viewer: Person, site: str) -> set[str]:
    return await _ids(viewer, "/v1/me/saved?limit=100") if viewer.id else set()


async def home(stage: Stage, viewer: Person, site: str) -> set[str]:
    return await _ids(viewer, "/v1/timelines/home?limit=100") if viewer.id else set()


async def _ids(viewer: Person, path: str, key: str = "id") -> set[str]:
    answer = await viewer.call("GET", path)
    if answer.status_code == 404:
        return set()
    assert answer.status_code == 200, (path, answer.text)
    return {item[key] for item in answer.json()["items"]}


LISTINGS: dict[str, Listing] = {
    "grid": grid,
    "tag": tag,
    "commented": commented,
    "said": said,
    "saved": saved,
    "home": home,
}


def _listed(surface: str, relation: Relation, owner: Owner, content: Content) -> bool:
    if content.is_for != "shown" or not sees(relation, owner, content):
        return False
    if surface == "saved":
        return relation.is_known
    if surface == "home":
        return "follows" in relation.does and is_shown(relation)
    return True


@pytest.mark.parametrize("surface", LISTINGS)
async def test_a_list_names_what_its_reader_may_see(
    stage: Stage, surface: str
) -> None:  # AZ-02, AZ-08, AZ-29, AZ-33
    for site, owner in SITES.items():
        for name, relation in RELATIONS.items():
            if relation.is_self:
                continue
            shown = await LISTINGS[surface](stage, person(stage, name, site), site)
            things = {state: thing.id for state, thing in stage.things[site].items()}
            expected = {
                id for state, id in things.items() if _listed(surface, relation, owner, CONTENTS[state])
            }
            assert shown & set(things.values()) == expected, (surface, name, site)


# ------------------------------------------------------------------------------------------------ lists of people


@pytest.mark.parametrize("name", RELATIONS)
async def test_people_are_found_by_those_who_may_know_of_them(
    stage: Stage, name: str
) -> None:  # AZ-03, AZ-10, AZ-18
    relation = RELATIONS[name]
    for site, owner in SITES.items():
        viewer, user = person(stage, name, site), f"/v1/users/{stage.owners[site].id}"
        statuses = {
            part: (await viewer.call("GET", user + part)).status_code
            for part in ("", "/followers", "/following")
        }
        assert (statuses[""] == 200) is knows_of(relation, owner), (name, site)
        for part in ("/followers", "/following"):
            assert (statuses[part] == 200) is shares_with(relation, owner), (name, site, part)
        profile = (await viewer.call("GET", user)).json()
        counted = "followed_by_count" in profile.get("viewer", {})
        is_asking = relation.is_known and not relation.is_self
        assert counted is (is_asking and shares_with(relation, owner)), (name, site)
        if is_asking:
            ids = {one["id"] for one in await viewer.pages("/v1/suggestions?limit=100")}
            is_met = bool({"follows", "asks", "mutes", "dismisses"} & relation.does)
            is_suggested = shares_with(relation, owner) and not is_met
            assert (stage.owners[site].id in ids) is is_suggested, (name, site)


# ------------------------------------------------------------------------------------------------ when authors go


def leaving(stage: Stage) -> Leaving:
    return Leaving(stage.world.adapters.records, stage.world.api.subjects.accounts.sessions)


async def goes(stage: Stage, site: str, how: str) -> None:
    owner = stage.owners[site]
    if how == "suspended":
        await leaving(stage).suspend(owner.name)
    elif how == "resting":
        await owner.does("POST", "/v1/me/rest")
    else:
        await owner.does("DELETE", "/v1/me")


async def comes_back(stage: Stage, site: str, how: str) -> None:
    if how == "suspended":
        await leaving(stage).restore(stage.owners[site].name)
    await stage.owners[site].signs_in()


@pytest.mark.parametrize("how", ["suspended", "resting", "leaving"])
async def test_who_takes_no_part_any_more_is_nowhere(stage: Stage, how: str) -> None:  # AZ-16, LC-04, LC-08
    before = {site: await grid(stage, stage.viewers["close friend"], site) for site in SITES}
    for site in SITES:
        await goes(stage, site, how)
    for site in SITES:
        thing = stage.things[site]["open"]
        paths = {**_paths(thing, "open"), "profile": f"/v1/users/{stage.owners[site].id}"}
        for name, relation in RELATIONS.items():
            if relation.is_self:
                continue
            viewer = person(stage, name, site)
            for surface, path in paths.items():
                assert (await viewer.call("GET", path)).status_code == 404, (surface, name, site)
            for surface, listing in LISTINGS.items():
                assert thing.id not in await listing(stage, viewer, site), (surface, name, site)
    for site in SITES:
        await comes_back(stage, site, how)
    await stage.world.settle()
    for site in SITES:
        assert await grid(stage, stage.viewers["close friend"], site) == before[site] != set()
        assert stage.things[site]["open"].id in await home(stage, stage.viewers["follower"], site)
