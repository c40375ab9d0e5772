"""The authenticator app and its recovery codes. AU-19: no code is good twice, and nothing goes around it."""

from __future__ import annotations

import re

from pyotp.totp import TOTP

from tests.credentials.rooms import signs_in, tries, who
from tests.world import PASSWORD, Clocked, Person, World
from tintype.kernel.clock import MINUTE_US, SECOND_US, ManualClock

STEP_US = 30 * SECOND_US


class App:
    """An authenticator app that has scanned what it was shown."""

    def __init__(self, secret: str, clock: ManualClock) -> None:
        self._totp = TOTP(secret)
        self._clock = clock

    def code(self, steps: int = 0) -> str:
        """What it shows now, or so many half minutes from now."""
        return self._totp.generate_otp(self._clock.now_us() // STEP_US + steps)


async def sets_up(person: Person, clock: ManualClock) -> tuple[App, list[str]]:
    begun = await person.does("POST", "/v1/totp")
    app = App(begun["secret"], clock)
    codes = (await person.does("PUT", "/v1/totp", json={"code": app.code()}))["codes"]
    clock.advance(STEP_US)
    return app, codes


async def test_a_password_is_not_enough_any_more(clocked: Clocked) -> None:
    world, clock = clocked
    ana = await world.person("ana")
    assert await ana.does("GET", "/v1/totp") == {"state": "off", "recovery_codes": 0}
    app, codes = await sets_up(ana, clock)
    assert len(set(codes)) == 10
    assert all(re.fullmatch(r"[2-9a-z]{5}-[2-9a-z]{5}", code) for code in codes)
    assert await ana.does("GET", "/v1/totp") == {"state": "on", "recovery_codes": 10}
    bare = await signs_in(world, "ana")
    assert (bare.status_code, bare.json()["code"]) == (401, "code_needed")
    assert "set-cookie" not in bare.headers
    wrong = await signs_in(world, "ana", totp=app.code(5))
    assert (wrong.status_code, wrong.json()["code"]) == (401, "wrong_code")
    assert (await signs_in(world, "ana", totp=app.code())).status_code == 201


async def test_a_wrong_password_does_not_tell_of_the_second_factor(clocked: Clocked) -> None:
    world, clock = clocked
    ana = await world.person("ana")
    await sets_up(ana, clock)
    assert (await signs_in(world, "ana", "not the one")).json()["code"] == "wrong_login"


async def test_a_code_is_good_once(clocked: Clocked) -> None:  # AU-19
    world, clock = clocked
    ana = await world.person("ana")
    app, _ = await sets_up(ana, clock)
    code = app.code()
    assert (await signs_in(world, "ana", totp=code)).status_code == 201
    assert (await signs_in(world, "ana", totp=code)).json()["code"] == "wrong_code"
    # Nor is one from before the last that was taken.
    assert (await signs_in(world, "ana", totp=app.code(-1))).json()["code"] == "wrong_code"
    assert (await signs_in(world, "ana", totp=app.code(1))).status_code == 201


async def test_a_code_of_two_steps_away_is_refused(clocked: Clocked) -> None:  # AU-19
    world, clock = clocked
    ana = await world.person("ana")
    app, _ = await sets_up(ana, clock)
    for steps in (-2, 2, 3):
        assert (await signs_in(world, "ana", totp=app.code(steps))).json()["code"] == "wrong_code", steps


async def test_guessing_ends_after_ten(clocked: Clocked) -> None:  # AU-19
    world, clock = clocked
    ana = await world.person("ana")
    app, _ = await sets_up(ana, clock)
    right = app.code()
    guesses = [f"{(int(right) + n) % 1_000_000:06}" for n in range(7, 20)]
    statuses = [(await signs_in(world, "ana", totp=guess)).status_code for guess in guesses]
    assert statuses[:10] == [401] * 10
    assert set(statuses[10:]) == {429}
    assert (await signs_in(world, "ana", totp=app.code())).status_code == 429
    clock.advance(16 * MINUTE_US)
    assert (await signs_in(world, "ana", totp=app.code())).status_code == 201


async def test_a_recovery_code_is_good_once(clocked: Clocked) -> None:  # AU-19
    world, clock = clocked
    ana = await world.person("ana")
    _, codes = await sets_up(ana, clock)
    written = codes[3].upper().replace("-", " ")
    assert (await signs_in(world, "ana", totp=written)).status_code == 201
    assert (await signs_in(world, "ana", totp=codes[3])).json()["code"] == "wrong_code"
    assert (await ana.does("GET", "/v1/totp"))["recovery_codes"] == 9
    fresh = (await ana.does("POST", "/v1/totp/recovery-codes"))["codes"]
    assert not set(fresh) & set(codes)
    assert (await signs_in(world, "ana", totp=codes[4])).json()["code"] == "wrong_code"
    assert (await signs_in(world, "ana", totp=fresh[0])).status_code == 201


async def test_one_persons_recovery_codes_are_not_anothers(clocked: Clocked) -> None:
    world, clock = clocked
    ana, ben = await world.person("ana"), await world.person("ben")
    _, codes = await sets_up(ana, clock)
    await sets_up(ben, clock)
    assert (await signs_in(world, "ben", totp=codes[0])).json()["code"] == "wrong_code"


async def test_it_is_not_turned_off_by_a_session_that_was_left_open(clocked: Clocked) -> None:  # AU-19
    world, clock = clocked
    ana = await world.person("ana")
    app, _ = await sets_up(ana, clock)
    clock.advance(20 * MINUTE_US)
    for method, path in (("DELETE", "/v1/totp"), ("POST", "/v1/totp/recovery-codes")):
        answer = await ana.call(method, path)
        assert (answer.status_code, answer.json()["code"]) == (403, "proof_needed")
    # The password alone is no proof where there is a second factor.
    bare = await ana.call("PUT", "/v1/session/proof", json={"password": PASSWORD})
    assert (bare.status_code, bare.json()["code"]) == (401, "code_needed")
    await ana.does("PUT", "/v1/session/proof", json={"password": PASSWORD, "totp": app.code()})
    await ana.does("DELETE", "/v1/totp")
    assert (await signs_in(world, "ana")).status_code == 201
    assert await ana.does("GET", "/v1/totp") == {"state": "off", "recovery_codes": 0}


async def test_a_program_needs_the_code_as_well(clocked: Clocked) -> None:  # AU-19
    world, clock = clocked
    ana = await world.person("ana")
    app, _ = await sets_up(ana, clock)
    body = {"name": "backup", "scopes": ["read"], "login": "ana", "password": PASSWORD}
    client = world.stranger().client
    bare = await client.post("/v1/tokens", json=body)
    assert (bare.status_code, bare.json()["code"]) == (401, "code_needed")
    made = await client.post("/v1/tokens", json=body | {"totp": app.code()})
    assert made.status_code == 201


async def test_another_password_leaves_it_on(clocked: Clocked) -> None:  # AU-19
    world, clock = clocked
    ana = await world.person("ana")
    app, _ = await sets_up(ana, clock)
    await ana.does("PUT", "/v1/me/password", json={"password": PASSWORD, "new_password": "roses by the door"})
    assert (await signs_in(world, "ana", "roses by the door")).json()["code"] == "code_needed"
    assert (await signs_in(world, "ana", "roses by the door", totp=app.code())).status_code == 201


async def test_it_counts_once_a_code_was_shown(clocked: Clocked) -> None:
    world, clock = clocked
    ana = await world.person("ana")
    assert (await ana.call("PUT", "/v1/totp", json={"code": "123456"})).status_code == 404
    begun = await ana.does("POST", "/v1/totp")
    assert begun["address"].startswith("otpauth://totp/Tintype:ana?secret=")
    assert begun["path"].startswith("M0 0h1v1h-1z")
    assert 21 <= begun["size"] <= 57
    assert (await signs_in(world, "ana")).status_code == 201
    wrong = await ana.call("PUT", "/v1/totp", json={"code": "12345x"})
    assert (wrong.status_code, wrong.json()["fields"]) == (422, {"code": ["wrong"]})
    again = await ana.does("POST", "/v1/totp")
    assert again["secret"] != begun["secret"]
    old = App(begun["secret"], clock)
    assert (await ana.call("PUT", "/v1/totp", json={"code": old.code()})).status_code == 422
    await ana.does("PUT", "/v1/totp", json={"code": App(again["secret"], clock).code()})
    assert (await ana.call("POST", "/v1/totp")).json()["code"] == "factor_on"
    assert (await ana.call("PUT", "/v1/totp", json={"code": "123456"})).json()["code"] == "factor_on"


async def test_neither_secret_nor_codes_lie_in_the_records(world: World) -> None:
    ana = await world.person("ana")
    begun = await ana.does("POST", "/v1/totp")
    app = TOTP(begun["secret"])
    codes = (await ana.does("PUT", "/v1/totp", json={"code": app.generate_otp(_step(world))}))["codes"]
    if world.adapters.settings.storage.records:
        return
    folder = world.adapters.settings.storage.data
    stored = b"".join(path.read_bytes() for path in folder.glob("tintype.db*"))
    assert begun["secret"].encode() not in stored
    assert app.byte_secret() not in stored
    assert not [code for code in codes if code.encode() in stored or code.replace("-", "").encode() in stored]


def _step(world: World) -> int:
    return world.adapters.clock.now_us() // STEP_US


async def test_a_cookie_from_before_does_not_go_around_it(clocked: Clocked) -> None:  # AU-06
    world, clock = clocked
    ana = await world.person("ana")
    await sets_up(ana, clock)
    before = ana.client.cookies["tintype"]
    app_needed = await tries(ana, "ana")
    assert app_needed.json()["code"] == "code_needed"
    assert ana.client.cookies["tintype"] == before
    assert await who(ana) == "ana"
