"""Whom a text names."""

from tintype.accounts import ids_of
from tintype.graph.visibility import reachable
from tintype.kernel.ids import AccountId
from tintype.kernel.text import mentions
from tintype.kernel.viewer import Viewer
from tintype.ports.records import Reading


async def named_in(reading: Reading, viewer: Viewer, text: str) -> dict[AccountId, str]:
    """The accounts that a text names, as they were written first, as far as its writer may know of them; in order."""
    names = mentions(text)
    if not names:
        return {}
    accounts = await ids_of(reading, names)
    known = await reachable(reading, viewer, set(accounts.values()))
    found: dict[AccountId, str] = {}
    for name in names:
        if accounts.get(name) in known:
            found.setdefault(accounts[name], name)
    return found
