"""`tintype operator NAME`: who runs the site, given by whoever sits at the machine."""

from __future__ import annotations

import asyncio
import sys

from tintype.settings import Settings


def run(settings: Settings, login: str, role: str) -> int:
    """Give an account a role. Works beside a running server, which hears of it at once."""
    from tintype.accounts import Roles
    from tintype.kernel.problems import NotFound
    from tintype.kernel.viewer import Role
    from tintype.wiring import open_adapters

    async def give() -> None:
        adapters = await open_adapters(settings, writes_feeds=False)
        try:
            await Roles(adapters.records).give(login, Role(role))
        finally:
            await adapters.close()

    try:
        asyncio.run(give())
    except NotFound as problem:
        print(f"tintype: {problem.detail}", file=sys.stderr)
        return 1
    print(f"{login} is now {'an' if role == Role.OPERATOR.value else 'a'} {role}")
    return 0
