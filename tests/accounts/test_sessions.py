"""Sessions: recognised from memory or rows, ended everywhere, and nothing forged."""

import asyncio
import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.accounts.conftest import PASSWORD, House
from tests.profile import is_middle
from tintype.accounts import AccountSeen, Caller, SessionEnded, tokens
from tintype.accounts.model import SessionKind
from tintype.accounts.session_cache import Entry, SessionCache
from tintype.accounts.sessions import SESSIONS_MAX
from tintype.accounts.tokens import SECRET_BYTES, Seals, Token
from tintype.accounts.visits import BROWSER_LASTS_US
from tintype.kernel.clock import DAY_US, HOUR_US, MINUTE_US
from tintype.kernel.ids import ID_MAX, AccountId, SessionId, shard_of
from tintype.kernel.pages import TOP
from tintype.kernel.problems import NotFound
from tintype.kernel.viewer import Role, Scope, Viewer
from tintype.ports.records import Transaction

ids = st.integers(1, ID_MAX).map(SessionId)
secrets = st.binary(min_size=SECRET_BYTES, max_size=SECRET_BYTES)


@given(ids, secrets)
def test_a_token_reads_as_it_was_written(session_id: SessionId, secret: bytes) -> None:
    token = Token(session_id, secret)
    assert len(str(token)) == tokens.TOKEN_CHARACTERS
    assert tokens.parse(str(token)) == token


@given(st.text(max_size=60) | st.text("abcXYZ019-_=+/ ", min_size=43, max_size=43))
def test_whatever_else_is_no_token_and_no_error(text: str) -> None:  # AU-07
    found = tokens.parse(text)
    assert found is None or str(found) == text


@given(ids, secrets, st.integers(0, 42))
def test_one_other_character_is_another_token(session_id: SessionId, secret: bytes, place: int) -> None:
    seals = Seals(b"secret")
    text = str(Token(session_id, secret))
    other = tokens.parse(text[:place] + ("A" if text[place] != "A" else "B") + text[place + 1 :])
    assert other is None or seals.of_secret(other) != seals.of_secret(Token(session_id, secret))


@given(st.integers(1, ID_MAX).map(AccountId), st.integers(1, ID_MAX).map(AccountId))
def test_the_mark_of_a_browser_is_for_one_account(one: AccountId, other: AccountId) -> None:
    seals = Seals(b"secret")
    device = seals.device_of(one)
    assert seals.is_device_of(device, one)
    assert seals.is_device_of(device, other) == (one == other)
    assert not Seals(b"another").is_device_of(device, one)
    assert not seals.is_device_of(device[:-1] + "é", one)


async def test_a_session_is_recognised_by_every_process(house: House) -> None:
    started = await house.sign_up("ana")
    assert house.sessions.cached(started.token) is None
    viewer = await house.sessions.recognise(started.token)
    assert viewer is not None
    assert viewer.by_cookie
    assert viewer.scopes == Scope.ALL
    assert house.sessions.cached(started.token) == viewer
    assert await house.another_process().recognise(started.token) == viewer
    assert shard_of(viewer.session_id) == shard_of(viewer.account_id)


async def test_a_wrong_secret_is_nobody(house: House) -> None:
    started = await house.sign_up("ana")
    forged = Token(started.session.id, b"x" * SECRET_BYTES)
    assert await house.sessions.recognise(str(forged)) is None
    assert await house.sessions.recognise("") is None
    assert await house.sessions.recognise("é" * 43) is None


async def test_the_rows_let_nobody_in(house: House) -> None:
    started = await house.sign_up("ana")
    token = tokens.parse(started.token)
    assert token is not None
    ((kept,),) = await house.ground.rows("SELECT secret FROM sessions")
    assert token.secret not in kept
    assert await house.sessions.recognise(str(Token(token.session_id, kept[:SECRET_BYTES]))) is None


async def test_signing_out_ends_the_session_here_and_elsewhere(house: House) -> None:  # AU-07
    started = await house.sign_up("ana")
    elsewhere = house.another_process()
    viewer = await house.viewer(started)
    await elsewhere.recognise(started.token)
    await house.signing_in.sign_out(viewer)
    assert await house.sessions.recognise(started.token) is None
    assert elsewhere.cached(started.token) is not None  # until it hears of it
    for event in await house.ground.events():
        if isinstance(event, SessionEnded):
            elsewhere.forget(event.session_id)
    assert await elsewhere.recognise(started.token) is None
    await house.signing_in.sign_out(viewer)


async def test_one_browser_can_sign_the_others_out(house: House) -> None:
    first = await house.viewer(await house.sign_up("ana"))
    second = await house.sign_in("ana")
    page = await house.sessions.page(first, SessionKind.BROWSER, TOP, 10)
    assert [session.id for session in page.items] == [second.session.id, first.session_id]
    await house.sessions.end(first, second.session.id)
    assert await house.sessions.recognise(second.token) is None


async def test_nobody_ends_a_session_of_others(house: House) -> None:  # AZ-31
    ana = await house.sign_up("ana")
    ben = await house.viewer(await house.sign_up("ben"))
    with pytest.raises(NotFound):
        await house.sessions.end(ben, ana.session.id)
    assert await house.sessions.recognise(ana.token)


async def test_a_session_lasts_while_it_is_used(house: House) -> None:
    started = await house.sign_up("ana")
    for _ in range(3):
        house.ground.clock.advance(BROWSER_LASTS_US - HOUR_US)
        assert await house.sessions.recognise(started.token)
        await house.sessions.visits.noted()
    house.ground.clock.advance(BROWSER_LASTS_US)
    assert await house.sessions.recognise(started.token) is None


async def test_being_here_is_noted_at_most_once_an_hour(house: House) -> None:
    started = await house.sign_up("ana")
    seen = await house.ground.rows("SELECT seen_us FROM sessions")
    house.ground.clock.advance(50 * MINUTE_US)
    await house.sessions.recognise(started.token)
    await house.sessions.visits.noted()
    assert await house.ground.rows("SELECT seen_us FROM sessions") == seen
    house.ground.clock.advance(11 * MINUTE_US)
    await house.sessions.recognise(started.token)
    await house.sessions.visits.noted()
    assert await house.ground.rows("SELECT seen_us FROM sessions") != seen


@pytest.mark.skipif(is_middle(), reason="holds up the one writer of embedded records")
async def test_nobody_waits_for_their_visit_to_be_noted(house: House) -> None:
    started = await house.sign_up("ana")
    seen = await house.ground.rows("SELECT seen_us FROM sessions")
    house.ground.clock.advance(DAY_US)
    may_end = threading.Event()

    async def long(_tx: Transaction) -> None:
        may_end.wait(60)

    writing = asyncio.create_task(house.ground.records.transact(long))
    try:
        # Twice, as the requests of one page come: each of them would else be a commit of its own.
        async with asyncio.timeout(20):
            assert await house.sessions.recognise(started.token)
            house.sessions.forget_all()
            assert await house.sessions.recognise(started.token)
        assert await house.ground.rows("SELECT seen_us FROM sessions") == seen
    finally:
        may_end.set()
        await writing
    await house.sessions.visits.noted()
    assert await house.ground.rows("SELECT seen_us FROM sessions") != seen
    times = sum(isinstance(event, AccountSeen) for event in await house.ground.events())
    assert times == 2, "with the sign-up"


async def test_a_suspended_account_has_no_sessions(house: House) -> None:  # AU-07
    started = await house.sign_up("ana")
    viewer = await house.viewer(started)
    await house.ground.suspend(viewer)
    house.sessions.forget_account(viewer.account_id)
    assert await house.sessions.recognise(started.token) is None


async def test_a_role_holds_at_once(house: House) -> None:
    await house.sign_up("founder")
    started = await house.sign_up("ana")
    viewer = await house.viewer(started)
    await house.roles.give("Ana", Role.MODERATOR)
    house.sessions.forget_account(viewer.account_id)
    assert (await house.viewer(started)).role is Role.MODERATOR
    with pytest.raises(NotFound):
        await house.roles.give("nobody", Role.OPERATOR)


async def test_the_oldest_browser_gives_way(house: House) -> None:
    first = await house.sign_up("ana")
    viewer = await house.viewer(first)
    for n in range(SESSIONS_MAX):
        await house.sign_in("ana", PASSWORD, Caller(f"198.51.100.{n}"))
    assert await house.ground.rows("SELECT count(*) FROM sessions") == [(SESSIONS_MAX,)]
    house.sessions.forget(viewer.session_id)
    assert await house.sessions.recognise(first.token) is None


def test_memory_is_bounded_and_keeps_what_is_in_use() -> None:
    cache = SessionCache(entries_max=3)
    for n in range(1, 4):
        cache.keep(f"t{n}", Entry(Viewer(AccountId(1), SessionId(n)), until_us=DAY_US))
    assert cache.find("t1", 0)
    cache.keep("t4", Entry(Viewer(AccountId(2), SessionId(4)), until_us=DAY_US))
    assert [bool(cache.find(f"t{n}", 0)) for n in range(1, 5)] == [True, False, True, True]
    assert cache.find("t4", DAY_US) is None
    cache.drop_account(AccountId(1))
    assert [bool(cache.find(f"t{n}", 0)) for n in range(1, 5)] == [False] * 4
