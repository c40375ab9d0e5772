"""What tests do with archives: fetch one, send one, wait until it is through."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from typing import Any

from tests.world import Json, Person

PART = 5 << 20
ROUNDS_MAX = 100


async def exported(person: Person) -> tuple[Json, bytes]:
    """A finished export and its archive."""
    asked = await person.does("POST", "/v1/me/exports")
    await person.world.settle()
    found = await person.does("GET", f"/v1/me/exports/{asked['id']}")
    answer = await person.call("GET", found["url"])
    assert answer.status_code == 200, answer.text
    return found, answer.content


def opened(archive: bytes) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(archive))


def read(archive: bytes, name: str) -> Any:
    return json.loads(opened(archive).read(name))


async def sends(person: Person, archive: bytes, name: str = "archive.zip") -> Json:
    """Upload an archive in parts and have it looked at."""
    pieces = [archive[start : start + PART] for start in range(0, len(archive), PART)]
    ticket = await person.does(
        "POST",
        "/v1/uploads",
        json={
            "bytes": len(archive),
            "type": "application/zip",
            "name": name,
            "part_bytes": PART,
            "parts": [hashlib.sha256(piece).hexdigest() for piece in pieces],
        },
    )
    for part, piece in zip(ticket["parts"], pieces, strict=True):
        assert (await person.puts(part, piece)).status_code == 200
    found = await person.does("POST", "/v1/me/imports", json={"upload_id": ticket["id"]})
    await person.world.settle()
    return await shown(person, found["id"])


async def shown(person: Person, import_id: str) -> Json:
    return await person.does("GET", f"/v1/me/imports/{import_id}")


async def brings(person: Person, import_id: str, **choices: Any) -> Json:
    """Begin, and wait until all of it is through."""
    await person.does("PATCH", f"/v1/me/imports/{import_id}", json={"state": "running", **choices})
    for _ in range(ROUNDS_MAX):
        await person.world.settle()
        found = await shown(person, import_id)
        if found["state"] != "running":
            return found
    raise AssertionError(found)


async def report(person: Person, import_id: str) -> list[Json]:
    return await person.pages(f"/v1/me/imports/{import_id}/report?limit=50")


def counted(found: Json, kind: str) -> Json:
    return next(each for each in found["counts"] if each["kind"] == kind)


def zipped(files: dict[str, bytes | str | object]) -> bytes:
    """A ZIP archive of these; what is no text and no bytes becomes JSON."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data if isinstance(data, (bytes, str)) else json.dumps(data))
    return target.getvalue()
