"""Taking a rest, leaving for good, being shut out: all is hidden at once, and what comes back is what was there."""

from __future__ import annotations

from typing import Any

import httpx

from tests.credentials.rooms import signs_in, tries, who
from tests.credentials.test_passkeys import adds, comes_in, phone
from tests.live_line import line_of
from tests.world import PASSWORD, Clocked, Person, World
from tintype.accounts import Leaving
from tintype.kernel.clock import DAY_US, MINUTE_US
from tintype.realtime.hub import CLOSE_SESSION_ENDED


async def seen_of(ana: Person, post: str, by: Person) -> dict[str, Any]:
    """Everything that somebody else is shown of an account and what it did."""
    paths = [
        f"/v1/users/{ana.id}",
        "/v1/users/@ana",
        f"/v1/users/{ana.id}/posts",
        f"/v1/users/{ana.id}/followers",
        f"/v1/users/{by.id}/followers",
        f"/v1/users/{by.id}/following",
        f"/v1/posts/{post}",
        f"/v1/posts/{post}/likes",
        f"/v1/posts/{post}/comments",
        "/v1/timelines/home",
        "/v1/timelines/tags/harbour",
        "/v1/me/saved",
        "/v1/suggestions",
    ]
    answers = {path: await by.call("GET", path) for path in paths}
    return {path: (answer.status_code, _steady(answer)) for path, answer in answers.items()}


def _steady(answer: httpx.Response) -> Any:
    """What an answer says, without the number of the request and signatures that change with the hour."""
    body = answer.json()
    body.pop("request_id", None)
    return body


async def lives(world: World) -> tuple[Person, Person, str, str]:
    """Ana and Ben follow each other; Ana has a post, and has liked and said something under Ben's."""
    ana, ben = await world.person("ana"), await world.person("ben")
    await ana.follows(ben)
    await ben.follows(ana)
    mine = await ana.posts("At the #harbour")
    his = await ben.posts("At home")
    await world.settle()
    await ben.likes(mine)
    await ben.saves(mine)
    await ben.comments(mine, "Lovely.")
    await ana.likes(his)
    await ana.comments(his, "So calm.")
    await world.settle()
    return ana, ben, mine, his


async def test_resting_hides_everything_and_signing_in_brings_it_back(world: World) -> None:  # LC-04
    ana, ben, mine, his = await lives(world)
    before = await seen_of(ana, mine, ben), await seen_of(ana, his, ben)
    own = await ana.does("GET", "/v1/me"), await ana.home()
    answer = await ana.call("POST", "/v1/me/rest")
    assert answer.status_code == 204
    # At once: nothing has had time to run.
    assert (await ben.call("GET", f"/v1/users/{ana.id}")).status_code == 404
    assert await ben.opens(mine) == 404
    for post in (mine, his):
        for path, (status, said) in (await seen_of(ana, post, ben)).items():
            assert not [word for word in ("ana", "So calm.", mine) if word in str(said)], (path, status, said)
    assert await who(ana) is None
    assert (await tries(ana, "ana")).status_code == 201
    await world.settle()
    for post, were in zip((mine, his), before, strict=True):
        now = await seen_of(ana, post, ben)
        assert {path: now[path] for path in were if now[path] != were[path]} == {}
    assert (await ana.does("GET", "/v1/me"), await ana.home()) == own


async def test_its_pictures_are_hidden_too(world: World) -> None:  # LC-04
    ana, ben, mine, _ = await lives(world)
    url = (await ben.card(mine))["media"][0]["url"].replace("{variant}", "small").replace("{ext}", "jpg")
    assert (await ben.call("GET", url)).status_code == 200
    await ana.does("POST", "/v1/me/rest")
    assert (await ben.call("GET", url)).status_code == 404
    assert (await world.stranger().call("GET", url)).status_code == 404
    await tries(ana, "ana")
    assert (await ben.call("GET", url)).status_code == 200


async def test_other_browsers_and_programs_are_out(world: World) -> None:  # LC-04, AU-07
    ana = await world.person("ana")
    phone_of_ana = world.stranger()
    await tries(phone_of_ana, "ana")
    made = await ana.does("POST", "/v1/tokens", json={"name": "robot", "scopes": ["read"]})
    robot = world.stranger().client
    robot.headers["authorization"] = f"Bearer {made['token']}"
    assert (await robot.get("/v1/me")).status_code == 200
    await ana.does("POST", "/v1/me/rest")
    assert await who(phone_of_ana) is None
    assert (await robot.get("/v1/me")).status_code == 401
    body = {"name": "a", "scopes": ["read"], "login": "ana", "password": PASSWORD}
    refused = await world.stranger().client.post("/v1/tokens", json=body)
    assert (refused.status_code, refused.json()["code"]) == (403, "resting")
    await tries(ana, "ana")
    assert (await robot.get("/v1/me")).status_code == 200  # As it was before.
    assert await who(phone_of_ana) is None


async def test_an_open_socket_is_closed(world: World) -> None:  # LC-04
    ana = await world.person("ana")
    async with line_of(ana) as line:
        assert (await line.next())["type"] == "hello"
        await ana.does("POST", "/v1/me/rest")
        await world.adapters.tail.catch_up()
        assert await line.next() == {"closed": CLOSE_SESSION_ENDED}


async def test_a_passkey_brings_it_back_too(world: World) -> None:
    ana, ben = await world.person("ana"), await world.person("ben")
    device = phone(world)
    await adds(ana, device)
    await ana.does("POST", "/v1/me/rest")
    assert (await comes_in(world, device)).status_code == 201
    assert (await ben.call("GET", "/v1/users/@ana")).status_code == 200


async def test_leaving_waits_for_thirty_days_and_signing_in_stays(clocked: Clocked) -> None:
    world, clock = clocked
    ana, ben = await world.person("ana"), await world.person("ben")
    answer = await ana.does("DELETE", "/v1/me")
    assert answer["erased_at"]
    assert (await ben.call("GET", "/v1/users/@ana")).status_code == 404
    clock.advance(30 * DAY_US - MINUTE_US)
    await world.settle()
    assert (await tries(ana, "ana")).status_code == 201
    assert (await ben.call("GET", "/v1/users/@ana")).status_code == 200
    clock.advance(2 * DAY_US)
    await world.settle()
    assert (await ben.call("GET", "/v1/users/@ana")).status_code == 200


async def test_who_leaves_twice_leaves_on_the_later_day(clocked: Clocked) -> None:
    world, clock = clocked
    ana = await world.person("ana")
    await ana.does("DELETE", "/v1/me")
    clock.advance(20 * DAY_US)
    await tries(ana, "ana")
    await ana.does("DELETE", "/v1/me")
    clock.advance(11 * DAY_US)  # The day that was first said.
    await world.settle()
    assert (await signs_in(world, "ana")).status_code == 201


async def test_neither_is_done_by_a_session_that_was_left_open(clocked: Clocked) -> None:
    world, clock = clocked
    ana = await world.person("ana")
    clock.advance(16 * MINUTE_US)
    for method, path in (("POST", "/v1/me/rest"), ("DELETE", "/v1/me")):
        answer = await ana.call(method, path)
        assert (answer.status_code, answer.json()["code"]) == (403, "proof_needed")
    assert await who(ana) == "ana"


async def test_a_suspended_account_is_shut_out_everywhere(world: World) -> None:  # LC-08
    ana, ben, mine, _ = await lives(world)
    made = await ana.does("POST", "/v1/tokens", json={"name": "robot", "scopes": ["read", "write"]})
    robot = world.stranger().client
    robot.headers["authorization"] = f"Bearer {made['token']}"
    device = phone(world)
    await adds(ana, device)
    ticket = await ana.does(
        "POST", "/v1/uploads", json={"bytes": 1000, "type": "image/jpeg", "sha256": "0" * 64}
    )
    leaving = Leaving(world.adapters.records, world.api.subjects.accounts.sessions)
    async with line_of(ana) as line:
        assert (await line.next())["type"] == "hello"
        await leaving.suspend("ana")
        await world.adapters.tail.catch_up()
        assert await line.next() == {"closed": CLOSE_SESSION_ENDED}
    assert await who(ana) is None
    assert (await robot.get("/v1/me")).status_code == 401
    assert (await robot.patch("/v1/me", json={"bio": "x"})).status_code == 401
    assert (await ana.call("POST", f"/v1/uploads/{ticket['id']}/complete")).status_code == 401
    assert (await signs_in(world, "ana")).json()["code"] == "wrong_login"
    assert (await comes_in(world, device)).status_code == 403
    assert await ben.opens(mine) == 404
    await leaving.restore("ana")
    await world.adapters.tail.catch_up()
    assert await ben.opens(mine) == 200
    assert (await robot.get("/v1/me")).status_code == 200
