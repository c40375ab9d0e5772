"""What is true about videos: limits, the ladder of rungs, what is asked of the sandbox, and why a film is refused.

Imported on both sides of the sandbox, so it imports next to nothing.
"""

from dataclasses import dataclass
from typing import Final, Literal

import msgspec

from tintype.media.model import Refusal, RefusalCode
from tintype.media.sandbox.lock import Allowance

DURATION_MS_MAX: Final = 10 * 60 * 1000
FRAMES_PER_S_MAX: Final = 60
SIDE_MAX: Final = 4320  # of the source; beyond 8K no telephone films, and decoding would not fit its memory
PIXELS_MAX: Final = 4096 * 2304  # decoders hold up to 17 pictures: 15 MB each at this size
SIDE_MIN: Final = 16  # below it encoders and eyes have nothing to work with
ASPECT_MAX: Final = 10
RUNGS: Final = {"360": 360, "540": 540, "720": 720, "1080": 1080}
SOURCE: Final = "source"
PREVIEW: Final = "preview"
USUAL_RUNGS: Final = ("360", "720", "1080")
FIRST_RUNG: Final = "360"
KEY_EVERY_S: Final = 2
SEGMENT_S: Final = 4
PREVIEW_S: Final = 3
PREVIEW_SIDE: Final = 240
AUDIO_BITS_PER_S: Final = 128_000
# What one rung may take at its busiest, bits per second: what the larger sites send at these sizes.
BITS_PER_S_MAX: Final = {"360": 900_000, "540": 1_800_000, "720": 3_200_000, "1080": 6_000_000}
# More than this nobody can stream over a mobile line, so it is not passed through: a telephone films 1080p60 at 17.
PASSED_BITS_PER_S_MAX: Final = 20_000_000
KEY_GAP_S_MAX: Final = 10.0  # of a source that is passed through: a jump lands on a key frame

INIT_BYTES_MAX: Final = 65_536
SEGMENT_BYTES_MAX: Final = 64_000_000  # ten seconds between key frames at 20 Mb/s are 25 MB
SEGMENTS_MAX: Final = 1_000
PREVIEW_BYTES_MAX: Final = 4_000_000

Task = Literal["look", "rungs"]


class FilmOrder(msgspec.Struct, frozen=True):
    """What a child is to do with a film: look at it (facts, poster, and the source as it is where it fits), or
    make rungs by name, and the preview, which begins at `preview_ms`, where that is not negative. is_large: the
    source has more pixels than 1080p.
    """

    task: Task
    rungs: tuple[str, ...] = ()
    preview_ms: int = -1
    is_large: bool = False


class Clip(msgspec.Struct, frozen=True):
    """What a film is. Sizes are of the upright picture; fits: it can be shown as it is."""

    width: int
    height: int
    duration_ms: int
    has_sound: bool
    is_loop: bool
    fits: bool
    bits_per_s: int
    poster_ms: int


@dataclass(frozen=True, slots=True)
class Size:
    width: int
    height: int


def rung_size(width: int, height: int, name: str) -> Size:
    """Even sides that fit a box of 16:9 lying or standing, whose short side the rung is named after.

    3840 × 2160 gives 1920 × 1080 for 1080; 1080 × 1920 gives 360 × 640 for 360; nothing is ever enlarged.
    """
    short = RUNGS[name]
    scale = min(1.0, short / min(width, height), short * 16 / 9 / max(width, height))
    return Size(even(width * scale), even(height * scale))


def even(length: float) -> int:
    """What an encoder of halved colours takes: 853.3 gives 854."""
    return max(2, round(length / 2) * 2)


def is_large(width: int, height: int) -> bool:
    return width * height > 1920 * 1088


def rungs_of(clip: Clip, names: tuple[str, ...] = USUAL_RUNGS) -> tuple[str, ...]:
    """The rungs a clip gets, smallest first. Sizes that come out equal are made once; one that the source itself
    serves as well is not made.
    """
    chosen: dict[tuple[int, int], str] = {}
    for name in names:
        size = rung_size(clip.width, clip.height, name)
        chosen.setdefault((size.width, size.height), name)
    whole = (even(clip.width), even(clip.height))
    top = chosen.get(whole)
    if clip.fits and top is not None and clip.bits_per_s <= BITS_PER_S_MAX[top] * 1.5:
        del chosen[whole]
    return tuple(chosen.values())


# How far everything else goes before: pages (0) and photos (5) before a film that somebody waits for, and that one
# before rungs that make a film nicer which plays already.
_WAITED_FOR, _LATER = 3, 10
# Rungs of 1080p take 440 MB of their own, those of 4K HEVC in ten bits 610 (docs/decisions/0042).
_LARGE_BYTES: Final = 256 * 2**20
_SHARED_BYTES: Final = 96 * 2**20  # of the fork server: in the peak of a child, though not of its own


def allowance_of(order: FilmOrder, duration_ms: int, data_bytes: int) -> Allowance:
    """A net: what a film costs is known, and this is several times as much.

    Looking reads a gigabyte and decodes a few pictures. Rungs take 2.2 s of a processor a second of 1080p30, and four
    times that from 60 frames a second of 4K HEVC.
    """
    peak_bytes = data_bytes + _SHARED_BYTES
    if order.task == "look":
        return Allowance(180.0, 60, peak_bytes, data_bytes, _WAITED_FOR)
    cpu_s = 60 + 12 * duration_ms // 1000
    niceness = _WAITED_FOR if order.rungs == (FIRST_RUNG,) and order.preview_ms < 0 else _LATER
    if order.is_large:
        data_bytes, peak_bytes = data_bytes + _LARGE_BYTES, peak_bytes + _LARGE_BYTES
    # Others go first, so the wall is no sign of anything wrong before it is much later.
    return Allowance(6.0 * cpu_s, cpu_s, peak_bytes, data_bytes, niceness)


FILM_DAMAGED: Final = Refusal(
    RefusalCode.DAMAGED, "The video is damaged or incomplete. Choose it again, or save it again as MP4."
)
FILM_HEAVY: Final = Refusal(
    RefusalCode.HEAVY,
    "This video is put together in a way that takes too much to open. Save it again as MP4.",
)
FILM_LINKED: Final = Refusal(
    RefusalCode.TYPE, "This video keeps its pictures in other files. Export it as one MP4 and try again."
)
NO_PICTURE: Final = Refusal(
    RefusalCode.TYPE,
    "There is no H.264 or HEVC picture in this file. Choose a video, or save it again as MP4.",
)
TOO_LONG: Final = Refusal(
    RefusalCode.LONG, "Videos may be up to 10 minutes long. Cut this one and try again."
)
TOO_SHORT: Final = Refusal(RefusalCode.SHAPE, "This video has no length. Choose a longer one.")
FILM_SLOW: Final = Refusal(
    RefusalCode.SLOW, "This video takes too long to make ready. Save a smaller version of it and try again."
)
FILM_CRASHED: Final = Refusal(
    RefusalCode.CRASHED, "This video could not be opened. Save it again as MP4 and try again."
)


def refuse_picture(width: int, height: int) -> Refusal | None:
    """Says no to pictures nobody can look at and to those that would not fit into memory."""
    if min(width, height) < SIDE_MIN or max(width, height) > ASPECT_MAX * min(width, height):
        return Refusal(
            RefusalCode.SHAPE,
            f"The video is {width} × {height} pixels. From {SIDE_MIN} pixels on a side, and up to {ASPECT_MAX} "
            "times as long as wide, are taken; crop it and try again.",
        )
    if max(width, height) > SIDE_MAX or width * height > PIXELS_MAX:
        return Refusal(
            RefusalCode.PIXELS,
            f"The video is {width} × {height} pixels. Up to 4096 × 2304 are taken; save a smaller version.",
        )
    return None
