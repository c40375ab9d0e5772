"""Two authors with a post in every state, and somebody in every relation to both of them.

The posts were open to all, saved and commented on before any of this came about.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.access.rules import CONTENTS, OWNERS, RELATIONS, Content, Tie
from tests.access.scene import by_token, signed_up, unknown
from tests.features.letters import mailing_world
from tests.world import Person, World
from tintype.graph import EdgeKind, edges
from tintype.kernel.ids import parse_id, shard_of
from tintype.kernel.sql import Query
from tintype.media.making.pool import MediaPool
from tintype.ports.records import Transaction
from tintype.posts import Audience
from tintype.settings import AccountSettings

KINDS: dict[Tie, EdgeKind] = {
    "follows": EdgeKind.FOLLOW,
    "asks": EdgeKind.REQUEST,
    "blocks": EdgeKind.BLOCK,
    "mutes": EdgeKind.MUTE,
    "mutes stories": EdgeKind.MUTE_STORIES,
    "restricts": EdgeKind.RESTRICT,
    "names close": EdgeKind.CLOSE_FRIEND,
    "dismisses": EdgeKind.DISMISS,
}
AT = 2_000  # The first of this module's addresses: sign-ups are limited by address.
SITES = {"public": OWNERS["public"], "private": OWNERS["private"]}
TAGS = {"public": "openly", "private": "quietly"}
SPOTS = {"public": (54.3, 10.1), "private": (0.0, 179.5)}  # Near the date line.


@dataclass
class Thing:
    """A post as its author knows it: its id, its picture's id, and where the picture was when all could see it."""

    id: str
    media_id: str
    address: str
    place_id: str
    address_now: str = ""


Act = tuple[str, str, dict[str, str] | None]
POST = "/v1/posts/{id}"
NARROWED: Act = ("PATCH", POST, {"audience": "followers"})
#: What the author does to a published post to bring it there; the others are written into the records,
#: but for what a moderator does (`JUDGED`).
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
JUDGED: dict[str, Act] = {
    "held by a moderator": ("DELETE", "/v1/moderation/media/{media_id}/clearance", None),
    "taken down by a moderator": ("POST", "/v1/moderation/hashes", {"post_id": "{id}"}),
}


@dataclass
class Stage:
    """Two owners with a post in each state, and one viewer in each relation to both of them."""

    world: World
    operator: Person
    witness: Person
    owners: dict[str, Person] = field(default_factory=dict[str, Person])
    things: dict[str, dict[str, Thing]] = field(default_factory=dict[str, dict[str, Thing]])
    viewers: dict[str, Person] = field(default_factory=dict[str, Person])
    readers: dict[str, Person] = field(default_factory=dict[str, Person])
    """The owners, by tokens that only read."""
    group: str = ""
    """A post of the witness that shows both owners."""


@asynccontextmanager
async def stage_in(folder: Path, pool: MediaPool) -> AsyncIterator[Stage]:
    """Everything is there, and has changed since everybody could see it."""
    async with mailing_world(folder, pool, AccountSettings(unconfirmed="read")) as (world, _):
        found = Stage(world, await world.person("founding"), await member(world, "witness", AT))
        for name in SITES:
            found.owners[name] = await member(world, name, AT + 1)
            found.readers[name] = await by_token(found.owners[name], AT + 1)
            found.things[name] = {
                state: await shared(found, name, number) for number, state in enumerate(CONTENTS)
            }
        found.group = await picturing(found.witness, "All of us", *found.owners.values())
        for number, (name, relation) in enumerate(RELATIONS.items(), AT + 2):
            if not relation.is_known:
                found.viewers[name] = unknown(world, number)
            elif relation.comes == "unconfirmed":
                found.viewers[name] = await signed_up(world, "viewer", number)
            elif not relation.is_self:
                found.viewers[name] = await member(world, "viewer", number)
        await turn(found)
        for number, (name, relation) in enumerate(RELATIONS.items(), AT + 2):
            if relation.comes == "by a reading token" and not relation.is_self:
                found.viewers[name] = await by_token(found.viewers[name], number)
        yield found


async def member(world: World, name: str, number: int) -> Person:
    """Somebody whose e-mail address is confirmed."""
    person = await signed_up(world, name, number)
    await change(world, "accounts", "confirmed_us = 1", parse_id(person.id))
    world.api.subjects.accounts.sessions.forget_all()
    return person


async def picturing(author: Person, caption: str, *people: Person, **fields: Any) -> str:
    """A post with one picture that shows these people; its id."""
    media = await author.uploads()
    tags = [{"user_id": one.id, "media_id": media, "x": 0.5, "y": 0.5} for one in people]
    body = {"media": [media], "caption": caption, "people": tags, **fields}
    return (await author.does("POST", "/v1/posts", json=body))["id"]


async def shared(stage: Stage, name: str, number: int) -> Thing:
    """A post that everybody can see, from a place of its own, of the witness, who has commented."""
    owner = stage.owners[name]
    lat, lon = SPOTS[name]
    place = {"name": f"{name} corner {number}", "lat": lat, "lon": lon + number / 100}
    post = await picturing(owner, f"#{TAGS[name]}", stage.witness, place=place)
    await stage.world.settle()
    card = await owner.card(post)
    await stage.witness.comments(post, f"about {post}")
    return Thing(post, card["media"][0]["id"], address_of(card), card["place"]["id"])


async def turn(stage: Stage) -> None:
    """Everybody keeps what they see now; then things change, for people without a word to any process."""
    await stage.world.settle()
    await stage.world.worker.subjects.explore.building.all()
    await write(stage.world, ties_of(stage, saves_alone=True))
    for name, owner in SITES.items():
        for state, content in CONTENTS.items():
            await bring(stage, name, state, content)
        if owner.is_private:
            await stage.owners[name].goes_private()
    await stage.world.settle()
    for name in SITES:
        for state, thing in stage.things[name].items():
            thing.address_now = await address_now(stage, name, state) or thing.address
    await write(stage.world, ties_of(stage, saves_alone=False))
    for name, relation in RELATIONS.items():
        if relation.role and not relation.is_self:
            await change(stage.world, "accounts", f"role = {relation.role}", parse_id(stage.viewers[name].id))
            stage.world.api.subjects.accounts.sessions.forget_all()


async def bring(stage: Stage, name: str, state: str, content: Content) -> None:
    thing = stage.things[name][state]
    for act in ACTS.get(state, []):
        await does(stage.owners[name], thing, act)
    if state in JUDGED:
        await does(stage.operator, thing, JUDGED[state])
    elif state not in ACTS:
        columns = f"{content.columns}, audience = {Audience[content.audience.upper()].value}"
        await change(stage.world, "posts", columns, parse_id(thing.id))


async def does(person: Person, thing: Thing, act: Act) -> None:
    method, path, body = act
    filled = {key: value.replace("{id}", thing.id) for key, value in (body or {}).items()}
    path = path.replace("{id}", thing.id).replace("{media_id}", thing.media_id)
    await person.does(method, path, **({"json": filled} if filled else {}))


async def address_now(stage: Stage, name: str, state: str) -> str:
    """Where the picture is for its author, or for moderators when they have to look at it."""
    thing = stage.things[name][state]
    if CONTENTS[state].picture == "held":
        return small(await stage.operator.does("GET", f"/v1/media/{thing.media_id}"))
    found = await stage.owners[name].call("GET", f"/v1/posts/{thing.id}")
    return address_of(found.json()) if found.status_code == 200 else ""


def address_of(card: Any) -> str:
    return small(card["media"][0])


def small(media: Any) -> str:
    """The address of a small version; nothing when all are destroyed."""
    url: str = media.get("url", "")
    return url.replace("{variant}", "small").replace("{ext}", "jpg")


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
    if not RELATIONS[relation].is_self:
        return stage.viewers[relation]
    return stage.readers[site] if RELATIONS[relation].only_reads else stage.owners[site]


async def finds(viewer: Person, kind: str, query: str) -> set[str]:
    """The ids of everything of a kind that a search finds."""
    return {item[kind]["id"] for item in await viewer.pages(f"/v1/search?limit=100&{query}")}


async def people_in(viewer: Person, post_id: str) -> set[str]:
    """The ids of everybody who is named in a post."""
    found = await viewer.does("GET", f"/v1/posts/{post_id}/people")
    return {item["user"]["id"] for item in found["items"]}
