"""`tintype users show|delete|suspend|restore NAME`: one account, by whoever sits at the machine."""

from __future__ import annotations

import asyncio
import random
import sys
from typing import TYPE_CHECKING

from tintype.settings import Settings

if TYPE_CHECKING:
    from tintype.accounts import Account, Leaving
    from tintype.wiring import Adapters

DONE = {
    "suspend": "{name} is suspended: its sessions and tokens are worth nothing, and nobody sees what it shared",
    "restore": "{name} takes part again, as it was before",
    "delete": "{name} is hidden, and is erased in {days} days unless its owner signs in before",
    "delete now": "{name} is hidden, and is being erased; a running server does that",
}


def run(settings: Settings, act: str, name: str, *, at_once: bool) -> int:
    """Do it, and say what was done. Works beside a running server, which hears of it at once."""
    from tintype.kernel.problems import Conflict, NotFound

    try:
        found = asyncio.run(_do(settings, act, name, at_once=at_once))
    except (NotFound, Conflict) as problem:
        print(f"tintype: {problem.detail}", file=sys.stderr)
        return 1
    key = "delete now" if act == "delete" and at_once else act
    print(found or DONE[key].format(name=name, days=settings.accounts.grace_days))
    return 0


async def _do(settings: Settings, act: str, name: str, *, at_once: bool) -> str:
    from tintype.wiring import open_adapters

    adapters = await open_adapters(settings, writes_feeds=False)
    try:
        leaving = _leaving(settings, adapters)
        match act:
            case "suspend":
                await leaving.suspend(name)
            case "restore":
                await leaving.restore(name)
            case "delete":
                await leaving.end(name, at_once=at_once)
            case _:
                return _page(await leaving.look(name))
    finally:
        await adapters.close()
    return ""


def _leaving(settings: Settings, adapters: Adapters) -> Leaving:
    from tintype.accounts import Leaving, Sessions
    from tintype.kernel.clock import DAY_US

    sessions = Sessions(adapters.records, adapters.clock, adapters.secret, random.Random())
    return Leaving(adapters.records, sessions, settings.accounts.grace_days * DAY_US)


def _page(found: tuple[Account, str, int]) -> str:
    from tintype.kernel.clock import rfc3339

    account, state, gone_us = found
    told = {
        "username": account.username,
        "name": account.name,
        "id": account.id,
        "e-mail": account.email,
        "role": account.role.value,
        "state": f"{state}, erased at {rfc3339(gone_us)}" if gone_us else state,
        "private": "yes" if account.is_private else "no",
        "since": rfc3339(account.created_us),
    }
    return "\n".join(f"{name:<10}{value}" for name, value in told.items() if value)
