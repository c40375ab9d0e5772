"""Told while no page is open: a push service on this machine decrypts what was sent."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.notifications.push_service import Browser, PushService, push_service
from tests.world import Person, World, world_in
from tintype.kernel.ids import AccountId
from tintype.kernel.sql import Query
from tintype.media.making.pool import MediaPool
from tintype.notifications.subscriptions import SUBSCRIPTIONS_MAX, subscriptions_of
from tintype.settings import PushSettings


@pytest.fixture
async def service() -> AsyncIterator[PushService]:
    async with push_service() as service:
        yield service


@pytest.fixture
async def world(tmp_path: Path, media_pool: MediaPool) -> AsyncIterator[World]:
    """A site that may tell devices in its own network."""
    push = PushSettings(contact="mailto:ops@example.org", inside=True)
    async with world_in(tmp_path / "data", media_pool, push=push) as world:
        yield world


async def listens(person: Person, service: PushService, name: str = "phone") -> tuple[Browser, str]:
    """A browser of somebody's that asks to be told; and what it is called here."""
    browser = Browser(service, f"{person.name}-{name}")
    made = await person.does("POST", "/v1/push-subscriptions", json=browser.subscription())
    return browser, made["id"]


async def key_of(person: Person) -> str:
    return (await person.does("GET", "/v1/notifications/settings"))["push_key"]


async def test_a_comment_reaches_a_phone(world: World, service: PushService) -> None:
    ana, ben = await world.person("ana"), await world.person("ben")
    post = await ana.posts("harbour")
    await world.settle()
    phone, _ = await listens(ana, service)
    await ben.comments(post, "Lovely  harbour")
    await world.settle()
    assert phone.heard(await key_of(ana)) == [
        {
            "title": "ben commented on your post",
            "body": "Lovely harbour",
            "path": f"/p/{post}",
            "tag": service.sent[0].headers["topic"],
            "unread": 1,
        }
    ]


async def test_many_likes_wake_a_phone_once(world: World, service: PushService) -> None:  # RL-08
    ana = await world.person("ana")
    others = [await world.person(name) for name in ("ben", "cleo", "dina")]
    post = await ana.posts("harbour")
    for other in others:
        await ana.follows(other)
    await world.settle()
    phone, _ = await listens(ana, service)
    for other in others:
        await other.likes(post)
        await world.settle()
    assert [one["body"] for one in phone.heard(await key_of(ana))] == ["ben liked your post"]


async def test_likes_of_strangers_wake_nobody_unless_one_asks_for_it(
    world: World, service: PushService
) -> None:
    ana, ben = await world.person("ana"), await world.person("ben")
    post, other = await ana.posts("harbour"), await ana.posts("boats")
    await world.settle()
    phone, _ = await listens(ana, service)
    await ben.likes(post)
    await world.settle()
    assert service.sent == []
    await ana.does("PATCH", "/v1/notifications/settings", json={"kinds": {"like": {"push": "everyone"}}})
    await ben.likes(other)
    await world.settle()
    assert len(phone.heard(await key_of(ana))) == 1


async def test_what_became_invisible_before_it_left_is_not_sent(
    world: World, service: PushService
) -> None:  # AZ-36
    ana, ben, cleo = await world.person("ana"), await world.person("ben"), await world.person("cleo")
    post = await ana.posts("harbour")
    await world.settle()
    phone, _ = await listens(ben, service)
    comment = await ben.comments(post, "Lovely.")
    await world.settle()
    # The service is away when the answer is told of, and back when the answer is deleted.
    service.answers.append(b"503 Busy")
    answer = await cleo.comments(post, "A secret", parent_id=comment)
    await world.settle()
    assert len(service.sent) == 1
    await cleo.does("DELETE", f"/v1/comments/{answer}")
    await due_again(world)
    assert len(service.sent) == 1
    # The same with a block.
    another = await ben.comments(post, "Quiet there.")
    service.answers.append(b"503 Busy")
    await cleo.comments(post, "Another secret", parent_id=another)
    await world.settle()
    await cleo.blocks(ben)
    await due_again(world)
    assert [one["body"] for one in phone.heard(await key_of(ben))] == ["A secret", "Another secret"]


async def due_again(world: World) -> None:
    """Jobs that wait for another try are due now."""
    text = "UPDATE jobs SET due_us = 0 WHERE lane = 'push' AND state = 0 AND shard >= 0"
    await world.adapters.records.transact(lambda tx: tx.execute(Query("tests", text, text)))
    await world.settle()


async def test_a_service_that_was_away_gets_it_later(world: World, service: PushService) -> None:
    ana, ben = await world.person("ana"), await world.person("ben")
    phone, _ = await listens(ana, service)
    service.answers.append(b"503 Busy")
    await ben.follows(ana)
    await world.settle()
    await due_again(world)
    heard = phone.heard(await key_of(ana))
    assert [one["body"] for one in heard] == ["ben started following you"] * 2
    assert [one["path"] for one in heard] == ["/@ben"] * 2


async def test_a_refused_message_lies_where_operators_see_it(world: World, service: PushService) -> None:
    ana, ben = await world.person("ana"), await world.person("ben")
    await listens(ana, service)
    service.answers.append(b"400 Bad Request")
    await ben.follows(ana)
    await world.settle()
    assert (await world.adapters.jobs.depth())["push", "buried"] == 1


@pytest.mark.parametrize("status", [b"404 Not Found", b"410 Gone"])
async def test_a_browser_that_is_gone_is_forgotten(world: World, service: PushService, status: bytes) -> None:
    ana, ben, cleo = await world.person("ana"), await world.person("ben"), await world.person("cleo")
    await listens(ana, service)
    service.answers.append(status)
    await ben.follows(ana)
    await world.settle()
    assert (await ana.does("GET", "/v1/notifications/settings"))["devices"] == []
    await ana.does("PUT", "/v1/notifications/read", json={"until": "2100-01-01T00:00:00Z"})
    await cleo.follows(ana)
    await world.settle()
    assert len(service.sent) == 1


async def test_who_signs_out_is_told_nothing_there_any_more(
    world: World, service: PushService
) -> None:  # LC-08, AZ-27
    ana, ben = await world.person("ana"), await world.person("ben")
    phone, _ = await listens(ana, service)
    other = world.stranger()
    other.name = "ana"
    await other.signs_in()
    tablet, _ = await listens(other, service, "tablet")
    await ana.does("DELETE", "/v1/session")
    await world.settle()
    await ben.follows(other)
    await world.settle()
    assert phone.heard(await key_of(other)) == []
    assert len(tablet.heard(await key_of(other))) == 1


@pytest.mark.parametrize(
    "text",
    [
        "UPDATE sessions SET expires_us = 1 WHERE shard >= 0",
        "UPDATE accounts SET state = 1 WHERE shard >= 0 AND id = :id",
    ],
)
async def test_a_session_that_ran_out_and_a_suspended_account_hear_nothing(
    world: World, service: PushService, text: str
) -> None:  # LC-08
    ana, ben = await world.person("ana"), await world.person("ben")
    await listens(ana, service)
    await ben.follows(ana)
    arguments = {"id": int(ana.id)} if ":id" in text else {}
    query = Query("tests", text, text)
    await world.adapters.records.transact(lambda tx: tx.execute(query, **arguments))
    await world.settle()
    assert service.sent == []


async def test_what_has_been_read_is_not_sent(world: World, service: PushService) -> None:
    ana, ben = await world.person("ana"), await world.person("ben")
    phone, _ = await listens(ana, service)
    service.answers.append(b"503 Busy")
    await ben.follows(ana)
    await world.settle()
    await ana.does("PUT", "/v1/notifications/read", json={"until": "2100-01-01T00:00:00Z"})
    await due_again(world)
    assert len(phone.heard(await key_of(ana))) == 1


async def test_devices_are_listed_without_their_addresses_and_are_ones_own(
    world: World, service: PushService
) -> None:  # AZ-31
    ana, ben = await world.person("ana"), await world.person("ben")
    phone, id = await listens(ana, service)
    answer = await ana.call("GET", "/v1/notifications/settings")
    assert phone.endpoint not in answer.text
    (device,) = answer.json()["devices"]
    assert (device["id"], device["current"]) == (id, True)
    assert (await ben.call("DELETE", f"/v1/push-subscriptions/{id}")).status_code == 404
    # The same browser again is the same device; more than twenty make the oldest give way.
    assert (await ana.does("POST", "/v1/push-subscriptions", json=phone.subscription()))["id"] == id
    for number in range(SUBSCRIPTIONS_MAX):
        await listens(ana, service, str(number))
    there = await world.adapters.records.look(
        lambda reading: subscriptions_of(reading, AccountId(int(ana.id)))
    )
    assert len(there) == SUBSCRIPTIONS_MAX
    assert phone.endpoint not in {one.address.endpoint for one in there}
    await ana.does("DELETE", f"/v1/push-subscriptions/{there[0].id}")
    assert (await ana.call("DELETE", f"/v1/push-subscriptions/{there[0].id}")).status_code == 404


async def test_keys_that_are_none_are_refused(world: World, service: PushService) -> None:
    ana = await world.person("ana")
    good = Browser(service, "a").subscription()
    for changed, field in (
        ({"keys": {**good["keys"], "p256dh": "AAAA"}}, "endpoint"),
        ({"keys": {**good["keys"], "p256dh": "BA" + "A" * 85}}, "endpoint"),
        ({"keys": {**good["keys"], "auth": "AAAA"}}, "endpoint"),
        ({"keys": {**good["keys"], "auth": "ä"}}, "keys.auth"),
        ({"keys": {**good["keys"], "p256dh": "A" * 500}}, "keys.p256dh"),
        ({"endpoint": "https://push.example/" + "a" * 3000}, "endpoint"),
    ):
        answer = await ana.call("POST", "/v1/push-subscriptions", json={**good, **changed})
        assert (answer.status_code, list(answer.json()["fields"])) == (422, [field]), changed


async def test_addresses_inside_are_refused_at_the_door(
    tmp_path: Path, media_pool: MediaPool, service: PushService
) -> None:  # SS-01, SS-02
    async with world_in(tmp_path / "data", media_pool) as world:
        ana = await world.person("ana")
        good = Browser(service, "a").subscription()
        for endpoint in (
            good["endpoint"],
            "https://127.0.0.1/push",
            "https://[::1]/push",
            "https://169.254.169.254/latest",
            "https://localhost/push",
            "file:///etc/passwd",
            "https://push.example:22/",
        ):
            answer = await ana.call("POST", "/v1/push-subscriptions", json={**good, "endpoint": endpoint})
            assert answer.status_code == 422, endpoint
        # A name is taken: where it leads is looked at each time something leaves.
        await ana.does(
            "POST", "/v1/push-subscriptions", json={**good, "endpoint": "https://push.example/abc"}
        )
