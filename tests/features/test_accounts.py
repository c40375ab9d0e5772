"""Signing up, in and out, as browsers and programs do it."""

import asyncio
from typing import Any

import httpx
import pytest

from tests.world import PASSWORD, Person, World


def sign_up(name: str, /, **fields: str) -> dict[str, str]:
    return {"username": name, "email": f"{name}@example.org", "password": PASSWORD} | fields


async def signs_in(world: World, login: str, password: str = PASSWORD) -> httpx.Response:
    body = {"login": login, "password": password}
    return await world.stranger().call("POST", "/v1/session", json=body)


def set_cookies(answer: httpx.Response) -> dict[str, str]:
    return {line.partition("=")[0]: line.lower() for line in answer.headers.get_list("set-cookie")}


async def who(person: Person) -> str | None:
    found = await person.does("GET", "/v1/session")
    return found["user"] and found["user"]["username"]


async def test_signing_up_signs_in(world: World) -> None:
    ana = world.stranger()
    assert await who(ana) is None
    answer = await ana.call("POST", "/v1/accounts", json=sign_up("ana", name="Ana Silva"))
    assert answer.status_code == 201
    found = answer.json()
    user = found["user"]
    assert (user["username"], user["name"], user["is_private"]) == ("ana", "Ana Silva", False)
    assert user["counts"] == {"posts": 0, "followers": 0, "following": 0}
    assert await ana.does("GET", "/v1/session") == found
    assert "password" not in answer.text


async def test_the_cookie_is_kept_from_scripts_and_other_sites(world: World) -> None:  # AU-06
    answer = await world.stranger().call("POST", "/v1/accounts", json=sign_up("ana"))
    cookies = set_cookies(answer)
    assert set(cookies) == {"tintype", "tintype-device"}
    assert all(
        "httponly" in line and "samesite=lax" in line and "path=/" in line for line in cookies.values()
    )
    assert answer.headers["cache-control"] == "no-store"


async def test_signing_out_ends_the_cookie_for_good(world: World) -> None:  # AU-07
    ana = await world.person("ana")
    thief = world.stranger()
    thief.client.cookies.update(ana.client.cookies)
    assert await who(thief) == "ana"
    answer = await ana.call("DELETE", "/v1/session")
    assert answer.status_code == 204
    assert "max-age=0" in set_cookies(answer)["tintype"]
    assert answer.headers["clear-site-data"] == '"cache"'
    assert await who(thief) is None
    assert (await thief.call("GET", "/v1/me")).status_code == 401


async def test_a_cookie_planted_before_signing_in_is_worth_nothing_after(world: World) -> None:  # AU-06
    ana = await world.person("ana")
    victim = world.stranger()
    victim.client.cookies.update(ana.client.cookies)
    planted = victim.client.cookies["tintype"]
    victim.csrf = ana.csrf
    await victim.does("POST", "/v1/accounts", json=sign_up("ben"))
    assert victim.client.cookies["tintype"] != planted
    assert await who(victim) == "ben"
    assert await who(ana) is None


async def test_a_hundred_sign_ups_at_once_make_one_account(world: World) -> None:  # AU-20
    names = ["aca", "ACA", "аса", "Aca"]
    answers = await asyncio.gather(
        *(
            world.stranger().call(
                "POST", "/v1/accounts", json=sign_up(names[n % 4], email=f"{n}@example.org")
            )
            for n in range(20)
        )
    )
    statuses = [answer.status_code for answer in answers]
    assert statuses.count(201) == 1
    assert set(statuses) == {201, 409}
    refused = next(answer.json() for answer in answers if answer.status_code == 409)
    assert (refused["code"], refused["fields"]) == ("taken", {"username": ["taken"]})


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"password": "x" * 100_000}, {"password": ["too_long"]}),
        ({"password": "password123"}, {"password": ["common"]}),
        ({"password": "short"}, {"password": ["too_short"]}),
        ({"username": "a b", "email": "x"}, {"username": ["characters"], "email": ["email"]}),
        ({"name": "x" * 65}, {"name": ["too_long"]}),
        ({"name": "a\0b"}, {"name": ["characters"]}),
    ],
)
async def test_what_is_wrong_is_said_by_field(world: World, fields: Any, wrong: Any) -> None:
    answer = await world.stranger().call("POST", "/v1/accounts", json=sign_up("ana") | fields)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["fields"] == wrong


@pytest.mark.parametrize(
    "body", [{}, {"username": "ana"}, {**sign_up("ana"), "role": "operator"}, [], "x", None]
)
async def test_other_bodies_are_refused(world: World, body: Any) -> None:
    assert (await world.stranger().call("POST", "/v1/accounts", json=body)).status_code in {400, 422}


async def test_by_username_or_address(world: World) -> None:
    await world.person("ana")
    for login in ("ana", "@Ana", "ANA@example.org"):
        answer = await signs_in(world, login)
        assert answer.status_code == 201
        assert answer.json()["user"]["username"] == "ana"


async def test_nobody_and_a_wrong_password_look_the_same(world: World) -> None:
    await world.person("ana")
    wrong, nobody = (
        await signs_in(world, "ana", "not this one"),
        await signs_in(world, "nobody", "not this one"),
    )
    assert wrong.status_code == nobody.status_code == 401
    assert wrong.json()["code"] == nobody.json()["code"] == "wrong_login"
    assert len(wrong.content) == len(nobody.content)
    assert "set-cookie" not in wrong.headers


async def test_guessing_is_stopped(world: World) -> None:  # AU-01
    await world.person("ana")
    statuses = [(await signs_in(world, "ana", f"guess number {n}")).status_code for n in range(12)]
    assert statuses == [401] * 10 + [429] * 2
    answer = await signs_in(world, "ana")
    assert answer.status_code == 429
    assert int(answer.headers["retry-after"]) > 0


async def test_the_browser_of_the_owner_still_gets_in(world: World) -> None:
    ana = await world.person("ana")
    for n in range(12):
        await signs_in(world, "ana", f"guess number {n}")
    await ana.does("DELETE", "/v1/session")
    await ana.does("POST", "/v1/session", json={"login": "ana", "password": PASSWORD})
    assert await who(ana) == "ana"


async def test_sessions_are_listed_and_ended(world: World) -> None:
    ana = await world.person("ana")
    phone = world.stranger()
    phone.client.headers["user-agent"] = "Phone \u00e9".encode("latin-1").decode("latin-1")
    await phone.does("POST", "/v1/session", json={"login": "ana", "password": PASSWORD})
    found = (await ana.does("GET", "/v1/sessions"))["items"]
    assert [session["current"] for session in found] == [False, True]
    assert found[0]["agent"].startswith("Phone")
    await ana.does("DELETE", f"/v1/sessions/{found[0]['id']}")
    assert await who(phone) is None
    ben = await world.person("ben")
    assert (await ben.call("DELETE", f"/v1/sessions/{found[1]['id']}")).status_code == 404
    assert (await ben.call("DELETE", "/v1/sessions/1e5")).status_code == 404


async def test_a_change_by_cookie_needs_the_token_and_our_origin(world: World) -> None:  # WB-01
    ana = await world.person("ana")
    bare = {"json": {"bio": "x"}}
    assert (await ana.client.patch("/v1/me", **bare)).status_code == 403
    for headers in ({"origin": world.origin}, {"origin": "https://evil.example", "x-csrf-token": ana.csrf}):
        assert (await ana.client.patch("/v1/me", headers=headers, **bare)).status_code == 403
    ben = await world.person("ben")
    foreign = {"origin": world.origin, "x-csrf-token": ben.csrf}
    assert (await ana.client.patch("/v1/me", headers=foreign, **bare)).status_code == 403


async def program(world: World, name: str, *scopes: str) -> httpx.AsyncClient:
    body = {"name": "backup", "scopes": list(scopes), "login": name, "password": PASSWORD}
    client = world.stranger().client
    answer = await client.post("/v1/tokens", json=body)
    assert answer.status_code == 201
    client.headers["authorization"] = f"Bearer {answer.json()['token']}"
    return client


async def test_a_program_signs_in_with_a_token_of_its_own(world: World) -> None:
    await world.person("founder")
    ana = await world.person("ana")
    reader = await program(world, "ana", "read")
    assert (await reader.get("/v1/me")).json()["username"] == "ana"
    assert (await reader.patch("/v1/me", json={"bio": "x"})).status_code == 403
    assert (await reader.post("/v1/tokens", json={"name": "x", "scopes": ["write"]})).status_code == 403
    writer = await program(world, "ana", "read", "write")
    assert (await writer.patch("/v1/me", json={"bio": "by a program"})).status_code == 200
    found = (await ana.does("GET", "/v1/tokens"))["items"]
    assert [token["scopes"] for token in found] == [["read", "write"], ["read"]]
    await ana.does("DELETE", f"/v1/tokens/{found[1]['id']}")
    assert (await reader.get("/v1/me")).status_code == 401
    assert (await writer.get("/v1/me")).status_code == 200


async def test_a_browser_makes_tokens_for_programs(world: World) -> None:
    ana = await world.person("ana")
    made = await ana.does("POST", "/v1/tokens", json={"name": "backup", "scopes": ["read"]})
    stranger = world.stranger().client
    assert (await stranger.post("/v1/tokens", json={"name": "x", "scopes": ["read"]})).status_code == 401
    answer = await stranger.get("/v1/me", headers={"authorization": f"Bearer {made['token']}"})
    assert answer.json()["username"] == "ana"
    listed = await ana.call("GET", "/v1/tokens")
    assert made["token"] not in listed.text


@pytest.mark.parametrize(
    "token", ["", "x", "A" * 43, "eyJhbGciOiJub25lIn0.e30.", "\xe9" * 43, "../" * 15, "A" * 9000]
)
async def test_other_tokens_are_nobody(world: World, token: str) -> None:  # AU-07
    headers = {"authorization": f"Bearer {token}".encode("latin-1")}
    assert (await world.stranger().client.get("/v1/me", headers=headers)).status_code == 401


async def test_another_password_ends_every_other_session(world: World) -> None:  # AU-08
    ana = await world.person("ana")
    phone, reader = world.stranger(), await program(world, "ana", "read")
    await phone.does("POST", "/v1/session", json={"login": "ana", "password": PASSWORD})
    body = {"password": PASSWORD, "new_password": "roses by the door"}
    ana.csrf = (await ana.does("PUT", "/v1/me/password", json=body))["csrf"]
    assert await who(phone) is None
    assert (await reader.get("/v1/me")).status_code == 401
    await ana.does("PATCH", "/v1/me", json={"bio": "still here"})
    assert (await signs_in(world, "ana")).status_code == 401
    assert (await signs_in(world, "ana", "roses by the door")).status_code == 201


async def test_the_first_account_operates_the_site_and_the_second_does_not(world: World) -> None:
    first, second = await world.person("first"), await world.person("second")
    assert (await first.does("GET", "/v1/me"))["role"] == "operator"
    assert (await second.does("GET", "/v1/me"))["role"] == "member"
