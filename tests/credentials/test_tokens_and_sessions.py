"""Sessions by place, all others ended at once; tokens that end by themselves; scopes hold everywhere."""

from __future__ import annotations

from itertools import combinations

import httpx
import pytest

from tests.access.rows import ROWS
from tests.credentials.rooms import signs_in, tries, who
from tests.world import Clocked, Person, World
from tintype.kernel.access import Access
from tintype.kernel.clock import DAY_US, MINUTE_US
from tintype.kernel.viewer import Role, Scope

NAMES = {Scope.READ: "read", Scope.WRITE: "write", Scope.MODERATE: "moderate", Scope.OPERATE: "operate"}
SETS = [names for n in range(1, 5) for names in combinations(NAMES.values(), n)]


async def bearer(person: Person, *scopes: str, days: int = 0) -> httpx.AsyncClient:
    made = await person.does(
        "POST", "/v1/tokens", json={"name": "robot", "scopes": list(scopes), "days": days}
    )
    client = person.world.stranger().client
    client.headers["authorization"] = f"Bearer {made['token']}"
    return client


async def test_every_other_browser_is_signed_out_and_programs_stay(world: World) -> None:  # AU-07
    ana = await world.person("ana")
    phone, tablet = world.stranger(), world.stranger()
    await tries(phone, "ana", time_zone="Europe/Lisbon")
    await tries(tablet, "ana", time_zone="<script>")
    robot = await bearer(ana, "read")
    found = (await ana.does("GET", "/v1/sessions"))["items"]
    assert [one.get("time_zone") for one in found] == [None, "Europe/Lisbon", None]
    await ana.does("DELETE", "/v1/sessions")
    assert [await who(one) for one in (ana, phone, tablet)] == ["ana", None, None]
    assert (await robot.get("/v1/me")).status_code == 200
    assert len((await ana.does("GET", "/v1/sessions"))["items"]) == 1


async def test_sessions_and_tokens_of_others_do_not_exist(world: World) -> None:  # AZ-31
    ana, ben = await world.person("ana"), await world.person("ben")
    await bearer(ana, "read")
    session = (await ana.does("GET", "/v1/sessions"))["items"][0]["id"]
    token = (await ana.does("GET", "/v1/tokens"))["items"][0]["id"]
    for path in (f"/v1/sessions/{session}", f"/v1/tokens/{token}", f"/v1/sessions/{token}", "/v1/tokens/1"):
        assert (await ben.call("DELETE", path)).status_code == 404
    assert await who(ana) == "ana"
    assert len((await ana.does("GET", "/v1/tokens"))["items"]) == 1


async def test_a_token_ends_on_its_day(clocked: Clocked) -> None:
    world, clock = clocked
    ana = await world.person("ana")
    robot = await bearer(ana, "read", days=7)
    found = (await ana.does("GET", "/v1/tokens"))["items"][0]
    assert found["expires_at"] > found["created_at"]
    clock.advance(7 * DAY_US - MINUTE_US)
    assert (await robot.get("/v1/me")).status_code == 200
    clock.advance(2 * MINUTE_US)
    assert (await robot.get("/v1/me")).status_code == 401
    assert (await signs_in(world, "ana")).status_code == 201


@pytest.mark.parametrize("days", [-1, 367, 10**9])
async def test_a_token_lasts_a_year_at_most(world: World, days: int) -> None:
    ana = await world.person("ana")
    body = {"name": "robot", "scopes": ["read"], "days": days}
    answer = await ana.call("POST", "/v1/tokens", json=body)
    assert (answer.status_code, answer.json()["fields"]) == (422, {"days": ["out_of_range"]})


async def test_making_a_token_needs_a_proof(clocked: Clocked) -> None:
    world, clock = clocked
    ana = await world.person("ana")
    clock.advance(16 * MINUTE_US)
    answer = await ana.call("POST", "/v1/tokens", json={"name": "robot", "scopes": ["read"]})
    assert (answer.status_code, answer.json()["code"]) == (403, "proof_needed")


async def test_no_route_opens_to_a_token_without_its_scope(world: World) -> None:  # AU-15
    """Every declared route × every set of scopes, by an operator, whom roles alone would let in anywhere."""
    await world.person("founder")
    ana = await world.person("ana")
    await world.api.subjects.accounts.roles.give("ana", Role.OPERATOR)
    tokens = {scopes: await bearer(ana, *scopes) for scopes in SETS}
    before = await ana.does("GET", "/v1/me")
    tried = 0
    for route in world.api.routes:
        name = f"{route.method} {route.path}"
        missing = [names for names in SETS if not _covers(names, route.scope)]
        if name not in ROWS or not missing:
            continue
        path = (ROWS[name].path or route.path).replace("{", "").replace("}", "")
        for scopes in missing:
            answer = await tokens[scopes].request(route.method, path, json={})
            assert (answer.status_code, answer.json()["code"]) == (403, "scope_missing"), (name, scopes)
            tried += 1
        if route.access is not Access.PUBLIC:
            nobody = await world.stranger().client.request(route.method, path, json={})
            assert nobody.status_code == 401, name
    assert tried > 300
    assert await ana.does("GET", "/v1/me") == before


def _covers(names: tuple[str, ...], needed: Scope) -> bool:
    held = Scope.NONE
    for scope, name in NAMES.items():
        held |= scope if name in names else Scope.NONE
    return needed in held


async def test_a_member_gets_no_more_scope_than_a_member_has(world: World) -> None:  # AU-16
    await world.person("founder")
    ana = await world.person("ana")
    made = await ana.does("POST", "/v1/tokens", json={"name": "robot", "scopes": list(NAMES.values())})
    assert made["scopes"] == ["read", "write"]


@pytest.mark.parametrize(
    "token",
    [
        "eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0.",
        "eyJhbGciOiJIUzI1NiIsImtpZCI6Ii4uLy4uL2V0Yy9wYXNzd2QifQ.eyJleHAiOjB9.c2ln",
        "v2.local.AAAA",
        "v4.public.AAAA",
        "A" * 43,
        "A" * 42,
        "-" * 43,
        "' OR 1=1 --",
    ],
)
async def test_no_token_of_another_kind_is_one(world: World, token: str) -> None:  # AU-09
    """Tokens are opaque and looked up: there is no algorithm, key or claim in them to play with."""
    await world.person("ana")
    headers = {"authorization": f"Bearer {token}"}
    answer = await world.stranger().client.get("/v1/me", headers=headers)
    assert answer.status_code == 401


async def test_a_token_has_one_spelling(world: World) -> None:  # AU-09
    ana = await world.person("ana")
    token = (await ana.does("POST", "/v1/tokens", json={"name": "robot", "scopes": ["read"]}))["token"]
    for other in (token + "=", token[:-1], token[:-1] + ("A" if token[-1] != "A" else "B"), token.swapcase()):
        headers = {"authorization": f"Bearer {other}"}
        assert (await world.stranger().client.get("/v1/me", headers=headers)).status_code == 401, other
