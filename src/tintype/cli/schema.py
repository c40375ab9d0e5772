"""`tintype schema apply`: bring the records to this version's schema. Embedded does it at every start as well."""

from __future__ import annotations

from tintype.settings import Settings


def run(settings: Settings) -> int:
    """Apply what is missing, naming each; a database in the data folder is copied beside itself first."""
    from tintype.wiring import apply_schema

    for name in apply_schema(settings):
        print(f"applied {name}")
    print(f"{settings.storage.records_named} is at the schema of this version")
    return 0
