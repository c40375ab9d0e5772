"""What stories about accounts share."""

from __future__ import annotations

from typing import Any

import httpx

from tests.world import PASSWORD, Person, World


async def who(person: Person) -> str | None:
    """The name of whoever a browser is signed in as."""
    found = await person.does("GET", "/v1/session")
    return found["user"] and found["user"]["username"]


async def signs_in(world: World, login: str, password: str = PASSWORD, **fields: str) -> httpx.Response:
    """Another browser's try."""
    return await tries(world.stranger(), login, password, **fields)


async def tries(person: Person, login: str, password: str = PASSWORD, **fields: str) -> httpx.Response:
    body: dict[str, Any] = {"login": login, "password": password, **fields}
    answer = await person.call("POST", "/v1/session", json=body)
    if answer.status_code == 201:
        person.id, person.csrf = answer.json()["user"]["id"], answer.json()["csrf"]
    return answer
