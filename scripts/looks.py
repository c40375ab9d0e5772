"""Draws the named filters for the web app: one PNG with a table of colours each, and the names in their order. Writes
down, too, what the server's formulas give for some edits, which the tests of the web app compare with its own.

Run it after a change to src/tintype/media/pictures/looks.toml or the formulas; a test compares what lies in the
repository.
"""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path

import msgspec
from PIL import Image

from tintype.media.edit import Crop, Edit
from tintype.media.pictures.cubes import STEPS, cube_of_edit, cube_of_look
from tintype.media.pictures.geometry import edited_size, source_of, turned_size
from tintype.media.pictures.looks import looks

ROOT = Path(__file__).parents[1]
SHEETS = ROOT / "web/static/immutable"
NAMES = ROOT / "web/src/lib/feature/editor/looks.json"
EXAMPLES = ROOT / "web/src/lib/feature/editor/examples.json"
SIZE = (1600, 900)
EDITS = (
    Edit(brightness=0.5),
    Edit(contrast=-0.7, saturation=0.4),
    Edit(warmth=0.8, fade=0.6, saturation=-1.0),
    Edit(filter="harbour", strength=0.35, brightness=-0.4, contrast=0.9),
    Edit(filter="plate", turns=1, flip=True),
    Edit(straighten=-12.5, turns=3, crop=Crop(0.1, 0.25, 0.5, 0.6)),
    Edit(straighten=45, flip=True, turns=2, crop=Crop(0.0, 0.0, 1.0, 0.3)),
)
POINTS = ((0.0, 0.0), (1.0, 0.0), (0.25, 0.75))
COLOURS = ((0, 0, 0), (32, 32, 32), (16, 16, 16), (30, 4, 9), (3, 20, 31))


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


def examples() -> str:
    """Edits, each with some colours of its table, its size, and where some of its points come from."""
    return json.dumps(
        {"size": SIZE, "colours": COLOURS, "points": POINTS, "edits": [_told(each) for each in EDITS]}
    )


def _told(edit: Edit) -> dict[str, object]:
    cube = cube_of_edit(edit)
    places = [3 * (red + STEPS * (green + STEPS * blue)) for red, green, blue in COLOURS]
    frame = turned_size(edit, *SIZE)
    return {
        "edit": json.loads(msgspec.json.encode(edit)),
        "colours": [list(cube[at : at + 3]) for at in places] if cube else None,
        "size": edited_size(edit, *SIZE),
        "points": [_untouched(edit, source_of(edit, *frame, point)) for point in POINTS],
    }


def _untouched(edit: Edit, point: tuple[float, float]) -> tuple[float, float]:
    """Where a point of the turned photo lies in the photo as it was taken."""
    x, y = point
    for _ in range(edit.turns):
        x, y = y, 1 - x
    return (1 - x if edit.flip else x), y


def main() -> None:
    sheet = tables()
    NAMES.parent.mkdir(parents=True, exist_ok=True)
    NAMES.write_text(described(sheet))
    EXAMPLES.write_text(examples() + "\n")
    for old in SHEETS.glob("looks-*.png"):
        old.unlink()
    path = SHEETS / Path(json.loads(NAMES.read_text())["sheet"]).name
    sheet.save(path, "PNG", optimize=True)
    print(f"{path.relative_to(ROOT)}: {path.stat().st_size} bytes")


if __name__ == "__main__":
    main()
