"""The accounts of a new site, below HTTP."""

import random
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.ground import Ground, ground_in
from tintype.accounts import (
    Caller,
    Editing,
    NewAccount,
    Passwords,
    Roles,
    Sessions,
    SigningIn,
    SigningUp,
    Started,
    Tries,
    TryLimits,
)
from tintype.adapters.embedded.limits import EmbeddedLimits
from tintype.kernel.viewer import ANONYMOUS, Viewer

PASSWORD = "tulips by the window"
SECRET = bytes(range(64))
HERE = Caller("192.0.2.7", "Firefox")


@dataclass(frozen=True, slots=True)
class House:
    """The use cases over one ground. Hashing is cheap here; its real price has a test of its own."""

    ground: Ground
    sessions: Sessions
    signing_up: SigningUp
    signing_in: SigningIn
    editing: Editing
    roles: Roles

    async def sign_up(self, username: str, *, email: str = "", password: str = PASSWORD) -> Started:
        wanted = NewAccount(username, email or f"{username.encode().hex()}@example.org", password)
        return await self.signing_up.sign_up(ANONYMOUS, wanted, address="192.0.2.7")

    async def sign_in(self, login: str, password: str = PASSWORD, caller: Caller = HERE) -> Started:
        return await self.signing_in.sign_in(ANONYMOUS, login, password, caller)

    async def viewer(self, started: Started) -> Viewer:
        found = await self.sessions.recognise(started.token)
        assert found is not None
        return found

    def another_process(self) -> Sessions:
        """Sessions with a memory of their own."""
        return Sessions(self.ground.records, self.ground.clock, SECRET, random.Random(1))


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with ground_in(tmp_path) as ground:
        passwords = Passwords(time_cost=1, memory_kib=8)
        try:
            yield house_on(ground, passwords)
        finally:
            passwords.close()


def house_on(ground: Ground, passwords: Passwords, most: TryLimits | None = None) -> House:
    tries = Tries(EmbeddedLimits(ground.records, ground.clock, processes=1), most or TryLimits())
    sessions = Sessions(ground.records, ground.clock, SECRET, random.Random(1))
    return House(
        ground,
        sessions,
        SigningUp(ground.records, sessions, passwords, tries),
        SigningIn(ground.records, sessions, passwords, tries),
        Editing(ground.records, tries),
        Roles(ground.records),
    )
