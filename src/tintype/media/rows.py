"""Media as the records keep them, and the names of all blobs."""

import secrets
from base64 import b32encode
from dataclasses import dataclass
from typing import Final

from tintype.kernel.ids import AccountId, MediaId, shard_of
from tintype.media.made import AS_USUAL, NOTHING_MORE, USUAL, Made, Wishes
from tintype.media.model import (
    BASE,
    VARIANTS,
    MediaKind,
    MediaState,
    Reach,
    RefusalCode,
    RenditionType,
    Variant,
    Verdict,
    ladder,
)

TYPES: Final = USUAL
EXTRAS: Final = (RenditionType.WEBP, RenditionType.FINE)  # made when somebody first asks for them
KEY_CHARACTERS: Final = 3 + 26


@dataclass(frozen=True, slots=True)
class MediaRow:
    """One photo. What is made of it is known when its state is ready."""

    id: MediaId
    owner_id: AccountId
    kind: MediaKind
    state: MediaState
    key: str
    created_us: int
    updated_us: int
    problem: RefusalCode | None = None
    detail: str = ""
    name: str = ""
    size: int = 0
    sha256: bytes = b""
    source: str | None = None
    width: int = 0
    height: int = 0
    placeholder: bytes = b""
    camera: str | None = None
    taken_at: str | None = None
    files: tuple[int, ...] = ()
    reach: Reach = Reach.OWNER
    made: Made = NOTHING_MORE
    wishes: Wishes = AS_USUAL
    verdict: Verdict = Verdict.FINE

    @property
    def variants(self) -> list[Variant]:
        """The sizes that exist, largest first."""
        return ladder(self.width, self.height) if self.state is MediaState.READY else []

    @property
    def is_shown(self) -> bool:
        """Whether others may see it, as far as its owner's privacy and its posts let them."""
        return self.state is MediaState.READY and self.verdict in (Verdict.FINE, Verdict.CLEARED)

    def bytes_of(self, name: str, kind: RenditionType) -> int:
        """The size in bytes of one rendition."""
        if name == BASE:
            return self.files[-1]
        place = [variant.name for variant in self.variants].index(name)
        if kind in EXTRAS:
            return self.made.extra[kind.value][place]
        return self.files[place * len(TYPES) + TYPES.index(kind)]


def fresh_key(owner_id: AccountId) -> str:
    """What a URL names: the shard, so that one look finds the row, and 128 bits that nobody can guess."""
    return f"{shard_of(owner_id):03x}{_random()}"


def shard_of_key(key: str) -> int | None:
    """The shard that a key names; None for what is no key of ours."""
    if len(key) != KEY_CHARACTERS or not key.isascii() or not key.isalnum() or key != key.lower():
        return None
    try:
        return int(key[:3], 16)
    except ValueError:
        return None


def quarantine_blob() -> str:
    """Where bytes arrive that nobody has looked at."""
    return f"quarantine/{_random()}"


def original_blob(owner_id: AccountId, sha256: bytes) -> str:
    """The owner's private original: the same bytes of one owner are one blob, those of two owners are two."""
    digest = sha256.hex()
    return f"originals/{digest[:2]}/{owner_id}-{digest}"


def picture_files() -> list[tuple[str, RenditionType]]:
    """The files of a photo; which `is_optional` need not be there."""
    return [*((name, kind) for name in VARIANTS for kind in (*TYPES, *EXTRAS)), (BASE, RenditionType.JPEG)]


def is_optional(name: str, kind: RenditionType) -> bool:
    """Whether only some photos have this file: edited ones, or those of which somebody asked for it."""
    return name == BASE or kind in EXTRAS


def rendition_blob(key: str, name: str, kind: RenditionType) -> str:
    """One file of one photo; what differs in the last part only lies together."""
    return f"m/{key}/{name}.{kind.extension}"


def _random() -> str:
    return b32encode(secrets.token_bytes(16)).decode().rstrip("=").lower()
