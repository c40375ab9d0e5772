"""Sign up: names unique by look, races with one winner, what a password must not be."""

import asyncio
from typing import Literal
from unicodedata import normalize

import pytest
from argon2 import PasswordHasher

from tests.accounts.conftest import PASSWORD, House
from tintype.accounts import AccountCreated, NewAccount, SessionEnded, profile, standing
from tintype.kernel.ids import shard_of
from tintype.kernel.problems import Conflict, Invalid, Problem, TooMany
from tintype.kernel.viewer import ANONYMOUS, Role


async def refused(house: House, **wanted: str) -> dict[str, list[str]]:
    fields = {"username": "ana", "email": "ana@example.org", "password": PASSWORD, "name": ""} | wanted
    with pytest.raises(Invalid) as problem:
        await house.signing_up.sign_up(ANONYMOUS, NewAccount(**fields), address="192.0.2.7")  # type: ignore[arg-type]
    return problem.value.fields


async def test_a_new_account_is_signed_in(house: House) -> None:
    ana = await house.viewer(await house.sign_up("Ana.Silva", email="Ana@Example.ORG"))
    account = await house.ground.look(lambda reading: profile(reading, ana.account_id))
    assert account is not None
    assert (account.username, account.email, account.version) == ("Ana.Silva", "ana@example.org", 1)
    assert AccountCreated(account_id=ana.account_id, at_us=account.created_us) in await house.ground.events()


async def test_the_first_account_operates_the_site(house: House) -> None:
    first = await house.viewer(await house.sign_up("ana"))
    second = await house.viewer(await house.sign_up("ben"))
    assert (first.role, second.role) == (Role.OPERATOR, Role.MEMBER)


async def test_planted_accounts_leave_nobody_to_come_first(house: House) -> None:
    ids = await house.signing_up.plant([NewAccount("ana", "ana@example.org", "hash")])
    ben = await house.viewer(await house.sign_up("ben"))
    found = await house.ground.look(lambda reading: standing(reading, [*ids, ben.account_id]))
    assert {its.role for its in found.values()} == {Role.MEMBER}


async def test_an_account_lives_with_the_claim_on_its_name(house: House) -> None:
    ana = await house.viewer(await house.sign_up("ana"))
    rows = await house.ground.rows("SELECT shard, skeleton FROM usernames")
    assert rows == [(shard_of(ana.account_id), "ana")]


@pytest.mark.parametrize(
    ("taken", "wanted"),
    [
        ("paypal", "PayPal"),
        ("paypal", "paypaI"),
        ("paypal", "paypa1"),
        ("aca", "аса"),
        ("хорх", "xopx"),
        ("mary", "rnary"),
        ("anna0", "annaO"),
        ("a_b", "a__b"),
        ("Ivan", "lvan"),
        ("josé", "jose\u0301"),
    ],
)
async def test_names_that_look_alike_are_one_name(house: House, taken: str, wanted: str) -> None:  # AP-15
    await house.sign_up(taken)
    with pytest.raises(Conflict) as problem:
        await house.sign_up(wanted)
    assert problem.value.fields == {"username": ["taken"]}


async def test_a_hundred_at_once_make_one_account(house: House) -> None:  # AU-20
    spellings = ["aca", "ACA", "Aca", "аса", "aCa"]  # the fourth is Cyrillic
    results = await asyncio.gather(
        *(house.sign_up(spellings[n % 5], email=f"{n}@example.org") for n in range(60)),
        *(house.sign_up(f"other{n}", email="Anna@example.org") for n in range(40)),
        return_exceptions=True,
    )
    problems = [result for result in results if isinstance(result, BaseException)]
    assert all(isinstance(problem, Problem) for problem in problems)
    assert len(results) - len(problems) == 2  # one by the name, one by the address
    assert await house.ground.rows("SELECT count(*) FROM accounts") == [(2,)]
    assert await house.ground.rows("SELECT count(*) FROM emails") == [(2,)]


async def test_everything_wrong_is_named_at_once(house: House) -> None:
    fields = await refused(house, username="a..b", email="nobody", password="short", name="x" * 65)
    assert fields == {
        "username": ["dots"],
        "email": ["email"],
        "password": ["too_short"],
        "name": ["too_long"],
    }
    assert await house.ground.rows("SELECT * FROM usernames") == []


@pytest.mark.parametrize(
    "email", ["", "a@b", "a@@b.example", "a b@c.example", '"a"@b.example', "a@b.example."]
)
async def test_addresses_nobody_has_are_refused(house: House, email: str) -> None:
    assert "email" in await refused(house, email=email)


@pytest.mark.parametrize(
    "email",
    [
        "a@evil.example(@good.example)",
        "a%evil.example@good.example",
        "evil!a@good.example",
        "a@b.example\r\nBcc: c@d.example",
        "a@bücher.example",
        "x" * 65 + "@example.org",
        "a@" + "b" * 320 + ".example",
        "a@1.2.3.4",
        "a\0@b.example",
    ],
)
async def test_addresses_that_play_tricks_are_refused(house: House, email: str) -> None:  # AU-18
    assert "email" in await refused(house, email=email)


@pytest.mark.parametrize(
    "password",
    ["password123", "Passw0rd!", "12345678", "qwertyuiop", "1q2w3e4r", "iloveyou1", "19841984", "aaaaaaaaaa",
     "abcabcabc", "trustno1", "football", "tintype2026", "ANA@example.org", "letmein123"],
)  # fmt: skip
async def test_what_others_guess_first_is_refused(house: House, password: str) -> None:  # AU-05
    assert await refused(house, password=password) == {"password": ["common"]}


async def test_a_huge_password_is_refused_before_any_work(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:  # AU-03
    worked_on: list[int] = []

    def normalised(form: Literal["NFC"], text: str) -> str:
        worked_on.append(len(text))
        return normalize(form, text)

    def hashed(_self: PasswordHasher, password: str) -> str:
        worked_on.append(len(password))
        return "hash"

    monkeypatch.setattr("tintype.accounts.passwords.normalize", normalised)
    monkeypatch.setattr(PasswordHasher, "hash", hashed)
    assert await refused(house, password="x" * 1_000_000) == {"password": ["too_long"]}
    assert worked_on == []
    await house.sign_up("ana")
    assert worked_on == [len(PASSWORD)] * 2, "and what is none is worked on so"


@pytest.mark.parametrize(
    "password", ["zw 🌷 tulips", "with\0a nul", "  blanks around  ", "cafe\u0301 noir!", "x1" + "yz" * 60]
)
async def test_a_password_is_taken_as_it_is_typed(house: House, password: str) -> None:  # AU-04
    await house.sign_up("ana", password=password)
    assert await house.viewer(await house.sign_in("ana", password))


async def test_composed_and_decomposed_are_one_password(house: House) -> None:  # AU-04
    await house.sign_up("ana", password="cafe\u0301 noir!")
    assert await house.viewer(await house.sign_in("ana", "caf\u00e9 noir!"))


async def test_all_of_a_long_password_counts(house: House) -> None:  # AU-03
    await house.sign_up("ana", password="yz " * 24 + "one")
    with pytest.raises(Problem):
        await house.sign_in("ana", "yz " * 24 + "two")


async def test_signing_up_again_and_again_from_one_address_is_stopped(house: House) -> None:
    most = house.signing_up.tries.most.sign_ups
    key = "sign_up:from:192.0.2.7"
    for _ in range(most):
        await house.signing_up.tries.limits.count(key, most, house.signing_up.tries.most.sign_ups_s)
    with pytest.raises(TooMany):
        await house.sign_up("ana")


async def test_the_session_a_browser_had_ends(house: House) -> None:  # AU-06
    started = await house.sign_up("ana")
    ana = await house.viewer(started)
    wanted = NewAccount("ben", "ben@example.org", PASSWORD)
    await house.signing_up.sign_up(ana, wanted, address="192.0.2.7")
    assert await house.sessions.recognise(started.token) is None
    ended = [event for event in await house.ground.events() if isinstance(event, SessionEnded)]
    assert [event.session_id for event in ended] == [ana.session_id]
