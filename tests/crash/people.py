"""Accounts with tokens, made before the site starts."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

from tintype.accounts.model import SessionKind
from tintype.accounts.passwords import Passwords
from tintype.accounts.sessions import Sessions, start
from tintype.accounts.signing_up import NewAccount, SigningUp
from tintype.accounts.tries import Tries
from tintype.kernel.ids import AccountId
from tintype.kernel.viewer import Scope
from tintype.ports.records import Transaction
from tintype.settings import Settings, StorageSettings
from tintype.wiring import open_adapters


async def people_in(data: Path, names: list[str]) -> dict[AccountId, str]:
    """New accounts of an empty site with a token each, in the order of their names."""
    settings = replace(Settings(), storage=StorageSettings(data=data))
    adapters = await open_adapters(settings, writes_feeds=False)
    try:
        sessions = Sessions(adapters.records, adapters.clock, adapters.secret, random.Random(1))
        signing_up = SigningUp(
            adapters.records, sessions, Passwords(), Tries(adapters.limits, adapters.clock, adapters.secret)
        )
        wanted = [NewAccount(name, f"{name}@example.org", "nobody signs in") for name in names]
        ids = await signing_up.plant(wanted)

        async def body(tx: Transaction) -> dict[AccountId, str]:
            return {
                id: (
                    await start(tx, sessions.seals, id, kind=SessionKind.PROGRAM, scopes=Scope.ALL, name="t")
                ).token
                for id in ids
            }

        return await adapters.records.transact(body)
    finally:
        await adapters.close()
