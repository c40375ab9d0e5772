"""One private account and everybody who may stand to it in some way."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import httpx

from tests.access.rows import SUBSCRIPTION
from tests.world import Person, World
from tintype.kernel.ids import AccountId, SessionId
from tintype.kernel.viewer import Role, Viewer
from tintype.portability import fresh_blob

UPLOAD = {"bytes": 1000, "type": "image/jpeg", "sha256": "0" * 64}
SigningUp = Callable[[World, str, int], Awaitable[Person]]
VIEWERS = ("anonymous", "stranger", "blocked", "follower", "moderator", "owner")


@dataclass
class Scene:
    """The owner's account is private; the follower has commented and liked; somebody asks to follow."""

    world: World
    people: dict[str, Person]
    ids: dict[str, str]
    """What the parameters of a path stand for, by name."""

    async def call(
        self, viewer: str, method: str, path: str, body: Any, *, is_upload: bool = False
    ) -> httpx.Response:
        options: dict[str, Any] = {} if body is None else {"json": body}
        if is_upload:
            options["files"] = {"file": ("photo.jpg", self.world.photo(), "image/jpeg")}
        return await self.people[viewer].call(method, path, **options)


async def scene_in(world: World, number: int, *, signing_up: SigningUp | None = None) -> Scene:
    """A new owner with all that is theirs, and the five others."""
    newcomer = signing_up or signed_up
    people = {name: await newcomer(world, name, number) for name in VIEWERS if name != "anonymous"}
    people["anonymous"] = unknown(world, number)
    asking = await newcomer(world, "asking", number)
    owner, follower, blocked = people["owner"], people["follower"], people["blocked"]
    await follower.follows(owner)
    await owner.goes_private()
    await owner.blocks(blocked)
    await asking.follows(owner)
    await world.api.subjects.accounts.roles.give(people["moderator"].name, Role.MODERATOR)
    media = await owner.uploads()
    post = (await owner.does("POST", "/v1/posts", json={"media": [media], "caption": "Mine."}))["id"]
    await world.settle()
    await follower.likes(post)
    comment = await follower.comments(post, "Lovely.")
    sessions = await owner.does("GET", "/v1/sessions")
    token = await owner.does("POST", "/v1/tokens", json={"name": "phone", "scopes": ["read"]})
    ticket = await owner.does("POST", "/v1/uploads", json=UPLOAD)
    card = (await owner.card(post))["media"][0]
    subscription = await owner.does("POST", "/v1/push-subscriptions", json=SUBSCRIPTION)
    collection = (await owner.does("POST", "/v1/collections", json={"name": "Boats"}))["id"]
    await owner.does("PUT", f"/v1/collections/{collection}/posts/{post}")
    taken = await owner.does("POST", "/v1/me/exports")
    ids = {
        "user_id": owner.id,
        "collection_id": collection,
        "follower_id": follower.id,
        "export_id": taken["id"],
        "import_id": await brought_by(world, owner),
        "post_id": post,
        "comment_id": comment,
        "media_id": media,
        "session_id": sessions["items"][0]["id"],
        "token_id": token.get("id") or (await owner.does("GET", "/v1/tokens"))["items"][0]["id"],
        "asking_id": asking.id,
        "invite_id": (await owner.does("POST", "/v1/invites", json={}))["id"],
        "upload_id": ticket["id"],
        "subscription_id": subscription["id"],
        "key": card["key"],
    }
    await world.settle()
    return Scene(world, people, ids)


def filled(value: Any, ids: dict[str, str]) -> Any:
    """A path or a body with the scene's ids in place of their names."""
    if isinstance(value, str):
        return re.sub(r"\{(\w+)\}", lambda match: ids[match[1]], value)
    if isinstance(value, dict):
        return {key: filled(item, ids) for key, item in value.items()}
    return [filled(item, ids) for item in value] if isinstance(value, list) else value


async def brought_by(world: World, person: Person) -> str:
    """An import of something that is no archive."""
    blob = fresh_blob()
    await world.adapters.blobs.put(blob, b"no archive", bytes_max=100)
    viewer = Viewer(AccountId(int(person.id)), SessionId(0))
    return str((await world.api.subjects.desk.imports.add(viewer, blob, 10, "words.txt")).id)


async def signed_up(world: World, name: str, number: int) -> Person:
    person = unknown(world, number)
    person.name = f"{name}{number}"
    return await person.signs_up()


async def by_token(person: Person, number: int) -> Person:
    """The same account by a program's token that may only read."""
    body = {"name": "reader", "scopes": ["read"]}
    token = (await person.does("POST", "/v1/tokens", json=body))["token"]
    program = unknown(person.world, number)
    program.client.headers["authorization"] = f"Bearer {token}"
    program.name, program.id = person.name, person.id
    return program


def unknown(world: World, number: int) -> Person:
    """Somebody who is not signed in, at an address of the scene's own: limits of sign-ups are by address."""
    transport = httpx.ASGITransport(world.api.gateway, client=(f"10.1.{number >> 8}.{number & 255}", 5000))
    return Person(world, "stranger", httpx.AsyncClient(transport=transport, base_url=world.origin))
