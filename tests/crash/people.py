"""Accounts with tokens, made before the site starts."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from tintype.accounts.model import SessionKind
from tintype.accounts.sessions import start
from tintype.accounts.signing_up import NewAccount
from tintype.kernel.ids import AccountId
from tintype.kernel.viewer import Scope
from tintype.ports.records import Transaction
from tintype.settings import Settings, StorageSettings
from tintype.subjects import build_subjects
from tintype.wiring import open_adapters


async def people_in(
    data: Path, names: list[str], storage: StorageSettings | None = None
) -> dict[AccountId, str]:
    """New accounts of an empty site with a token each, in the order of their names."""
    settings = replace(Settings(), storage=storage or StorageSettings(data=data))
    adapters = await open_adapters(settings, writes_feeds=False)
    try:
        accounts = build_subjects(adapters).accounts
        wanted = [NewAccount(name, f"{name}@example.org", "nobody signs in") for name in names]
        ids = await accounts.signing_up.plant(wanted)

        async def body(tx: Transaction) -> dict[AccountId, str]:
            kind, seals = SessionKind.PROGRAM, accounts.sessions.seals
            return {
                id: (await start(tx, seals, id, kind=kind, scopes=Scope.ALL, name="actor")).token
                for id in ids
            }

        return await adapters.records.transact(body)
    finally:
        await adapters.close()
