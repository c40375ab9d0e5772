"""Passkeys: made, used without a name and a password, named, removed; and everything that is no passkey of ours."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import httpx
import pytest

from tests.credentials.authenticator import Authenticator, text
from tests.credentials.rooms import who
from tests.world import PASSWORD, Person, World
from tintype.kernel.clock import MINUTE_US, ManualClock


def phone(world: World) -> Authenticator:
    return Authenticator(origin=world.origin)


async def adds(person: Person, device: Authenticator, name: str = "Phone") -> dict[str, Any]:
    offer = await person.does("POST", "/v1/passkeys/offer")
    return await person.does("POST", "/v1/passkeys", json=device.makes(offer, name))


async def challenge(person: Person) -> str:
    return (await person.does("POST", "/v1/passkeys/challenge"))["challenge"]


async def comes_in(world: World, device: Authenticator, **changes: Any) -> httpx.Response:
    stranger = world.stranger()
    body = device.answers(await challenge(stranger)) | changes
    return await stranger.call("POST", "/v1/session/passkey", json=body)


async def test_signing_in_takes_no_name_and_no_password(world: World) -> None:
    ana = await world.person("ana")
    device = phone(world)
    made = await adds(ana, device)
    assert made["name"] == "Phone"
    answer = await comes_in(world, device)
    assert (answer.status_code, answer.json()["user"]["username"]) == (201, "ana")
    assert answer.json()["csrf"]
    listed = (await ana.does("GET", "/v1/passkeys"))["items"]
    assert [one["name"] for one in listed] == ["Phone"]
    assert listed[0]["used_at"]


async def test_a_new_passkey_is_offered_what_is_here_already(world: World) -> None:
    ana = await world.person("ana")
    device = phone(world)
    await adds(ana, device)
    offer = await ana.does("POST", "/v1/passkeys/offer")
    assert offer["known"] == [text(device.credential)]
    assert (offer["rp_id"], offer["username"]) == ("localhost", "ana")
    again = await ana.call("POST", "/v1/passkeys", json=device.makes(offer))
    assert (again.status_code, again.json()["code"]) == (409, "passkey_known")


@pytest.mark.parametrize(
    "changes",
    [
        {"signature": text(b"x" * 70)},
        {"user_handle": text(bytes(8))},
        {"user_handle": ""},
        {"user_handle": text(b"\xff" * 8)},
        {"id": text(b"another credential")},
        {"id": ""},
        {"client_data": text(b"{}")},
        {"client_data": text(b"not json")},
        {"client_data": ""},
        {"client_data": text(b"[" * 3000)},
        {"authenticator_data": text(b"short")},
        {"authenticator_data": ""},
    ],
)
async def test_what_is_no_answer_of_ours_opens_nothing(world: World, changes: dict[str, str]) -> None:
    ana = await world.person("ana")
    device = phone(world)
    await adds(ana, device)
    answer = await comes_in(world, device, **changes)
    assert (answer.status_code, answer.json()["code"]) == (401, "wrong_passkey")
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("wrong", [{"signature": "é"}, {"signature": "x" * 20_000}])
async def test_what_is_no_base64_says_so(world: World, wrong: dict[str, str]) -> None:
    ana = await world.person("ana")
    device = phone(world)
    await adds(ana, device)
    answer = await comes_in(world, device, **wrong)
    assert (answer.status_code, list(answer.json()["fields"])) == (422, ["signature"])


async def test_another_site_another_key_and_a_mere_touch_open_nothing(world: World) -> None:
    ana = await world.person("ana")
    device = phone(world)
    await adds(ana, device)
    others = [
        replace(device, origin="https://evil.example"),
        replace(device, rp_id="evil.example"),
        replace(device, key=Authenticator().key),
        replace(device, knows_owner=False),
    ]
    for other in others:
        answer = await comes_in(world, other)
        assert answer.json()["code"] == "wrong_passkey"
    stranger = world.stranger()
    made_elsewhere = device.answers(await challenge(stranger), kind="webauthn.create")
    answer = await stranger.call("POST", "/v1/session/passkey", json=made_elsewhere)
    assert answer.json()["code"] == "wrong_passkey"


async def test_a_challenge_is_answered_once(world: World) -> None:
    ana = await world.person("ana")
    device = replace(phone(world), counts=False)
    await adds(ana, device)
    body = device.answers(await challenge(world.stranger()))
    first = await world.stranger().call("POST", "/v1/session/passkey", json=body)
    again = await world.stranger().call("POST", "/v1/session/passkey", json=body)
    assert (first.status_code, again.status_code) == (201, 401)


async def test_a_challenge_that_is_not_ours_or_not_for_this_is_none(world: World) -> None:
    ana = await world.person("ana")
    device = phone(world)
    offer = await ana.does("POST", "/v1/passkeys/offer")
    await ana.does("POST", "/v1/passkeys", json=device.makes(offer))
    to_prove = await challenge(ana)
    for other in (offer["challenge"], to_prove, text(b"x" * 40), text(b"")):
        answer = await world.stranger().call("POST", "/v1/session/passkey", json=device.answers(other))
        assert answer.json()["code"] == "wrong_passkey", other


async def test_a_copied_passkey_is_noticed_by_its_count(world: World) -> None:
    ana = await world.person("ana")
    device = phone(world)
    await adds(ana, device)
    copied = replace(device)
    assert (await comes_in(world, device)).status_code == 201
    assert (await comes_in(world, copied)).status_code == 401


async def test_a_challenge_is_good_for_five_minutes(clocked: tuple[World, ManualClock]) -> None:
    world, clock = clocked
    ana = await world.person("ana")
    device = phone(world)
    offer = await ana.does("POST", "/v1/passkeys/offer")
    clock.advance(6 * MINUTE_US)
    late = await ana.call("POST", "/v1/passkeys", json=device.makes(offer))
    assert (late.status_code, late.json()["fields"]) == (422, {"passkey": ["expired"]})
    await adds(ana, device)
    old = await challenge(world.stranger())
    clock.advance(6 * MINUTE_US)
    answer = await world.stranger().call("POST", "/v1/session/passkey", json=device.answers(old))
    assert answer.json()["code"] == "wrong_passkey"


async def test_names_change_and_passkeys_go(world: World) -> None:
    ana, ben = await world.person("ana"), await world.person("ben")
    device = phone(world)
    made = await adds(ana, device)
    path = f"/v1/passkeys/{made['id']}"
    await ana.does("PATCH", path, json={"name": "Key on my ring"})
    assert (await ana.does("GET", "/v1/passkeys"))["items"][0]["name"] == "Key on my ring"
    assert (await ana.call("PATCH", path, json={"name": ""})).status_code == 422
    assert (await ben.call("PATCH", path, json={"name": "mine"})).status_code == 404  # AZ-31
    assert (await ben.call("DELETE", path)).status_code == 404  # AZ-31
    await ana.does("DELETE", path)
    assert (await comes_in(world, device)).status_code == 401


async def test_a_passkey_is_no_way_around_what_one_is_not(world: World) -> None:
    """Ben's device says that its passkey is Ana's."""
    ana, ben = await world.person("ana"), await world.person("ben")
    device, other = phone(world), phone(world)
    await adds(ana, device)
    await adds(ben, other)
    lie = replace(other, user_handle=device.user_handle)
    assert (await comes_in(world, lie)).status_code == 401


async def test_the_last_way_in_stays(world: World) -> None:
    ana = await world.person("ana")
    alone = await ana.call("DELETE", "/v1/me/password")
    assert (alone.status_code, alone.json()["code"]) == (409, "last_way_in")
    device = phone(world)
    made = await adds(ana, device)
    assert (await ana.does("GET", "/v1/passkeys"))["has_password"] is True
    await ana.does("DELETE", "/v1/me/password")
    assert (await ana.does("GET", "/v1/passkeys"))["has_password"] is False
    body = {"login": "ana", "password": PASSWORD}
    assert (await world.stranger().call("POST", "/v1/session", json=body)).status_code == 401
    body = {"login": "ana", "password": ""}
    assert (await world.stranger().call("POST", "/v1/session", json=body)).status_code == 401
    assert (await comes_in(world, device)).status_code == 201
    last = await ana.call("DELETE", f"/v1/passkeys/{made['id']}")
    assert (last.status_code, last.json()["code"]) == (409, "last_way_in")
    changed = await ana.does("PUT", "/v1/me/password", json={"password": "", "new_password": PASSWORD})
    ana.csrf = changed["csrf"]
    await ana.does("DELETE", f"/v1/passkeys/{made['id']}")
    assert await ana.does("GET", "/v1/passkeys") == {"items": [], "has_password": True}
    assert await who(ana) == "ana"


async def test_a_session_that_was_left_open_adds_no_way_in(clocked: tuple[World, ManualClock]) -> None:
    world, clock = clocked
    ana = await world.person("ana")
    device = phone(world)
    await adds(ana, device)
    clock.advance(16 * MINUTE_US)
    for method, path in (("POST", "/v1/passkeys/offer"), ("DELETE", "/v1/me/password"), ("POST", "/v1/totp")):
        answer = await ana.call(method, path)
        assert (answer.status_code, answer.json()["code"]) == (403, "proof_needed"), path
    wrong = await ana.call("PUT", "/v1/session/proof", json={"password": "not this one"})
    assert (wrong.status_code, wrong.json()["fields"]) == (422, {"password": ["wrong"]})
    proof = {"passkey": device.answers(await challenge(ana))}
    await ana.does("PUT", "/v1/session/proof", json=proof)
    await ana.does("POST", "/v1/passkeys/offer")
    clock.advance(16 * MINUTE_US)
    await ana.does("PUT", "/v1/session/proof", json={"password": PASSWORD})
    await ana.does("POST", "/v1/passkeys/offer")


async def test_somebody_elses_passkey_proves_nothing(clocked: tuple[World, ManualClock]) -> None:
    world, clock = clocked
    ana, ben = await world.person("ana"), await world.person("ben")
    device = phone(world)
    await adds(ben, device)
    clock.advance(16 * MINUTE_US)
    proof = {"passkey": device.answers(await challenge(ana))}
    assert (await ana.call("PUT", "/v1/session/proof", json=proof)).json()["code"] == "wrong_passkey"
    assert (await ana.call("POST", "/v1/passkeys/offer")).status_code == 403


async def test_programs_change_nothing_about_how_one_signs_in(world: World) -> None:  # AU-16
    ana = await world.person("ana")
    made = await ana.does("POST", "/v1/tokens", json={"name": "robot", "scopes": ["read", "write"]})
    robot = world.stranger().client
    robot.headers["authorization"] = f"Bearer {made['token']}"
    for method, path in (
        ("POST", "/v1/passkeys/offer"),
        ("POST", "/v1/totp"),
        ("DELETE", "/v1/totp"),
        ("DELETE", "/v1/me/password"),
        ("POST", "/v1/me/rest"),
        ("DELETE", "/v1/me"),
    ):
        answer = await robot.request(method, path)
        assert (answer.status_code, answer.json()["code"]) == (403, "browser_only"), path
    wider = {"name": "wider", "scopes": ["read", "write"], "days": 366}
    answer = await robot.post("/v1/tokens", json=wider)
    assert (answer.status_code, answer.json()["code"]) == (403, "browser_only")
