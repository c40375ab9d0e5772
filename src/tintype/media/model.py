"""What is true about media: kinds, states, the ladder of sizes, the limits and why a file is refused."""

from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import Final


class MediaKind(StrEnum):
    PHOTO = "photo"
    VIDEO = "video"


class MediaState(StrEnum):
    WAITING = "waiting"
    PROCESSING = "processing"
    READY = "ready"
    FAILED = "failed"


class Reach(IntEnum):
    """Whom the posts that carry a photo show it to, beyond what its owner's privacy says."""

    OWNER = 0
    FOLLOWERS = 1
    EVERYONE = 2
    CLOSE_FRIENDS = 3

    @property
    def is_some(self) -> bool:
        """Whether a photo is shown to some people, but not to everybody."""
        return self in {Reach.FOLLOWERS, Reach.CLOSE_FRIENDS}


_BY_WIDTH: Final = (Reach.OWNER, Reach.CLOSE_FRIENDS, Reach.FOLLOWERS, Reach.EVERYONE)


def width(reach: Reach) -> int:
    """Rises with the number of people: close friends are some of the followers."""
    return _BY_WIDTH.index(reach)


class Verdict(IntEnum):
    """What the site's policy says of a medium."""

    FINE = 0
    HELD = 1
    CLEARED = 2
    BLOCKED = 3


# Back from processing to waiting: the process that held the job died, and another one takes it.
_MOVES: Final[dict[MediaState, frozenset[MediaState]]] = {
    MediaState.WAITING: frozenset({MediaState.PROCESSING, MediaState.FAILED}),
    MediaState.PROCESSING: frozenset({MediaState.READY, MediaState.FAILED, MediaState.WAITING}),
    MediaState.FAILED: frozenset({MediaState.WAITING}),
    MediaState.READY: frozenset(),
}


def may_move(old: MediaState, new: MediaState) -> bool:
    return new in _MOVES[old]


def states_before(new: MediaState) -> list[MediaState]:
    """The states from which a medium may become this one; an UPDATE names them in its WHERE."""
    return [old for old, following in _MOVES.items() if new in following]


class PhotoFormat(StrEnum):
    """What the bytes are, whatever the name or the declared type says."""

    JPEG = "jpeg"
    PNG = "png"
    WEBP = "webp"
    HEIC = "heic"
    AVIF = "avif"
    GIF = "gif"


class FilmFormat(StrEnum):
    """The same for what moves."""

    MP4 = "mp4"
    MOV = "mov"
    GIF = "gif"


class RenditionType(StrEnum):
    """What we make; fine is AVIF with more patience. The value is the name in JSON, the extension that in URLs."""

    AVIF = "avif"
    JPEG = "jpeg"
    WEBP = "webp"
    FINE = "fine"

    @property
    def extension(self) -> str:
        return _EXTENSIONS.get(self, self.value)

    @property
    def mime(self) -> str:
        return "image/avif" if self is RenditionType.FINE else f"image/{self.value}"


_EXTENSIONS: Final = {RenditionType.JPEG: "jpg", RenditionType.FINE: "fine.avif"}


PHOTO_BYTES_MAX: Final = 50_000_000
VIDEO_BYTES_MAX: Final = 1_000_000_000
PIXELS_MAX: Final = 100_000_000
SIDE_MAX: Final = 30_000
ASPECT_MAX: Final = 50
# Decoders of these hold several full copies; above this a job would not fit its 512 MiB. docs/decisions/0020.
PIXELS_MAX_OF: Final[dict[PhotoFormat, int]] = {
    PhotoFormat.WEBP: 25_000_000,
    PhotoFormat.HEIC: 52_000_000,
    PhotoFormat.AVIF: 40_000_000,
    PhotoFormat.GIF: 25_000_000,
}
# libjpeg fills what is missing with grey and reports success when an end marker follows. The flattest picture
# that a camera or an editor writes needs about 0.003 bytes a pixel (progressive, optimised tables).
JPEG_BYTES_PER_PIXEL_MIN: Final = 0.002


@dataclass(frozen=True, slots=True)
class Variant:
    """One rung of the ladder. A crop fills its square and loses the rest."""

    name: str
    width: int
    height: int
    crop: bool = False


THUMB: Final = 150
WIDTHS: Final = {"large": 1080, "medium": 640, "small": 320}
VARIANTS: Final = ("thumb", "small", "medium", "large")
# The whole photo as large as it is shown, a JPEG, beside what an edit made of it: for its owner to edit it further.
BASE: Final = "base"
# A long screenshot keeps its width up to 1080 × 8640; beyond that it gets narrower instead of longer.
TALL_MAX: Final = 8


def ladder(width: int, height: int) -> list[Variant]:
    """The sizes made of an upright picture, largest first, the thumb last; nothing is ever enlarged.

    4000 × 3000 gives large 1080 × 810, medium 640 × 480, small 320 × 240, thumb 150 × 150;
    500 × 400 gives large and medium 500 × 400.
    """
    rungs = [_rung(name, width, height, wide) for name, wide in WIDTHS.items()]
    side = min(THUMB, width, height)
    return [*rungs, Variant("thumb", side, side, crop=True)]


def _rung(name: str, width: int, height: int, wide: int) -> Variant:
    scale = min(1.0, wide / width, wide * TALL_MAX / height)
    return Variant(name, max(1, round(width * scale)), max(1, round(height * scale)))


class RefusalCode(StrEnum):
    """Why a file is not taken. Clients translate these; the words may change, the codes do not."""

    EMPTY = "file_empty"
    TOO_LARGE = "file_too_large"
    TYPE = "type_unsupported"
    PIXELS = "too_many_pixels"
    SHAPE = "shape_unsupported"
    DAMAGED = "file_damaged"
    HEAVY = "too_heavy"
    LONG = "too_long"
    SLOW = "too_slow"
    CRASHED = "not_decodable"
    BLOCKED = "blocked"
    UNSAFE = "sandbox_unavailable"


# Trying again may help: the machine was busy, or a bug of ours is mended. The upload is kept for a day.
RETRYABLE: Final = frozenset({RefusalCode.SLOW, RefusalCode.CRASHED, RefusalCode.UNSAFE})


@dataclass(frozen=True, slots=True)
class Refusal:
    """A file that is not taken: a code for programs, a sentence that tells a person what to do."""

    code: RefusalCode
    sentence: str


@dataclass(frozen=True, slots=True)
class FileLimits:
    """How many bytes a file of each kind may have."""

    photo: int = PHOTO_BYTES_MAX
    video: int = VIDEO_BYTES_MAX

    def of(self, kind: MediaKind) -> int:
        return self.video if kind is MediaKind.VIDEO else self.photo

    @property
    def largest(self) -> int:
        return max(self.photo, self.video)


AS_DECIDED: Final = FileLimits()
ANY_SIZE: Final = FileLimits(1 << 62, 1 << 62)  # Where the size was judged before.
EMPTY: Final = Refusal(RefusalCode.EMPTY, "The file is empty. Choose it again.")


def refuse_size(
    count: int, kind: MediaKind = MediaKind.PHOTO, limits: FileLimits = AS_DECIDED
) -> Refusal | None:
    if count <= 0:
        return EMPTY
    if count > limits.of(kind):
        return Refusal(
            RefusalCode.TOO_LARGE,
            f"{kind.value.title()}s may be up to {_spelled(limits.of(kind))}. "
            "Save a smaller version of this one and try again.",
        )
    return None


def _spelled(count: int) -> str:
    """Bytes as people say them: 50 MB, 1 GB, 1.5 GB."""
    return f"{count / 1e9:g} GB" if count >= 1_000_000_000 else f"{count / 1e6:g} MB"


def refuse_shape(photo_format: PhotoFormat, width: int, height: int) -> Refusal | None:
    """Says no to pixel floods and to shapes nobody can look at, before anything is decoded."""
    if width < 1 or height < 1:
        return Refusal(
            RefusalCode.DAMAGED, "The photo says it has no pixels. Save it again as JPEG and try again."
        )
    pixels_max = PIXELS_MAX_OF.get(photo_format, PIXELS_MAX)
    if width > SIDE_MAX or height > SIDE_MAX or width * height > pixels_max:
        return Refusal(
            RefusalCode.PIXELS,
            f"The photo is {width} × {height} pixels. Up to {pixels_max // 1_000_000} megapixels and "
            f"{SIDE_MAX} pixels on a side are taken; make it smaller and try again.",
        )
    if max(width, height) > ASPECT_MAX * min(width, height):
        return Refusal(
            RefusalCode.SHAPE,
            f"The photo is more than {ASPECT_MAX} times as long as it is wide. Crop it and try again.",
        )
    return None


def refuse_emptiness(photo_format: PhotoFormat, width: int, height: int, count: int) -> Refusal | None:
    """Says no to a JPEG whose header promises far more than its bytes can hold."""
    if photo_format is PhotoFormat.JPEG and count < width * height * JPEG_BYTES_PER_PIXEL_MIN:
        return DAMAGED
    return None


DAMAGED: Final = Refusal(
    RefusalCode.DAMAGED, "The photo is damaged or incomplete. Choose it again, or save it again as JPEG."
)
NOT_A_PHOTO: Final = Refusal(RefusalCode.TYPE, "This is a video, not a photo. Choose a photo.")
HEAVY: Final = Refusal(
    RefusalCode.HEAVY, "This photo needs too much memory to open. Save a smaller version of it and try again."
)
SLOW: Final = Refusal(
    RefusalCode.SLOW, "This photo takes too long to open. Save it again as JPEG and try again."
)
CRASHED: Final = Refusal(
    RefusalCode.CRASHED, "This photo could not be opened. Save it again as JPEG and try again."
)
BLOCKED: Final = Refusal(
    RefusalCode.BLOCKED,
    "This picture may not be shown on this site. Choose another one, or ask the people who run the site if you think "
    "this is a mistake.",
)
UNSAFE: Final = Refusal(
    RefusalCode.UNSAFE, "This server cannot open photos safely at the moment. Tell the people who run it."
)
