"""People who have lost every way in, and whoever sits at the machine."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.counting import Counting
from tests.credentials.rooms import signs_in
from tests.credentials.test_second_factor import sets_up
from tests.features.letters import Mailboxes, mailing_world
from tests.world import PASSWORD, Clocked, World
from tintype.accounts import LinkSeals, Rescue
from tintype.accounts.resets import RESETTING
from tintype.kernel.clock import DAY_US
from tintype.kernel.problems import Conflict, NotFound
from tintype.media.making.pool import MediaPool

NEW = "roses by the door"
Site = tuple[World, Mailboxes]


@pytest.fixture
async def site(tmp_path: Path, media_pool: MediaPool) -> AsyncIterator[Site]:
    async with mailing_world(tmp_path, media_pool) as found:
        yield found


def rescue(world: World) -> Rescue:
    return Rescue(world.adapters.records, LinkSeals(world.adapters.secret))


async def resets(world: World, token: str, password: str = NEW) -> int:
    body = {"token": token, "new_password": password}
    return (await world.stranger().call("PUT", "/v1/password-resets", json=body)).status_code


async def test_a_handed_link_works_once_and_its_owner_is_told(site: Site) -> None:  # AU-17
    world, mail = site
    ana = await world.person("ana")
    await ana.does(
        "PUT", "/v1/email-confirmations", json={"token": (await mail.one("ana@example.org")).token}
    )
    _, first = await rescue(world).reset_token("ana")
    _, token = await rescue(world).reset_token("ana@example.org")
    told = await mail.of("ana@example.org")
    assert {letter.subject for letter in told} == {"A link for a new password of ana was handed out"}
    assert "If that was not you" in told[0].text
    assert not any(secret in letter.text for letter in told for secret in (first, token))
    assert await resets(world, first) == 404
    assert (await ana.call("GET", "/v1/me")).status_code == 200
    assert await resets(world, token) == 204
    assert await resets(world, token, "lilies on the table") == 404
    assert (await ana.call("GET", "/v1/me")).status_code == 401
    assert [(await signs_in(world, "ana", word)).status_code for word in (PASSWORD, NEW)] == [401, 201]


async def test_the_links_of_a_password_are_ended_once_each(site: Site) -> None:
    world, _ = site
    await world.person("ana")
    _, token = await rescue(world).reset_token("ana")
    counting = Counting(world.adapters.records)
    await replace(world.api.subjects.accounts.arriving.resets, records=counting).use(token, NEW)
    assert counting.asked.count("end_links") == len(RESETTING)
    assert [(await signs_in(world, "ana", word)).status_code for word in (PASSWORD, NEW)] == [401, 201]


async def test_a_handed_link_says_nothing_about_a_mailbox(site: Site) -> None:
    world, mail = site
    await world.person("first")
    await world.person("ben")
    sent = (await mail.one("ben@example.org")).token
    await rescue(world).reset_token("ben")
    assert await mail.of("ben@example.org") == []
    _, token = await rescue(world).reset_token("ben")
    proves = await world.stranger().call("PUT", "/v1/email-confirmations", json={"token": token})
    assert proves.status_code == 404
    assert await resets(world, token) == 204
    # What came by mail still proves it, which it could not if that were done already.
    done = await world.stranger().call("PUT", "/v1/email-confirmations", json={"token": sent})
    assert done.is_success


async def test_a_handed_link_is_old_after_a_day_and_worth_nothing_to_the_suspended(clocked: Clocked) -> None:
    world, clock = clocked
    await world.person("first")
    await world.person("ana")
    _, token = await rescue(world).reset_token("ana")
    clock.advance(DAY_US)
    assert await resets(world, token) == 404
    _, token = await rescue(world).reset_token("ana")
    await world.api.subjects.accounts.credentials.leaving.suspend("ana")
    assert await resets(world, token) == 404
    with pytest.raises(Conflict):
        await rescue(world).reset_token("ana")
    with pytest.raises(NotFound):
        await rescue(world).reset_token("nobody")


async def test_a_lost_authenticator_is_turned_off_and_the_password_still_asked_for(clocked: Clocked) -> None:
    world, clock = clocked
    ana = await world.person("ana")
    _, codes = await sets_up(ana, clock)
    _, token = await rescue(world).reset_token("ana")
    assert await resets(world, token) == 204
    assert (await signs_in(world, "ana", NEW)).json()["code"] == "code_needed"
    await rescue(world).end_second_factor("ana")
    assert (await signs_in(world, "ana", "not the one")).json()["code"] == "wrong_login"
    assert (await signs_in(world, "ana", NEW)).status_code == 201
    with pytest.raises(Conflict, match="no second factor"):
        await rescue(world).end_second_factor("ana")
    again = world.stranger()
    answer = await again.call("POST", "/v1/session", json={"login": "ana", "password": NEW, "totp": codes[0]})
    assert answer.status_code == 201
