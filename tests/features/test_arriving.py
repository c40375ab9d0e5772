"""Who may come: anybody, those with an invite, or those whom a moderator lets in."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.features.letters import mailing_world
from tests.world import PASSWORD, Person, World, world_in
from tintype.kernel.clock import DAY_US, ManualClock
from tintype.kernel.viewer import Role
from tintype.media.making.pool import MediaPool
from tintype.settings import AccountSettings

NOON_US = 1_795_000_000_000_000


@pytest.fixture
async def closed(tmp_path: Path, media_pool: MediaPool) -> AsyncIterator[World]:
    """A site that one comes to by an invite."""
    accounts = AccountSettings(sign_up="invite", invites=2)
    async with world_in(tmp_path / "closed", media_pool, accounts=accounts) as world:
        yield world


@pytest.fixture
async def guarded(tmp_path: Path, media_pool: MediaPool) -> AsyncIterator[World]:
    """A site where moderators let people in."""
    accounts = AccountSettings(sign_up="approval")
    async with world_in(tmp_path / "data", media_pool, accounts=accounts) as world:
        yield world


async def comes(world: World, name: str, **fields: Any) -> httpx.Response:
    body = {"username": name, "email": f"{name}@example.org", "password": PASSWORD, **fields}
    return await world.stranger().call("POST", "/v1/accounts", json=body)


async def invited(by: Person, **fields: Any) -> str:
    return (await by.does("POST", "/v1/invites", json=fields))["code"]


async def test_a_site_says_how_one_becomes_a_member(world: World, closed: World) -> None:
    assert await world.stranger().does("GET", "/v1/site") == {"sign_up": "open", "has_mail": False}
    assert await closed.stranger().does("GET", "/v1/site") == {"sign_up": "invite", "has_mail": False}


async def test_one_comes_by_an_invite_once(closed: World) -> None:
    founder = await closed.person("founder")  # Who comes first needs none.
    code = await invited(founder, note="For Ana")
    assert (await comes(closed, "ana", invite=code)).status_code == 201
    again = await comes(closed, "ben", invite=code)
    assert (again.status_code, again.json()["code"]) == (422, "not_invited")
    (invite,) = (await founder.does("GET", "/v1/invites"))["items"]
    assert (invite["note"], invite["uses"], invite["uses_max"], invite["open"]) == ("For Ana", 1, 1, False)
    assert invite["url"].endswith(f"/sign-up#{code}")


@pytest.mark.parametrize("code", ["", " ", "x", "A" * 43, "é" * 43, "A" * 5000])
async def test_without_one_nobody_comes(closed: World, code: str) -> None:
    await closed.person("founder")
    answer = await comes(closed, "ana", invite=code)
    assert (answer.status_code, list(answer.json()["fields"])) == (422, ["invite"])
    assert (await closed.stranger().call("GET", "/v1/users/@ana")).status_code == 404


async def test_a_code_that_ten_try_at_once_lets_as_many_in_as_it_says(closed: World) -> None:
    founder = await closed.person("founder")
    code = await invited(founder, uses=3)
    answers = await asyncio.gather(*(comes(closed, f"person{n}", invite=code) for n in range(10)))
    assert sorted(answer.status_code for answer in answers) == [201] * 3 + [422] * 7


async def test_an_invite_ends_by_time_and_by_hand(tmp_path: Path, media_pool: MediaPool) -> None:
    clock = ManualClock(NOON_US)
    accounts = AccountSettings(sign_up="invite")
    async with world_in(tmp_path / "data", media_pool, clock=clock, accounts=accounts) as world:
        founder = await world.person("founder")
        short, ended = await invited(founder, days=1), await invited(founder, days=30)
        newest = (await founder.does("GET", "/v1/invites"))["items"][0]
        await founder.does("DELETE", f"/v1/invites/{newest['id']}")
        assert (await comes(world, "ana", invite=ended)).status_code == 422
        clock.advance(DAY_US)
        assert (await comes(world, "ana", invite=short)).status_code == 422


async def test_members_have_few_invites_and_only_their_own(closed: World) -> None:
    founder = await closed.person("founder")
    ana = closed.stranger()
    body = {
        "username": "ana",
        "email": "ana@example.org",
        "password": PASSWORD,
        "invite": await invited(founder),
    }
    ana.csrf = (await ana.does("POST", "/v1/accounts", json=body))["csrf"]
    for fields in ({"uses": 0}, {"uses": 11}, {"days": 0}, {"days": 366}, {"note": "x" * 65}):
        assert (await ana.call("POST", "/v1/invites", json=fields)).status_code == 422, fields
    await invited(ana)
    await invited(ana)
    full = await ana.call("POST", "/v1/invites", json={})
    assert (full.status_code, full.json()["code"]) == (409, "too_many_invites")
    first = (await founder.does("GET", "/v1/invites"))["items"][0]
    assert (await ana.call("DELETE", f"/v1/invites/{first['id']}")).status_code == 404
    assert len((await ana.does("GET", "/v1/invites"))["items"]) == 2


async def test_who_waits_takes_part_in_nothing(guarded: World) -> None:  # AP-25
    founder = await guarded.person("founder")
    ana = guarded.stranger()
    body = {
        "username": "ana",
        "email": "ana@example.org",
        "password": PASSWORD,
        "words": "From the harbour club.",
    }
    found = await ana.does("POST", "/v1/accounts", json=body)
    assert found == {"user": None, "csrf": None, "waits": "approval"}
    assert (await ana.call("GET", "/v1/me")).status_code == 401
    signed = await ana.call("POST", "/v1/session", json={"login": "ana", "password": PASSWORD})
    assert (signed.status_code, signed.json()["code"]) == (403, "approval_pending")
    wrong = await ana.call("POST", "/v1/session", json={"login": "ana", "password": "not this one"})
    assert wrong.status_code == 401
    program = {"login": "ana", "password": PASSWORD, "name": "x", "scopes": ["read"]}
    assert (await ana.call("POST", "/v1/tokens", json=program)).status_code == 403
    assert (await founder.call("GET", "/v1/users/@ana")).status_code == 404
    (arrival,) = (await founder.does("GET", "/v1/moderation/arrivals"))["items"]
    assert (arrival["username"], arrival["words"]) == ("ana", "From the harbour club.")


async def test_a_moderator_lets_in_and_declines(guarded: World) -> None:
    founder = await guarded.person("founder")
    for name in ("ana", "ben"):
        assert (await comes(guarded, name)).status_code == 201
    ana, ben = (await founder.does("GET", "/v1/moderation/arrivals"))["items"]
    await founder.does("PUT", f"/v1/moderation/arrivals/{ana['id']}")
    await founder.does("DELETE", f"/v1/moderation/arrivals/{ben['id']}")
    assert (await founder.does("GET", "/v1/moderation/arrivals"))["items"] == []
    person = guarded.stranger()
    person.name = "ana"
    await person.signs_in()
    for again in ("PUT", "DELETE"):
        for one in (ana, ben):
            assert (await founder.call(again, f"/v1/moderation/arrivals/{one['id']}")).status_code == 404
    # Nothing of the other is left: the name and the address are free.
    assert (await comes(guarded, "ben")).status_code == 201


async def test_only_moderators_see_who_waits(guarded: World) -> None:  # AZ-34
    founder = await guarded.person("founder")
    await comes(guarded, "ana")
    (arrival,) = (await founder.does("GET", "/v1/moderation/arrivals"))["items"]
    await founder.does("PUT", f"/v1/moderation/arrivals/{arrival['id']}")
    ana = guarded.stranger()
    ana.name = "ana"
    await ana.signs_in()
    await comes(guarded, "ben")
    (other,) = (await founder.does("GET", "/v1/moderation/arrivals"))["items"]
    for method, path in (("GET", ""), ("PUT", f"/{other['id']}"), ("DELETE", f"/{other['id']}")):
        assert (await ana.call(method, f"/v1/moderation/arrivals{path}")).status_code == 404
    await guarded.api.subjects.accounts.roles.give("ana", Role.MODERATOR)
    await guarded.adapters.tail.catch_up()
    await ana.does("PUT", f"/v1/moderation/arrivals/{other['id']}")


async def test_who_comes_by_an_invite_need_not_wait(guarded: World) -> None:
    founder = await guarded.person("founder")
    answer = await comes(guarded, "ana", invite=await invited(founder))
    assert answer.json()["user"]["username"] == "ana"


async def test_who_is_let_in_is_told(tmp_path: Path, media_pool: MediaPool) -> None:
    async with mailing_world(tmp_path, media_pool, AccountSettings(sign_up="approval")) as (world, mail):
        founder = await world.person("founder")
        await comes(world, "ana")
        assert (await mail.one("ana@example.org")).subject == "Confirm your e-mail address"
        (arrival,) = (await founder.does("GET", "/v1/moderation/arrivals"))["items"]
        await founder.does("PUT", f"/v1/moderation/arrivals/{arrival['id']}")
        assert (await mail.one("ana@example.org")).subject == "Welcome, ana"


@pytest.mark.parametrize("form", ["folder", "folder.txt", "file"])
async def test_passwords_from_break_ins_are_refused(
    tmp_path: Path, media_pool: MediaPool, form: str
) -> None:  # AU-05
    known = "zebra umbrella 77 lamp"
    path = tmp_path / "breached"
    write_list(path, form, [known, *(f"another {n}" for n in range(500))])
    accounts = AccountSettings(breached=path)
    async with world_in(tmp_path / "data", media_pool, accounts=accounts) as world:
        refused = await comes(world, "ana", password=known)
        assert (refused.status_code, refused.json()["fields"]) == (422, {"password": ["breached"]})
        assert (await comes(world, "ana", password="another 499")).status_code == 422
        ana = await world.person("ana")
        body = {"password": PASSWORD, "new_password": known}
        change = await ana.call("PUT", "/v1/me/password", json=body)
        assert change.json()["fields"] == {"new_password": ["breached"]}


def write_list(path: Path, form: str, passwords: list[str]) -> None:
    """A list in one of the forms it can be downloaded in."""
    hashes = sorted(hashlib.sha1(each.encode()).hexdigest().upper() for each in passwords)
    if form == "file":
        path.write_text("".join(f"{each}:{n}\r\n" for n, each in enumerate(hashes, 1)))
        return
    path.mkdir()
    for each in hashes:
        with (path / (each[:5] + (".txt" if "txt" in form else ""))).open("a") as file:
            file.write(f"{each[5:]}:1\n")
