"""`tintype version`: this version and what it runs on."""

from __future__ import annotations

import platform

from tintype import __version__
from tintype.settings import Settings


def run(_: Settings) -> int:
    print(
        f"tintype {__version__}, Python {platform.python_version()}, {platform.system()} {platform.machine()}"
    )
    return 0
