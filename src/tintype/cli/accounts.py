"""`tintype users show|delete|suspend|restore|reset-link|end-second-factor NAME`: one account, by whoever sits here."""

from __future__ import annotations

import asyncio
import random
import sys
from typing import TYPE_CHECKING

from tintype.cli.audit import NotNoted, note
from tintype.cli.opened import opened
from tintype.settings import Settings

if TYPE_CHECKING:
    from tintype.accounts import Account, Leaving, Rescue
    from tintype.wiring import Adapters

DONE = {
    "suspend": "{name} is suspended: its sessions and tokens are worth nothing, and nobody sees what it shared",
    "restore": "{name} takes part again, as it was before",
    "delete": "{name} is hidden, and is erased in {days} days unless its owner signs in before",
    "reset-link": "{link}\nWorks once, within a day, for whoever has it; {name} is told by letter where there is mail",
    "end-second-factor": "{name} signs in with the password alone, and is told so by letter where the site has mail",
    "delete now": "{name} is hidden, and is being erased; a running server does that",
}


def run(settings: Settings, act: str, name: str, *, at_once: bool) -> int:
    """Do it, note who did, and say what was done. Works beside a running server, which hears of it at once."""
    try:
        told = asyncio.run(_do(settings, act, name, at_once=at_once))
    except NotNoted as failed:
        print(f"tintype: It was done, but {failed} does not say so", file=sys.stderr)
        return 1
    print(told)
    return 0


async def _do(settings: Settings, act: str, name: str, *, at_once: bool) -> str:
    async with opened(settings) as adapters:
        leaving = _leaving(settings, adapters)
        if act == "show":
            return _page(await leaving.look(name))
        link = ""
        match act:
            case "suspend":
                account_id = await leaving.suspend(name)
            case "restore":
                account_id = await leaving.restore(name)
            case "reset-link":
                account_id, token = await _rescue(adapters).reset_token(name)
                link = f"{settings.origin}/reset#{token}"
            case "end-second-factor":
                account_id = await _rescue(adapters).end_second_factor(name)
            case _:
                account_id = await leaving.end(name, at_once=at_once)
        note(settings.storage.data, act, account_id)
    key = "delete now" if act == "delete" and at_once else act
    return DONE[key].format(name=name, days=settings.accounts.grace_days, link=link)


def _rescue(adapters: Adapters) -> Rescue:
    from tintype.accounts import LinkSeals, Rescue

    return Rescue(adapters.records, LinkSeals(adapters.secret))


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
