"""`tintype openapi`: the description of the API as JSON, from the routes themselves; needs no running site."""

from __future__ import annotations

import asyncio
import json
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

from tintype.processes import logs
from tintype.settings import Settings


def run(settings: Settings) -> int:
    logs.set_up(settings.log, "openapi")
    print(json.dumps(asyncio.run(_described(settings)), indent=2, ensure_ascii=False))
    return 0


async def _described(settings: Settings) -> dict[str, Any]:
    from tintype.gateway.framework import document
    from tintype.site import open_api

    with tempfile.TemporaryDirectory() as folder:
        elsewhere = replace(settings, storage=replace(settings.storage, data=Path(folder), ring_dir=None))
        async with open_api(elsewhere) as api:
            return document(api.routes)
