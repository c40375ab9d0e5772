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
from tests.access.scene import signed_up, unknown
from tests.world import Person, World, world_in
from tintype.graph import EdgeKind, edges
from tintype.kernel.ids import parse_id, shard_of
from tintype.kernel.sql import Query
from tintype.media.making.pool import MediaPool
from tintype.ports.records import Transaction
from tintype.posts import Audience

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


@asynccontextmanager
async def stage_in(folder: Path, pool: MediaPool) -> AsyncIterator[Stage]:
    """Everything is there, and has changed since everybody could see it."""
    async with world_in(folder / "data", pool) as world:
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
