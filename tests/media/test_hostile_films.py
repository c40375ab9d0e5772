"""Files that are no films of ours, or would like to be more, are refused quickly and in words."""

from __future__ import annotations

import random
import struct
import time
from functools import partial

import pytest

from tests.media import films, photos, reel
from tests.media.films import box
from tests.media.reel import Film, data_of, hevc, plain
from tintype.media.films.model import FilmOrder
from tintype.media.model import Refusal, RefusalCode


def fragmented() -> bytes:
    return films.film(muxer={"movflags": "frag_keyframe+empty_moov"})


def picture_as_film() -> bytes:
    heic = photos.heic(photos.scene(64, 64))
    return heic[:8] + b"mp42" + heic[12:]


def moov(*tracks: bytes, more: bytes = b"") -> bytes:
    head = box(b"ftyp", b"isom\0\0\2\0isomiso2avc1mp41")
    mvhd = box(b"mvhd", struct.pack(">IIIII", 0, 0, 0, 1000, 1000), bytes(80))
    return head + box(b"moov", mvhd, *tracks, more) + box(b"mdat", b"x" * 64)


def track(*tables: bytes, kind: bytes = b"vide") -> bytes:
    handler = box(b"hdlr", bytes(8), kind, bytes(13))
    return box(b"trak", box(b"mdia", handler, box(b"minf", box(b"stbl", *tables))))


def nested(depth: int) -> bytes:
    inside = b""
    for _ in range(depth):
        inside = box(b"udta", inside)
    return inside


HOSTILE = {
    "nested 10,000 deep": moov(more=nested(10_000)),
    "nested 100 deep": moov(more=nested(100)),
    "a billion samples": moov(track(box(b"stsz", struct.pack(">III", 0, 1, 2**30)))),
    "4 billion of one size": moov(track(box(b"stsz", struct.pack(">III", 0, 7, 2**32 - 1)))),
    "a billion times one": moov(track(box(b"stts", struct.pack(">IIII", 0, 1, 2**30, 1)))),
    "table longer than its box": moov(track(box(b"stco", struct.pack(">II", 0, 100_000)))),
    "1,000 tracks": moov(*[track()] * 1000),
    "a fragment of a billion": moov()
    + box(b"moof", box(b"traf", box(b"trun", struct.pack(">II", 0, 2**30)))),
    "fragments of a billion": moov()
    + box(b"moof", box(b"traf", *[box(b"trun", struct.pack(">II", 0, 250_000))] * 4000)),
    "tables of 20 MB": moov(more=box(b"free", bytes(20_000_000))),
    "compressed tables": moov(box(b"cmov", b"zlib")),
    "100,000 boxes": moov() + box(b"free") * 100_000,
    "a box beyond the end": moov()[:-20],
    "no pictures at all": box(b"ftyp", b"isom\0\0\2\0isom") + box(b"moov", box(b"mvhd", bytes(100))),
    "only a name": box(b"ftyp", b"isom\0\0\2\0isom"),
}


@pytest.mark.parametrize("film", HOSTILE.values(), ids=HOSTILE)
async def test_tables_that_ask_for_too_much_are_refused_at_once(film):  # UP-18
    began = time.process_time()
    refusal = await reel.refusal(film)
    assert time.process_time() - began < 1
    assert refusal.code in (RefusalCode.DAMAGED, RefusalCode.HEAVY)
    assert refusal.sentence.endswith(".")


@pytest.mark.parametrize("flags", [0, 2])
async def test_a_film_that_lies_in_another_file_is_refused(flags: int):  # UP-17
    reference = box(b"url ", struct.pack(">I", flags), b"file:///etc/passwd\0")
    film = films.with_box(
        plain(),
        (b"moov", b"trak", b"mdia", b"minf", b"dinf"),
        box(b"dref", struct.pack(">II", 0, 1), reference),
    )
    refusal = await reel.refusal(film)
    assert refusal.code is RefusalCode.TYPE
    assert "other files" in refusal.sentence


@pytest.mark.parametrize(
    ("film", "code"),
    [
        (partial(films.film, size=(8, 8)), RefusalCode.SHAPE),
        (partial(films.film, size=(1600, 32)), RefusalCode.SHAPE),
        (partial(films.film, size=(4400, 2400), seconds=0.1, rate=10, sound=None), RefusalCode.PIXELS),
        (partial(films.film, seconds=0.02, sound=None), RefusalCode.SHAPE),
        (partial(films.film, codec="mpeg4", sound=None), RefusalCode.TYPE),
        (partial(films.film, codec="mjpeg", pixels="yuvj420p", container="mov"), RefusalCode.TYPE),
        (films.sound_alone, RefusalCode.TYPE),
        (partial(films.film, rate=1, seconds=11, when=lambda n: n * 60.0, sound=None), RefusalCode.LONG),
        (partial(films.film, rate=1, seconds=2, when=lambda n: n * 20_000.0, sound=None), RefusalCode.LONG),
        (
            picture_as_film,
            RefusalCode.DAMAGED,
        ),
    ],
    ids=[
        "tiny",
        "a stripe",
        "more than 4k",
        "one picture",
        "mpeg4",
        "mjpeg",
        "sound",
        "11 minutes",
        "5 hours",
        "a picture",
    ],
)
async def test_what_is_no_film_of_ours_is_told_so(film, code):  # UP-16
    assert (await reel.refusal(data_of(film))).code is code


@pytest.mark.parametrize(
    "gif",
    [
        photos.saved(photos.scene(8, 8), "GIF")[:6] + struct.pack("<HH", 60_000, 60_000) + b"NETSCAPE2.0" * 3,
        lambda: films.gif()[:-400],
        partial(films.gif_of_many, 100_000),
    ],
    ids=["flood", "cut off", "100,000 pictures"],
)
async def test_gifs_that_are_too_much_are_refused_unseen(gif):  # UP-10
    data = data_of(gif)
    began = time.process_time()
    assert (await reel.refusal(data)).code in (RefusalCode.DAMAGED, RefusalCode.HEAVY)
    assert time.process_time() - began < 1


@pytest.mark.parametrize("film", [plain, hevc, partial(films.film, muxer={"moov_size": "8192"}), films.gif, fragmented],
                         ids=["mp4", "hevc", "faststart", "gif", "fragments"])  # fmt: skip
async def test_a_film_that_is_cut_off_is_whole_or_refused(film: Film):  # UP-07
    """A container that is complete may lose its last bytes; a film with fewer pictures is never shown as if whole."""
    data = data_of(film)
    whole = (await reel.looked(data)).clip
    for part in range(1, 100, 7):
        found = await reel.outcome(data[: len(data) * part // 100], FilmOrder("look"))
        assert isinstance(found, Refusal) or found.clip == whole, part


@pytest.mark.parametrize("film", [plain, hevc, films.gif], ids=["mp4", "hevc", "gif"])
async def test_films_that_were_tampered_with_come_to_an_end(film: Film):
    rng = random.Random(5)
    for _ in range(12):

        def spoil(copy: bytearray) -> None:
            for _ in range(rng.randint(1, 30)):
                copy[rng.randrange(len(copy))] = rng.randrange(256)

        spoiled = reel.changed(data_of(film), spoil)
        for order in (FilmOrder("look"), FilmOrder("rungs", ("360",))):
            found = await reel.outcome(spoiled, order)
            if isinstance(found, Refusal):
                assert found.sentence.endswith(".")
