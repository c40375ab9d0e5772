"""Sign in: by name or address, bounded for guessers, not for owners; tokens for programs; another password."""

import time

import pytest

from tests.accounts.conftest import HERE, PASSWORD, House, house_on
from tests.ground import Ground
from tintype.accounts import Caller, Passwords
from tintype.accounts.model import SessionKind
from tintype.accounts.signing_in import WrongLogin
from tintype.accounts.tries import network
from tintype.accounts.wanted_tokens import NewToken
from tintype.kernel.clock import MINUTE_US
from tintype.kernel.pages import TOP
from tintype.kernel.problems import Conflict, Forbidden, Invalid, TooMany
from tintype.kernel.viewer import Scope


@pytest.mark.parametrize("login", ["ana.silva", "Ana.Silva", "@ana.silva", " ANA@EXAMPLE.ORG "])
async def test_by_username_or_address_in_any_case(house: House, login: str) -> None:
    await house.sign_up("Ana.Silva", email="ana@example.org")
    assert await house.sessions.recognise((await house.sign_in(login)).token)


@pytest.mark.parametrize("login", ["", "@", "ben", "ana1", "ben@example.org", "x" * 100_000, "\ud800", "a\0"])
async def test_nobody_and_a_wrong_password_are_told_the_same(house: House, login: str) -> None:
    await house.sign_up("anal", email="ana@example.org")
    with pytest.raises(WrongLogin) as nobody:
        await house.sign_in(login)
    with pytest.raises(WrongLogin) as wrong:
        await house.sign_in("anal", "another password")
    assert (nobody.value.code, nobody.value.detail) == (wrong.value.code, wrong.value.detail)


async def test_guessing_one_account_is_stopped_within_ten_tries(house: House) -> None:  # AU-01
    await house.sign_up("ana")
    refusals = 0
    for n in range(20):
        with pytest.raises((WrongLogin, TooMany)) as refused:
            await house.sign_in("ana", f"guess number {n}", Caller(f"198.51.100.{n}"))
        refusals += isinstance(refused.value, TooMany)
    assert refusals == 10
    with pytest.raises(TooMany):
        await house.sign_in("ana", PASSWORD, Caller("203.0.113.9"))
    house.ground.clock.advance(16 * MINUTE_US)
    await house.sign_in("ana", PASSWORD, Caller("203.0.113.9"))


async def test_an_owner_gets_in_while_others_guess(house: House) -> None:  # AU-01
    ana = await house.viewer(await house.sign_up("ana"))
    ben = await house.viewer(await house.sign_up("ben"))
    for n in range(12):
        with pytest.raises((WrongLogin, TooMany)):
            await house.sign_in("ana", f"guess number {n}", Caller(f"198.51.100.{n}"))
    known = Caller("203.0.113.9", device=house.sessions.seals.device_of(ana.account_id))
    await house.sign_in("ana", PASSWORD, known)
    stranger = Caller("203.0.113.9", device=house.sessions.seals.device_of(ben.account_id))
    with pytest.raises(TooMany):
        await house.sign_in("ana", PASSWORD, stranger)


async def test_a_known_browser_has_its_own_ten_tries(house: House) -> None:  # AU-01
    ana = await house.viewer(await house.sign_up("ana"))
    stolen = Caller("203.0.113.9", device=house.sessions.seals.device_of(ana.account_id))
    for n in range(10):
        with pytest.raises(WrongLogin):
            await house.sign_in("ana", f"guess number {n}", stolen)
    with pytest.raises(TooMany):
        await house.sign_in("ana", PASSWORD, stolen)


async def test_the_right_password_forgets_the_wrong_ones(house: House) -> None:
    await house.sign_up("ana")
    for _ in range(3):
        for n in range(8):
            with pytest.raises(WrongLogin):
                await house.sign_in("ana", f"guess number {n}", Caller(f"198.51.100.{n}"))
        await house.sign_in("ana", PASSWORD, Caller("203.0.113.9"))


async def test_a_list_of_stolen_passwords_is_stopped_and_locks_nobody_out(house: House) -> None:  # AU-02
    await house.sign_up("person1")
    refusals = 0
    for n in range(60):
        with pytest.raises((WrongLogin, TooMany)) as refused:
            await house.sign_in(f"person{n}", "a stolen password")
        refusals += isinstance(refused.value, TooMany)
    assert refusals == 10
    await house.sign_in("person1", PASSWORD, Caller("203.0.113.9"))


def test_addresses_of_one_customer_count_as_one() -> None:  # RL-03
    assert network("2001:db8:1:2:aaaa::1") == network("2001:db8:1:2:bbbb::2")
    assert network("2001:db8:1:2::1") != network("2001:db8:1:3::1")
    assert network("::ffff:192.0.2.1") == network("192.0.2.1")
    assert network("no address") == network("nor this") == "unknown"


async def test_a_login_nobody_has_takes_as_long(tmp_path: object) -> None:  # EN-01
    passwords = Passwords()
    hashed = await passwords.hash(PASSWORD)
    assert "$argon2id$v=19$m=19456,t=2,p=1$" in hashed
    await passwords.verify("warm up", None)

    async def cost(of: str | None) -> float:
        best = 1.0
        for _ in range(4):
            start = time.process_time()  # What it costs, however busy the machine is.
            assert not await passwords.verify("another password", of)
            best = min(best, time.process_time() - start)
        return best

    with_account, without = await cost(hashed), await cost(None)
    passwords.close()
    assert 0.5 < without / with_account < 2


async def test_the_session_a_browser_had_is_replaced(house: House) -> None:  # AU-06
    first = await house.sign_up("ana")
    viewer = await house.viewer(first)
    second = await house.signing_in.sign_in(viewer, "ana", PASSWORD, HERE)
    assert second.token != first.token
    assert await house.sessions.recognise(first.token) is None


async def test_a_program_gets_a_token_for_login_and_password(house: House) -> None:
    await house.sign_up("founder")
    await house.sign_up("ana")
    wanted = NewToken(" backup ", ["read", "operate"])
    started = await house.signing_in.token_for_login("ana", PASSWORD, wanted, HERE)
    viewer = await house.viewer(started)
    assert not viewer.by_cookie
    assert viewer.scopes == Scope.READ  # what the account may not do, its token may not say
    page = await house.sessions.page(viewer, SessionKind.PROGRAM, TOP, 10)
    assert [(session.name, session.id) for session in page.items] == [("backup", viewer.session_id)]
    assert len((await house.sessions.page(viewer, SessionKind.BROWSER, TOP, 10)).items) == 1


async def test_a_token_makes_no_tokens_and_no_passwords(house: House) -> None:  # AU-16
    await house.sign_up("ana")
    started = await house.signing_in.token_for_login("ana", PASSWORD, NewToken("a", ["write"]), HERE)
    program = await house.viewer(started)
    with pytest.raises(Forbidden):
        await house.signing_in.token(program, NewToken("b", ["read"]), HERE)
    with pytest.raises(Forbidden):
        await house.signing_in.change_password(program, PASSWORD, "roses by the door")


@pytest.mark.parametrize(
    ("name", "scopes"), [("", ["read"]), ("x" * 65, ["read"]), ("a", []), ("a", ["root"])]
)
async def test_a_token_has_a_name_and_scopes(house: House, name: str, scopes: list[str]) -> None:
    viewer = await house.viewer(await house.sign_up("ana"))
    with pytest.raises(Invalid):
        await house.signing_in.token(viewer, NewToken(name, scopes), HERE)


async def test_tokens_are_bounded(house: House) -> None:
    viewer = await house.viewer(await house.sign_up("ana"))
    for n in range(100):
        await house.signing_in.token(viewer, NewToken(f"t{n}", ["read"]), HERE)
    with pytest.raises(Conflict):
        await house.signing_in.token(viewer, NewToken("one more", ["read"]), HERE)


async def test_another_password_ends_everything_else(house: House) -> None:  # AU-08
    browser = await house.sign_up("ana")
    viewer = await house.viewer(browser)
    others = [await house.sign_in("ana"), await house.signing_in.token(viewer, NewToken("t", ["read"]), HERE)]
    renewed = await house.signing_in.change_password(viewer, PASSWORD, "roses by the door")
    for gone in [browser, *others]:
        assert await house.sessions.recognise(gone.token) is None
    assert await house.sessions.recognise(renewed.token)
    with pytest.raises(WrongLogin):
        await house.sign_in("ana", PASSWORD)
    await house.sign_in("ana", "roses by the door")


async def test_another_password_needs_the_one_so_far_and_is_looked_at(house: House) -> None:
    viewer = await house.viewer(await house.sign_up("ana"))
    with pytest.raises(Invalid) as wrong:
        await house.signing_in.change_password(viewer, "not this one", "roses by the door")
    assert wrong.value.fields == {"password": ["wrong"]}
    with pytest.raises(Invalid) as common:
        await house.signing_in.change_password(viewer, PASSWORD, "password123")
    assert common.value.fields == {"new_password": ["common"]}
    for _ in range(9):
        with pytest.raises(Invalid):
            await house.signing_in.change_password(viewer, "not this one", "roses by the door")
    with pytest.raises(TooMany):
        await house.signing_in.change_password(viewer, PASSWORD, "roses by the door")


async def test_limits_hold_over_processes(tmp_path: object, house: House) -> None:
    await house.sign_up("ana")
    ground: Ground = house.ground
    passwords = Passwords(time_cost=1, memory_kib=8)
    other = house_on(ground, passwords)
    for n in range(10):
        with pytest.raises(WrongLogin):
            await (house if n % 2 else other).sign_in("ana", "a wrong password", Caller(f"198.51.100.{n}"))
    for each in (house, other):
        with pytest.raises(TooMany):
            await each.sign_in("ana", PASSWORD, Caller("203.0.113.9"))
    passwords.close()
