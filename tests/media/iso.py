"""HEIC and AVIF files put together box by box (ISO 14496-12, 23008-12), as phones write them and as nobody should."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from PIL import Image

from tests.media import photos

HEIC, AVIF = b"heic", b"avif"


@dataclass(frozen=True)
class Item:
    """One item: its kind, its bytes, its property boxes, and which items it is about: `{b"dimg": [2, 3]}`."""

    kind: bytes
    data: bytes
    properties: tuple[bytes, ...] = ()
    refers: dict[bytes, list[int]] = field(default_factory=dict)
    words: bytes = b""


def box(kind: bytes, *body: bytes) -> bytes:
    joined = b"".join(body)
    return struct.pack(">I", 8 + len(joined)) + kind + joined


def full(kind: bytes, *body: bytes, version: int = 0, flags: int = 0) -> bytes:
    return box(kind, struct.pack(">I", version << 24 | flags), *body)


def boxes(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Kind and contents of the boxes in a row."""
    at = 0
    while at + 8 <= len(data):
        size, kind = struct.unpack_from(">I4s", data, at)
        begin = at + 8
        if size == 1:
            (size,) = struct.unpack_from(">Q", data, begin)
            begin += 8
        end = len(data) if size == 0 else at + size
        assert begin <= end <= len(data), f"{kind!r} ends beyond the file"
        yield kind, data[begin:end]
        at = end
    assert at == len(data), "bytes behind the last box"


def tile(image: Image.Image, brand: bytes, **options: object) -> Item:
    """A coded picture as one item, with what its decoder needs."""
    made = (
        photos.heic(image, **options)
        if brand == HEIC
        else photos.saved(image, "AVIF", **{"quality": 80, **options})
    )
    parts = dict(boxes(made))
    config = b"hvcC" if brand == HEIC else b"av1C"
    at = made.index(config)
    (size,) = struct.unpack_from(">I", made, at - 4)
    kind = b"hvc1" if brand == HEIC else b"av01"
    return Item(kind, parts[b"mdat"], (made[at - 4 : at - 4 + size], extents(image.size)))


def extents(size: tuple[int, int]) -> bytes:
    return full(b"ispe", struct.pack(">II", *size))


def grid(size: tuple[int, int], columns: int, rows: int, tiles: list[int], *more: bytes) -> Item:
    body = struct.pack(">BBBBHH", 0, 0, rows - 1, columns - 1, *size)
    return Item(b"grid", body, (extents(size), *more), {b"dimg": tiles})


def turned(quarters: int) -> bytes:
    """Anticlockwise."""
    return box(b"irot", bytes([quarters]))


def mirrored(axis: int) -> bytes:
    """0: top becomes bottom, 1: left becomes right."""
    return box(b"imir", bytes([axis]))


def clapped(*numbers: int) -> bytes:
    """Width, height, distance of the middle to the right and down, each with what it is divided by."""
    return box(b"clap", struct.pack(">IIIIiIiI", *numbers))


def exif_item(about: int, block: bytes) -> Item:
    """The block begins `Exif\\0\\0`, behind which is what the number in front of it points to."""
    return Item(b"Exif", struct.pack(">I", 6) + block, refers={b"cdsc": [about]})


def xmp_item(about: int, text: bytes) -> Item:
    return Item(b"mime", text, refers={b"cdsc": [about]}, words=b"application/rdf+xml\0")


def auxiliary(picture: Item, about: int, urn: bytes) -> Item:
    return Item(
        picture.kind, picture.data, (*picture.properties, full(b"auxC", urn + b"\0")), {b"auxl": [about]}
    )


def container(brand: bytes, items: list[Item], primary: int = 1, trailer: bytes = b"") -> bytes:
    """The file. Items are numbered from 1; all but the primary one and its tiles are hidden as they should be."""
    ipco, ipma = b"", b""
    count = 0
    for number, item in enumerate(items, 1):
        places = bytes(count + place + 1 | 0x80 for place in range(len(item.properties)))
        ipco += b"".join(item.properties)
        ipma += struct.pack(">HB", number, len(places)) + places
        count += len(item.properties)
    entries = [
        full(
            b"infe",
            struct.pack(">HH", number, 0) + item.kind + b"\0" + item.words,
            version=2,
            flags=int(number != primary),
        )
        for number, item in enumerate(items, 1)
    ]
    references = [
        box(kind, struct.pack(f">HH{len(to)}H", number, len(to), *to))
        for number, item in enumerate(items, 1)
        for kind, to in item.refers.items()
    ]

    def meta(start: int) -> bytes:
        iloc = b""
        at = start
        for number, item in enumerate(items, 1):
            iloc += struct.pack(">HHHII", number, 0, 1, at, len(item.data))
            at += len(item.data)
        return full(
            b"meta",
            full(b"hdlr", bytes(4) + b"pict" + bytes(13)),
            full(b"pitm", struct.pack(">H", primary)),
            full(b"iloc", b"\x44\0" + struct.pack(">H", len(items)) + iloc),
            full(b"iinf", struct.pack(">H", len(items)), *entries),
            *([full(b"iref", *references)] if references else []),
            box(b"iprp", box(b"ipco", ipco), full(b"ipma", struct.pack(">I", len(items)) + ipma)),
        )

    head = box(b"ftyp", brand, bytes(4), b"mif1", brand, b"miaf")
    start = len(head) + len(meta(0)) + 8
    return head + meta(start) + box(b"mdat", *(item.data for item in items)) + trailer
