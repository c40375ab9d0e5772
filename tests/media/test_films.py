"""Films of every kind come out right, and those that are none are refused quickly and in words."""

from __future__ import annotations

import io
import time
from functools import partial
from itertools import pairwise

import pytest
from PIL import Image

from tests.media import films, photos, reel
from tests.media.films import box
from tests.media.reel import data_of, hevc, plain
from tintype.media.films.model import Clip, rung_size, rungs_of


def shape(frame) -> tuple[int, int]:
    return frame.width, frame.height


# --------------------------------------------------------------------------------------------------- honest films


async def test_what_fits_is_passed_on_picture_by_picture():
    looked = await reel.looked(plain())
    assert looked.clip.fits
    assert (looked.clip.width, looked.clip.height, looked.clip.has_sound) == (320, 240, True)
    assert looked.clip.duration_ms == pytest.approx(1200, abs=30)
    assert len(looked.frames("source")) == 36
    assert sum(frame.samples for frame in looked.sound("source")) >= 1.2 * 48_000
    assert looked.rung("source").codecs.endswith("mp4a.40.2")
    assert [each.name for each in looked.rendered.renditions][::2] == ["large", "medium", "small", "thumb"]


async def test_passing_on_costs_a_small_part_of_the_length():
    film = films.film(seconds=30, rate=10, options={"g": "20"}, sound=None)
    began = time.process_time()
    looked = await reel.looked(film)
    assert looked.clip.fits
    assert time.process_time() - began < 0.05 * 30


@pytest.mark.parametrize(
    ("film", "size", "count", "has_sound"),
    [
        (hevc, (320, 240), 36, True),
        (partial(films.film, container="mov", sound="pcm_s16le"), (320, 240), 36, True),
        (partial(films.film, sound=None), (320, 240), 36, False),
        (partial(films.film, turned=90, size=(320, 180)), (180, 320), 36, True),
        (partial(films.film, turned=180), (320, 240), 36, True),
        (partial(films.film, size=(322, 242)), (322, 242), 36, True),
        (partial(films.film, codec="libx265", size=(321, 241), pixels="yuv444p"), (320, 240), 36, True),
        (partial(films.film, rate=120, seconds=0.5), (320, 240), 30, True),
        (partial(films.film, muxer={"movflags": "frag_keyframe+empty_moov"}), (320, 240), 36, True),
        (partial(films.film, pixels="yuvj420p"), (320, 240), 36, True),
        (films.gif, (120, 90), 6, False),
    ],
    ids=["hevc 10 bit", "mov with pcm", "silent", "turned", "upside down", "odd", "odd hevc 444", "120 a second",
         "fragments", "full range", "gif"],
)  # fmt: skip
async def test_every_film_becomes_a_rung_of_the_right_shape(film, size, count, has_sound):  # UP-16
    made = await reel.made(data_of(film), "360")
    frames = made.frames("360")
    assert (shape(frames[0]), len(frames)) == (size, count)
    assert {frame.format.name for frame in frames} == {"yuv420p"}
    assert bool(made.sound("360")) == has_sound


async def test_what_is_transparent_of_a_gif_shows_white():
    seen = Image.new("RGBA", (80, 60), (0, 0, 0, 0))
    seen.paste((200, 0, 0, 255), (0, 0, 20, 20))
    moved = seen.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    gif = photos.saved(seen, "GIF", save_all=True, append_images=[moved], duration=200, loop=0, disposal=2)
    shown = (await reel.made(gif, "360")).frames("360")[0].to_image()
    assert min(shown.getpixel((60, 40))) > 240
    red, green, _ = shown.getpixel((8, 8))
    assert red > 150 > green
    looked = await reel.looked(gif)
    poster = Image.open(io.BytesIO(looked.rendered.small)).convert("RGB")
    assert min(poster.getpixel((60, 40))) > 240


async def test_moments_of_a_film_without_a_steady_rate_are_kept():  # UP-16
    film = films.film(when=lambda n: n / 30 + (0.5 if n > 10 else 0), sound=None)
    frames = (await reel.made(film, "360")).frames("360")
    gaps = [round(later.time - earlier.time, 3) for earlier, later in pairwise(frames)]
    assert max(gaps) == pytest.approx(0.533, abs=0.005)
    assert frames[-1].time - frames[0].time == pytest.approx(1.667, abs=0.005)


async def test_a_film_that_begins_late_begins_at_nothing():  # UP-16: negative and late times, edit lists
    film = films.film(when=lambda n: 3 + n / 30)
    made = await reel.made(film, "360")
    assert made.frames("360")[0].time < 0.1
    assert len(made.frames("360")) == 36


async def test_key_frames_come_every_two_seconds_and_segments_every_four():
    made = await reel.made(films.film(seconds=9, rate=10, sound=None), "360")
    frames = made.frames("360")
    keys = [round(frame.time - frames[0].time, 1) for frame in frames if frame.key_frame]
    assert keys == [0, 2, 4, 6, 8]
    assert [ms for ms, _ in made.rung("360").segments][:2] == [4000, 4000]
    assert sum(count for _, count in made.rung("360").segments) + made.rung("360").head == len(
        made.files["360"]
    )


async def test_a_ladder_is_made_in_one_go():
    made = await reel.made(
        films.film(seconds=0.6, size=(1920, 1080), rate=10), "360", "720", "1080", preview_ms=0
    )
    assert [shape(made.frames(name)[0]) for name in ("360", "720", "1080")] == [
        (640, 360),
        (1280, 720),
        (1920, 1080),
    ]
    assert {len(made.frames(name)) for name in ("360", "720", "1080")} == {6}
    assert made.rung("1080").codecs == "avc1.640028,mp4a.40.2"


async def test_the_poster_is_not_the_dark_before_the_film():
    dark = films.film(seconds=4, rate=10, darkness=10)
    looked = await reel.looked(dark)
    assert looked.clip.poster_ms > 900
    assert looked.rendered.phash


@pytest.mark.parametrize(
    ("size", "name", "expected"),
    [
        ((3840, 2160), "1080", (1920, 1080)),
        ((1080, 1920), "360", (360, 640)),
        ((1080, 1080), "720", (720, 720)),
        ((854, 480), "1080", (854, 480)),
        ((4096, 1716), "1080", (1920, 804)),
        ((321, 241), "360", (320, 240)),
    ],
)
def test_sizes_of_rungs(size, name, expected):
    found = rung_size(*size, name)
    assert (found.width, found.height) == expected


def test_what_the_source_serves_is_not_made_again():
    small = Clip(640, 360, 1000, False, False, True, 500_000, 0)
    assert rungs_of(small) == ()
    large = Clip(1920, 1080, 1000, False, False, True, 16_000_000, 0)
    assert rungs_of(large) == ("360", "720", "1080")
    thrifty = Clip(1920, 1080, 1000, False, False, True, 4_000_000, 0)
    assert rungs_of(thrifty) == ("360", "720")
    between = Clip(854, 480, 1000, False, False, False, 4_000_000, 0)
    assert rungs_of(between) == ("360", "720")
    assert rungs_of(large, ("360", "540", "720", "1080")) == ("360", "540", "720", "1080")


# ---------------------------------------------------------------------------------------------- nothing is told on


@pytest.mark.parametrize(
    "film",
    [
        partial(films.film, told=True, container="mov"),
        partial(films.film, told=True, codec="libx265", container="mov"),
        partial(films.film, told=True, muxer={"movflags": "use_metadata_tags"}),
        lambda: films.with_box(
            plain(), (b"moov",), box(b"udta", box(b"\xa9xyz", b"\0\x20\x15\xc7", films.CANARY + b"-xyz"))
        ),
        lambda: films.with_box(plain(), (b"moov",), box(b"meta", b"\0\0\0\0", films.CANARY + b"-meta")),
        lambda: films.with_box(plain(), (b"moov",), box(b"uuid", bytes(16), films.CANARY + b"-uuid")),
        lambda: films.with_box(plain(), (), box(b"free", films.CANARY + b"-free")),
        lambda: films.with_box(plain(), (), box(b"uuid", bytes(16), b"<x:xmpmeta>" + films.CANARY)),
        lambda: plain() + b"SEFT" + films.CANARY,
        lambda: films.with_message(plain(), films.CANARY * 3),
        lambda: films.with_hidden_configuration(plain(), films.CANARY),
        partial(films.with_telemetry, films.CANARY),
        partial(films.with_chapters_and_cover, films.CANARY),
        films.gif,
    ],
    ids=[
        "quicktime",
        "hevc",
        "keys",
        "xyz",
        "meta",
        "uuid",
        "free",
        "xmp",
        "trailer",
        "sei",
        "avcc",
        "gpmf",
        "chapters and cover",
        "gif",
    ],
)
async def test_nothing_that_was_noted_beside_the_picture_comes_out(film):  # UP-20, UP-22, UP-25, UP-26
    data = data_of(film)
    assert films.CANARY in data
    looked = await reel.looked(data)
    made = await reel.made(data, "360", preview_ms=0)
    outputs = [*looked.files.values(), *made.files.values(), made.told.preview]
    for poster in looked.rendered.renditions:
        assert films.CANARY not in poster.data
    for output in outputs:
        assert films.CANARY not in output
        for word in (b"x264", b"Lavf", b"Lavc", b"+48.2033", b"udta", b"meta", b"uuid", b"tmcd", b"gpmd"):
            assert word not in output, word
    assert looked.rendered.camera is None


async def test_the_real_film_goes_in_and_comes_out_right():
    film = photos.real("videos-real", "bottle-detection.mp4").read_bytes()
    looked = await reel.looked(film)
    assert (looked.clip.width, looked.clip.height, looked.clip.duration_ms) == (640, 360, 39_855)
    assert looked.clip.fits
    assert len(looked.frames("source")) == 1189
