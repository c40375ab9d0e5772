"""A forgotten password: a letter, a link, another password; and nothing for those who guess."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from tests.features.letters import Mailboxes, mailing_world
from tests.world import PASSWORD, Person, World
from tintype.kernel.clock import HOUR_US, ManualClock
from tintype.media.making.pool import MediaPool

Site = tuple[World, Mailboxes]
NEW = "roses by the door"
NOON_US = 1_795_000_000_000_000


@pytest.fixture
async def site(tmp_path: Path, media_pool: MediaPool) -> AsyncIterator[Site]:
    async with mailing_world(tmp_path, media_pool) as found:
        yield found


async def confirmed(site: Site, name: str) -> Person:
    world, mail = site
    person = await world.person(name)
    token = (await mail.one(f"{name}@example.org")).token
    await person.does("PUT", "/v1/email-confirmations", json={"token": token})
    return person


async def asks(world: World, login: str) -> httpx.Response:
    return await world.stranger().call("POST", "/v1/password-resets", json={"login": login})


async def resets(world: World, token: str, password: str = NEW) -> httpx.Response:
    body = {"token": token, "new_password": password}
    return await world.stranger().call("PUT", "/v1/password-resets", json=body)


async def signs_in(world: World, login: str, password: str) -> int:
    body = {"login": login, "password": password}
    return (await world.stranger().call("POST", "/v1/session", json=body)).status_code


@pytest.mark.parametrize("login", ["ana", "ANA@example.org", " @ana "])
async def test_a_forgotten_password_is_replaced_once(site: Site, login: str) -> None:  # AU-08, AU-17
    world, mail = site
    ana = await confirmed(site, "ana")
    assert (await asks(world, login)).status_code == 202
    token = (await mail.one("ana@example.org")).token
    assert (await resets(world, token, "password1")).json()["fields"] == {"new_password": ["common"]}
    assert (await resets(world, token)).status_code == 204
    assert (await ana.call("GET", "/v1/me")).status_code == 401
    assert await signs_in(world, "ana", PASSWORD) == 401
    assert await signs_in(world, "ana", NEW) == 201
    again = await resets(world, token, "lilies on the table")
    assert (again.status_code, again.json()["code"]) == (404, "link_gone")
    assert "Your password has changed" in [letter.subject for letter in await mail.of("ana@example.org")]


async def test_a_link_is_old_after_an_hour(tmp_path: Path, media_pool: MediaPool) -> None:  # AU-17
    clock = ManualClock(NOON_US)
    async with mailing_world(tmp_path, media_pool, clock=clock) as site:
        world, mail = site
        await confirmed(site, "ana")
        await asks(world, "ana")
        token = (await mail.one("ana@example.org")).token
        clock.advance(HOUR_US)
        assert (await resets(world, token)).status_code == 404
        assert await signs_in(world, "ana", PASSWORD) == 201


async def test_a_link_is_dead_once_the_address_is_another(site: Site) -> None:  # AU-17
    world, mail = site
    ana = await confirmed(site, "ana")
    await asks(world, "ana")
    token = (await mail.one("ana@example.org")).token
    await ana.does("PUT", "/v1/me/email", json={"email": "new@example.org", "password": PASSWORD})
    change = (await mail.one("new@example.org")).token
    await ana.does("PUT", "/v1/email-confirmations", json={"token": change})
    assert (await resets(world, token)).status_code == 404
    assert await signs_in(world, "ana", PASSWORD) == 201


async def test_a_link_of_another_kind_or_account_changes_no_password(site: Site) -> None:  # AU-17
    world, mail = site
    await world.person("ana")
    confirm = (await mail.one("ana@example.org")).token
    assert (await resets(world, confirm)).status_code == 404
    ben = await confirmed(site, "ben")
    await asks(world, "ben")
    token = (await mail.one("ben@example.org")).token
    answer = await ben.call("PUT", "/v1/email-confirmations", json={"token": token})
    assert answer.status_code == 404
    flipped = token[:-1] + ("A" if token[-1] != "A" else "Q")
    moved = "A" * 11 + token[11:]
    for each in (flipped, moved, token.swapcase(), token + "=", f" {token}"):
        assert (await resets(world, each)).status_code == 404
    assert await signs_in(world, "ana", PASSWORD) == 201
    assert (await resets(world, token)).status_code == 204


async def test_nobody_and_somebody_are_answered_alike(site: Site) -> None:  # EN-02
    world, mail = site
    await confirmed(site, "anna")
    known, unknown = await asks(world, "anna"), await asks(world, "nobo")
    assert (known.status_code, known.content) == (unknown.status_code, unknown.content)
    assert set(known.headers) == set(unknown.headers)
    assert (await mail.one("anna@example.org")).token
    assert await world.adapters.jobs.depth() == {}


async def test_asking_does_the_same_work_for_nobody(site: Site) -> None:  # EN-02
    world, _ = site
    await confirmed(site, "anna")
    await world.settle()
    looks: list[int] = []
    for login in ("anna", "nobo", "anna@example.org", "nobo@example.org"):
        before = world.adapters.records.looks
        assert (await asks(world, login)).status_code == 202
        looks.append(world.adapters.records.looks - before)
        assert await world.adapters.jobs.depth() == {("mail", "waiting"): 1}
        await world.settle()
    assert len(set(looks)) == 1


async def test_the_link_is_in_no_row(site: Site) -> None:  # AU-17
    world, mail = site
    await confirmed(site, "ana")
    await asks(world, "ana")
    token = (await mail.one("ana@example.org")).token
    database = world.adapters.settings.storage.data / "tintype.db"
    if database.exists():
        files = [database, database.with_name("tintype.db-wal")]
        assert not any(token.encode() in path.read_bytes() for path in files if path.exists())
    assert (await resets(world, token)).status_code == 204


async def test_a_site_without_mail_says_so(world: World) -> None:
    answer = await asks(world, "ana")
    assert (answer.status_code, answer.json()["code"]) == (409, "no_mail")


@pytest.mark.parametrize("login", ["", " ", "x" * 400, "a\0b"])
async def test_what_is_no_login_is_refused(site: Site, login: str) -> None:
    answer = await asks(site[0], login)
    assert (answer.status_code, answer.json()["fields"]) == (422, {"login": ["required"]})
