"""What an exploited child with a film might do and tell, by the first bytes of the file; else it does its work."""

from __future__ import annotations

import json
import struct
import time
from collections.abc import Callable
from typing import BinaryIO

from tests.media import misbehaving
from tests.media.films import box
from tintype.media import outcome
from tintype.media.films import film
from tintype.media.model import Refusal

Tell = Callable[..., None]
SCRIPT = b"<script>alert(1)</script>"


def work(file: BinaryIO, order: bytes, tell: Tell) -> None:
    wanted = file.read(32)
    file.seek(0)
    if wanted in _LIES:
        for frame in _LIES[wanted]:
            tell(frame)
        tell(outcome.frame(outcome.DONE, b""))
    elif wanted == b"sleep":
        time.sleep(60)
    elif wanted in misbehaving.ACTS:
        refusal = misbehaving.ACTS[wanted](file, lambda _stage: None)
        assert isinstance(refusal, Refusal)
        tell(*outcome.frames(refusal))
    else:
        film.work(file, order, tell)


def _head(place: int = 0) -> bytes:
    clock = box(b"mdhd", struct.pack(">IIIII", 0, 0, 0, 1000, 0))
    return outcome.frame(
        outcome.HEAD, bytes([place]) + box(b"ftyp", b"iso6") + box(b"moov", box(b"trak", box(b"mdia", clock)))
    )


def _part(began: int, place: int = 0) -> bytes:
    body = box(b"moof", box(b"traf", box(b"tfdt", struct.pack(">II", 0, began)))) + box(b"mdat", b"pictures")
    return outcome.frame(outcome.FRAGMENT, bytes([place]) + body)


def _end(codecs: str = "avc1.64001f") -> bytes:
    said = json.dumps({"codecs": codecs, "width": 320, "height": 240}).encode()
    return outcome.frame(outcome.RUNG, b"\0" + said)


_LIES: dict[bytes, list[bytes]] = {
    b"no such rung": [_head(7)],
    b"script for a head": [outcome.frame(outcome.HEAD, b"\0" + SCRIPT)],
    b"script for a part": [_head(), outcome.frame(outcome.FRAGMENT, b"\0" + SCRIPT)],
    b"backwards": [_head(), _part(5), _part(4)],
    b"too long": [_head(), _part(0), _part(3_600_000), _end()],
    b"endless": [_head(), *(_part(at) for at in range(1_002))],
    b"nothing at all": [],
    b"twice": [_head(), _head()],
    b"wrong codec": [_head(), _part(0), _end('avc1.64001f"\n#EXT-X-KEY:URI="http://example.org')],
    b"huge": [outcome.FRAME.pack(outcome.FRAGMENT, 2**31)],
    b"a page for a preview": [_head(), _part(0), _end(), outcome.frame(outcome.PREVIEW, SCRIPT)],
    b"two seconds of an hour": [_head(), _part(0), outcome.frame(outcome.CLIP, b"{}")],
}
