"""Migrations and the ledger of those that a database has: forward only, never edited, on every engine."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from tintype.kernel.problems import CannotStart

LEDGER = """
CREATE TABLE IF NOT EXISTS schema_ledger (
  number integer PRIMARY KEY, name text NOT NULL, checksum text NOT NULL, applied_us bigint NOT NULL
);
"""


class SchemaDrift(CannotStart):
    """The database holds a migration that differs from the one in this program, or one it does not know."""


@dataclass(frozen=True, slots=True)
class Migration:
    """One file of `tintype/migrations`, in the words of its engine."""

    number: int
    name: str
    text: str

    @property
    def checksum(self) -> str:
        return hashlib.sha256(self.text.encode()).hexdigest()


def in_order(found: Iterable[Migration]) -> list[Migration]:
    """Migrations by number. Raises SchemaDrift when two share one."""
    ordered = sorted(found, key=lambda migration: migration.number)
    if len({migration.number for migration in ordered}) != len(ordered):
        raise SchemaDrift("Two migrations share a number.")
    return ordered


def pending(known: Iterable[Migration], ledger: Iterable[tuple[int, str, str]]) -> list[Migration]:
    """What a ledger of (number, name, checksum) lacks. Raises SchemaDrift."""
    missing = {migration.number: migration for migration in known}
    for number, name, checksum in ledger:
        migration = missing.pop(number, None)
        if migration is None:
            raise SchemaDrift(
                f"The database has {name}, which this version of Tintype does not know. Use a newer one."
            )
        if migration.checksum != checksum:
            raise SchemaDrift(f"{name} has changed since it was applied. Migrations are never edited.")
    return [migration for _, migration in sorted(missing.items())]
