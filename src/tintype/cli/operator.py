"""`tintype operator NAME`: who runs the site, given by whoever sits at the machine."""

from __future__ import annotations

import asyncio

from tintype.cli.opened import opened
from tintype.settings import Settings


def run(settings: Settings, login: str, role: str) -> int:
    """Give an account a role. Works beside a running server, which hears of it at once."""
    from tintype.accounts import Roles
    from tintype.kernel.viewer import Role

    async def give() -> None:
        async with opened(settings) as adapters:
            await Roles(adapters.records).give(login, Role(role))

    asyncio.run(give())
    print(f"{login} is now {'an' if role == Role.OPERATOR.value else 'a'} {role}")
    return 0
