"""E-mail addresses: confirmed, changed, and never told to those who only guess."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.features.letters import Mailboxes, mailing_world
from tests.world import PASSWORD, Person, World
from tintype.media.making.pool import MediaPool
from tintype.settings import AccountSettings

Site = tuple[World, Mailboxes]


@pytest.fixture
async def site(tmp_path: Path, media_pool: MediaPool) -> AsyncIterator[Site]:
    async with mailing_world(tmp_path, media_pool) as found:
        yield found


async def confirmed(site: Site, name: str) -> Person:
    """Somebody who has signed up and opened the letter."""
    world, mail = site
    person = await world.person(name)
    await confirms(person, (await mail.one(f"{name}@example.org")).token)
    return person


async def confirms(person: Person, token: str) -> None:
    await person.does("PUT", "/v1/email-confirmations", json={"token": token})


async def state(person: Person) -> str:
    return (await person.does("GET", "/v1/me"))["email_state"]


async def test_a_new_address_is_confirmed_by_the_link_once(site: Site) -> None:
    world, mail = site
    ana = await world.person("ana")
    assert await state(ana) == "unconfirmed"
    token = (await mail.one("ana@example.org")).token
    await confirms(world.stranger(), token)  # In whatever browser the letter is opened.
    assert await state(ana) == "confirmed"
    again = await world.stranger().call("PUT", "/v1/email-confirmations", json={"token": token})
    assert (again.status_code, again.json()["code"]) == (404, "link_gone")


async def test_the_letter_is_sent_again_when_asked_for(site: Site) -> None:
    world, mail = site
    ana = await world.person("ana")
    first = (await mail.one("ana@example.org")).token
    assert (await ana.call("POST", "/v1/me/email-confirmations")).status_code == 202
    second = (await mail.one("ana@example.org")).token
    assert first != second
    await confirms(ana, first)  # The slower of two letters is as good.
    gone = await ana.call("PUT", "/v1/email-confirmations", json={"token": second})
    assert gone.status_code == 404


@pytest.mark.parametrize("token", ["", "x", "A" * 43, "_" * 43, "é" * 43, "A" * 10_000, "\0" * 43])
async def test_links_that_were_never_made_open_nothing(site: Site, token: str) -> None:  # AU-17
    answer = await site[0].stranger().call("PUT", "/v1/email-confirmations", json={"token": token})
    assert (answer.status_code, answer.json()["code"]) == (404, "link_gone")


async def test_those_who_have_not_confirmed_look_and_no_more_where_a_site_says_so(
    tmp_path: Path, media_pool: MediaPool
) -> None:  # AP-25
    async with mailing_world(tmp_path, media_pool, AccountSettings(unconfirmed="read")) as site:
        world, mail = site
        founder = await world.person("founder")
        post = await founder.posts("Harbour.")
        await world.settle()
        ana = await world.person("ana")
        assert await state(ana) == "required"
        assert await ana.opens(post) == 200
        for method, path in (
            ("PUT", f"/v1/posts/{post}/like"),
            ("PUT", f"/v1/users/{founder.id}/follow"),
            ("POST", "/v1/invites"),
        ):
            answer = await ana.call(method, path, json={})
            assert (answer.status_code, answer.json()["code"]) == (403, "email_unconfirmed"), path
        assert (await ana.call("POST", "/v1/me/email-confirmations")).status_code == 202
        await ana.does("DELETE", "/v1/sessions")
        await confirms(ana, (await mail.of("ana@example.org"))[0].token)
        await world.adapters.tail.catch_up()
        await ana.likes(post)
        assert await state(ana) == "confirmed"


async def test_an_address_that_is_taken_is_told_to_nobody_but_its_owner(site: Site) -> None:  # EN-03
    world, mail = site
    await confirmed(site, "ana")
    fresh, taken = world.stranger(), world.stranger()
    answers = [
        await each.call("POST", "/v1/accounts", json={"username": name, "email": email, "password": PASSWORD})
        for each, name, email in ((fresh, "benn", "benn@example.org"), (taken, "mona", "ANA@example.org"))
    ]
    bodies = [answer.json() for answer in answers]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert set(bodies[0]["user"]) == set(bodies[1]["user"])
    assert len(answers[0].content) == len(answers[1].content) + len("benn@example.org") - len(
        "ana@example.org"
    )
    letter = await mail.one("ana@example.org")
    assert letter.subject == "You have an account already"
    assert "sign in as ana" in letter.text
    # Nor does signing in by the address tell: neither of the two has proven theirs.
    for email in ("benn@example.org", "ana@example.org"):
        body = {"login": email, "password": PASSWORD + "!"}
        assert (await world.stranger().call("POST", "/v1/session", json=body)).status_code == 401
    body = {"login": "benn@example.org", "password": PASSWORD}
    assert (await world.stranger().call("POST", "/v1/session", json=body)).status_code == 401
    for person, found in zip((fresh, taken), bodies, strict=True):
        person.csrf = found["csrf"]
        assert (await person.call("POST", "/v1/me/email-confirmations")).status_code == 202


async def test_whoever_proves_an_address_first_has_it(site: Site) -> None:  # AU-20
    world, mail = site
    squatter, ana = world.stranger(), world.stranger()
    for person, name in ((squatter, "squatter"), (ana, "ana")):
        body = {"username": name, "email": "ana@example.org", "password": PASSWORD}
        await person.does("POST", "/v1/accounts", json=body)
        await world.settle()
    letters = {letter.text.split(",")[0]: letter for letter in await mail.of("ana@example.org")}
    await confirms(ana, letters["Hello ana"].token)
    refused = await squatter.call(
        "PUT", "/v1/email-confirmations", json={"token": letters["Hello squatter"].token}
    )
    assert (refused.status_code, refused.json()["code"]) == (409, "taken")
    body = {"login": "ana@example.org", "password": PASSWORD}
    assert (await world.stranger().does("POST", "/v1/session", json=body))["user"]["username"] == "ana"


async def test_of_two_who_prove_an_address_at_once_one_has_it(site: Site) -> None:  # AU-20
    world, mail = site
    tokens: list[str] = []
    for name in ("ana", "anna"):
        body = {"username": name, "email": "same@example.org", "password": PASSWORD}
        await world.stranger().does("POST", "/v1/accounts", json=body)
        tokens.append((await mail.one("same@example.org")).token)
    answers = await asyncio.gather(
        *(
            world.stranger().call("PUT", "/v1/email-confirmations", json={"token": each})
            for each in tokens * 3
        )
    )
    statuses = sorted(answer.status_code for answer in answers)
    assert statuses[0] == 204
    assert statuses.count(204) == 1
    assert set(statuses[1:]) <= {404, 409}


async def test_another_address_takes_effect_when_it_is_confirmed_and_the_old_one_is_told(site: Site) -> None:
    world, mail = site
    ana = await confirmed(site, "ana")
    wrong = await ana.call(
        "PUT", "/v1/me/email", json={"email": "new@example.org", "password": "not it at all"}
    )
    assert wrong.json()["fields"] == {"password": ["wrong"]}
    change = {"email": "New@example.org", "password": PASSWORD}
    assert await ana.does("PUT", "/v1/me/email", json=change) == {"state": "asked"}
    assert (await mail.one("ana@example.org")).subject == "Somebody wants to change your e-mail address"
    assert (await ana.does("GET", "/v1/me"))["email"] == "ana@example.org"
    await confirms(world.stranger(), (await mail.one("new@example.org")).token)
    me = await ana.does("GET", "/v1/me")
    assert (me["email"], me["email_state"]) == ("new@example.org", "confirmed")
    told = await mail.one("ana@example.org")
    assert told.subject == "Your e-mail address has changed"
    assert "new@example.org" in told.text
    # The old address is nobody's now.
    await confirmed(site, "another")
    ben = await world.person("ben")
    await mail.of("ben@example.org")
    await ben.does("PUT", "/v1/me/email", json={"email": "ana@example.org", "password": PASSWORD})
    await confirms(ben, (await mail.one("ana@example.org")).token)


async def test_an_address_of_somebody_else_is_not_taken_by_a_change(site: Site) -> None:  # EN-03
    _, mail = site
    await confirmed(site, "ana")
    ben = await confirmed(site, "ben")
    change = {"email": "ana@example.org", "password": PASSWORD}
    assert await ben.does("PUT", "/v1/me/email", json=change) == {"state": "asked"}
    assert (await mail.one("ana@example.org")).subject == "You have an account already"
    assert (await ben.does("GET", "/v1/me"))["email"] == "ben@example.org"


@pytest.mark.parametrize(
    "email",
    ["a@evil.example(@good.example)", "a@b.example\r\nBcc: c@d.example", "a@@b.example", "a@b", "x" * 330],
)
async def test_addresses_that_play_tricks_are_refused(site: Site, email: str) -> None:  # AU-18
    ana = await confirmed(site, "ana")
    answer = await ana.call("PUT", "/v1/me/email", json={"email": email, "password": PASSWORD})
    assert answer.status_code == 422
    assert "email" in answer.json()["fields"]


async def test_without_mail_an_address_changes_at_once(world: World) -> None:
    ana, _ = await world.person("ana"), await world.person("ben")
    assert (await ana.does("GET", "/v1/me"))["email_state"] == "unchecked"
    assert (await ana.call("POST", "/v1/me/email-confirmations")).json()["code"] == "no_mail"
    taken = await ana.call("PUT", "/v1/me/email", json={"email": "ben@example.org", "password": PASSWORD})
    assert (taken.status_code, taken.json()["fields"]) == (409, {"email": ["taken"]})
    change = {"email": "new@example.org", "password": PASSWORD}
    assert await ana.does("PUT", "/v1/me/email", json=change) == {"state": "changed"}
    for email, status in (("new@example.org", 201), ("ana@example.org", 401)):
        body = {"login": email, "password": PASSWORD}
        assert (await world.stranger().call("POST", "/v1/session", json=body)).status_code == status


async def test_letters_are_counted_by_mailbox_whatever_its_spelling(site: Site) -> None:  # RL-05, RL-09
    world, mail = site
    spellings = [
        "ana@example.org",
        "ANA@example.org",
        "a.n.a@example.org",
        "ana+news@example.org",
        "a.na+x@example.org",
    ]
    statuses = [
        (await world.stranger().call("POST", "/v1/password-resets", json={"login": each})).status_code
        for each in [*spellings, "an.a@example.org"]
    ]
    assert statuses == [202] * 5 + [429]
    other = await world.stranger().call("POST", "/v1/password-resets", json={"login": "ben@example.org"})
    assert other.status_code == 202
    assert await mail.of("ana@example.org") == []


async def test_letters_are_counted_by_who_asks(site: Site) -> None:  # RL-05, RL-09
    world, _ = site
    most = world.api.subjects.accounts.resets.tries.most.letters_per_address
    statuses = [
        (await world.stranger().call("POST", "/v1/password-resets", json={"login": f"person{n}"})).status_code
        for n in range(most + 1)
    ]
    assert statuses == [202] * most + [429]


async def test_a_sign_in_with_a_browser_that_was_never_seen_is_told(site: Site) -> None:
    world, mail = site
    ana = await confirmed(site, "ana")
    phone = world.stranger()
    phone.client.headers["user-agent"] = "Phone <b>"
    await phone.does("POST", "/v1/session", json={"login": "ana", "password": PASSWORD})
    letter = await mail.one("ana@example.org")
    assert letter.subject == "New sign-in to your account"
    assert "Device: Phone <b>" in letter.text
    assert "127.0.0.1" in letter.text
    for person in (phone, ana):
        await person.does("POST", "/v1/session", json={"login": "ana", "password": PASSWORD})
    assert await mail.of("ana@example.org") == []


async def test_whoever_makes_a_token_is_told(site: Site) -> None:
    world, mail = site
    ana = await confirmed(site, "ana")
    body = {"name": "Backup <b>", "scopes": ["read"]}
    await ana.does("POST", "/v1/tokens", json=body)
    letter = await mail.one("ana@example.org")
    assert letter.subject == "A program has access to your account"
    assert "“Backup <b>”. Address: 127.0.0.1" in letter.text
    login = {"login": "ana", "password": PASSWORD, "name": "cron"}
    await world.stranger().does("POST", "/v1/tokens", json=body | login)
    assert "“cron”" in (await mail.one("ana@example.org")).text
    wrong = await world.stranger().call(
        "POST", "/v1/tokens", json=body | login | {"password": "not this one"}
    )
    assert wrong.status_code == 401
    assert await mail.of("ana@example.org") == []
