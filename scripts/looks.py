"""Draws the named filters for the web app: one PNG with a table of colours each, and the names in their order.

Run it after a change to src/tintype/media/looks.toml; a test compares what lies in the repository.
"""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path

from PIL import Image

from tintype.media.cubes import STEPS, cube_of_look
from tintype.media.looks import looks

ROOT = Path(__file__).parents[1]
SHEETS = ROOT / "web/static/immutable"
NAMES = ROOT / "web/src/lib/feature/editor/looks.json"


def tables() -> Image.Image:
    """A row of tables for each filter: red goes right within a square, green down, blue from square to square."""
    sheet = Image.new("RGB", (STEPS * STEPS, STEPS * len(looks())))
    for row, name in enumerate(looks()):
        cube = Image.frombytes("RGB", (STEPS, STEPS * STEPS), cube_of_look(name))
        for blue in range(STEPS):
            square = cube.crop((0, blue * STEPS, STEPS, (blue + 1) * STEPS))
            sheet.paste(square, (blue * STEPS, row * STEPS))
    return sheet


def described(sheet: Image.Image) -> str:
    """What the web app knows of it: its name is of its content, because browsers keep it for ever."""
    name = f"looks-{sha256(sheet.tobytes()).hexdigest()[:12]}.png"
    told = {"sheet": f"/immutable/{name}", "steps": STEPS, "names": list(looks())}
    # As the formatter of the web app lays it out.
    return "{\n" + ",\n".join(f'  "{key}": {json.dumps(value)}' for key, value in told.items()) + "\n}\n"


def main() -> None:
    sheet = tables()
    NAMES.parent.mkdir(parents=True, exist_ok=True)
    NAMES.write_text(described(sheet))
    for old in SHEETS.glob("looks-*.png"):
        old.unlink()
    path = SHEETS / Path(json.loads(NAMES.read_text())["sheet"]).name
    sheet.save(path, "PNG", optimize=True)
    print(f"{path.relative_to(ROOT)}: {path.stat().st_size} bytes")


if __name__ == "__main__":
    main()
