"""Reads what the sandbox says, and believes none of it: every length, name and first byte is checked."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import Annotated, Final

import msgspec

from tintype.media import outcome
from tintype.media.made import USUAL
from tintype.media.model import BASE, Refusal, RefusalCode, RenditionType, Variant, ladder
from tintype.media.outcome import Outcome, Rendered, Rendition

_HEADER_BYTES_MAX: Final = 4096
_RENDITION_BYTES_MAX: Final = 32_000_000  # 1080 × 8640 of noise is 12 MB
STAGES: Final = ("decoding", "large", "medium", "small", "thumb")
_MAGIC: Final = {
    RenditionType.AVIF: (4, b"ftypavif"),
    RenditionType.FINE: (4, b"ftypavif"),
    RenditionType.JPEG: (0, b"\xff\xd8\xff"),
    RenditionType.WEBP: (8, b"WEBPVP8"),
}

_Side = Annotated[int, msgspec.Meta(ge=1, le=100_000)]
_Hash = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{16}$")]
_Words = Annotated[str, msgspec.Meta(max_length=64, pattern=r"^[\x20-\x7e]*$")]
_Exposure = Annotated[str, msgspec.Meta(max_length=64, pattern=r"^[0-9A-Za-z/. ·]*$")]


class _Refused(msgspec.Struct, forbid_unknown_fields=True):
    code: RefusalCode
    sentence: Annotated[str, msgspec.Meta(max_length=300)]


class _Rendered(msgspec.Struct, forbid_unknown_fields=True):
    width: _Side
    height: _Side
    camera: _Words | None
    taken_at: _Words | None
    lens: _Words | None
    exposure: _Exposure | None
    could_be_wide: bool
    placeholder: Annotated[str, msgspec.Meta(max_length=80, pattern="^([0-9a-f]{2})*$")]
    whole: tuple[_Side, _Side] | None
    phash: _Hash
    turns: Annotated[list[_Hash], msgspec.Meta(max_length=8)] = []


class Garbled(Exception):
    """The sandbox ended early or said what it must not say."""


async def read_outcome(
    reader: asyncio.StreamReader,
    on_stage: Callable[[str], None],
    kinds: tuple[RenditionType, ...] = USUAL,
) -> Outcome:
    """The outcome of one job that was to make these files, telling each stage as it begins. Raises Garbled."""
    expected = set(STAGES)
    try:
        while True:
            kind, body = await read_frame(reader, _HEADER_BYTES_MAX)
            match kind:
                case outcome.STAGE if (stage := body.decode()) in expected:
                    expected.remove(stage)
                    on_stage(stage)
                case outcome.REFUSED:
                    return read_refusal(body)
                case outcome.RENDERED:
                    return await read_rendered(reader, body, kinds)
                case _:
                    raise Garbled(f"frame {kind!r}")
    except (asyncio.IncompleteReadError, ConnectionError, msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise Garbled("the job ended without an outcome") from error


async def read_frame(reader: asyncio.StreamReader, most: int) -> tuple[bytes, bytes]:
    """The next frame's kind and body. Raises Garbled beyond so many bytes, and IncompleteReadError."""
    kind, count = outcome.FRAME.unpack(await reader.readexactly(outcome.FRAME.size))
    if count > most:
        raise Garbled(f"{count} bytes announced")
    return kind, await reader.readexactly(count)


def read_refusal(body: bytes) -> Refusal:
    refused = msgspec.json.decode(body, type=_Refused)
    return Refusal(refused.code, refused.sentence)


async def read_rendered(
    reader: asyncio.StreamReader, body: bytes, kinds: tuple[RenditionType, ...] = USUAL
) -> Rendered:
    """What a frame describes, with the files that follow it."""
    said = msgspec.json.decode(body, type=_Rendered)
    renditions = [
        await _rendition(reader, variant, kind)
        for variant in ladder(said.width, said.height)
        for kind in kinds
    ]
    if said.whole is not None and kinds == USUAL:
        base = replace(ladder(*said.whole)[0], name=BASE)
        renditions.append(await _rendition(reader, base, RenditionType.JPEG))
    return Rendered(
        width=said.width,
        height=said.height,
        camera=said.camera,
        taken_at=said.taken_at,
        lens=said.lens,
        exposure=said.exposure,
        could_be_wide=said.could_be_wide,
        placeholder=bytes.fromhex(said.placeholder),
        phash=int(said.phash, 16),
        renditions=renditions,
        whole=said.whole,
        turns=tuple(int(turn, 16) for turn in said.turns),
    )


async def _rendition(reader: asyncio.StreamReader, variant: Variant, kind: RenditionType) -> Rendition:
    frame, data = await read_frame(reader, _RENDITION_BYTES_MAX)
    at, magic = _MAGIC[kind]
    if frame != outcome.BYTES or not data.startswith(magic, at):
        raise Garbled(f"{variant.name} is not {kind}")
    return Rendition(variant.name, kind, variant.width, variant.height, data)
