"""What somebody says they are going to send, and what they are given leave for."""

from dataclasses import dataclass
from typing import Final

from tintype.kernel.problems import Invalid, Unsupported
from tintype.media.model import FileLimits, MediaKind, refuse_size
from tintype.media.uploads.refusals import problem_of
from tintype.media.uploads.upload_store import UploadRow
from tintype.ports.blob_store import SignedUpload
from tintype.ports.part_store import PART_BYTES_MIN, PARTS_MAX, Part, PartStore, UploadStore

PART_BYTES_MAX: Final = 64 << 20  # What is sent again when a line breaks.
UNKNOWN_TYPE: Final = "application/octet-stream"  # Browsers know no name for HEIC. The bytes decide anyway.
PHOTO_TYPES: Final = frozenset(
    f"image/{name}" for name in ("jpeg", "png", "webp", "heic", "heif", "avif", "gif")
)
VIDEO_TYPES: Final = frozenset({"video/mp4", "video/quicktime"})
ARCHIVE_TYPE: Final = "application/zip"  # What somebody brings from elsewhere: no medium, and made into none.


@dataclass(frozen=True, slots=True)
class Announced:
    """A file before it is sent: in one piece with its SHA-256, or in parts of one length with theirs."""

    size: int
    media_type: str
    name: str = ""
    sha256: bytes = b""
    part_bytes: int = 0
    digests: tuple[bytes, ...] = ()

    def check(self, limits: FileLimits) -> None:
        """Whether such a file can be taken at all. Raises Invalid, TooLarge and Unsupported."""
        if self.media_type == ARCHIVE_TYPE:
            self._check_archive()
        elif self.media_type not in PHOTO_TYPES | VIDEO_TYPES | {UNKNOWN_TYPE}:
            raise Unsupported(
                "Choose a JPEG, PNG, WebP, HEIC or AVIF picture, or an MP4 or MOV video.",
                code="type_unsupported",
            )
        elif refusal := refuse_size(self.size, self._kind(limits), limits):
            raise problem_of(refusal)
        if bool(self.sha256) == bool(self.digests):
            raise Invalid(
                "Send sha256 for a file in one piece, or part_bytes and parts for one in parts.",
                fields={"sha256": ["format"]},
            )
        if self.digests:
            self._check_parts()
        elif len(self.sha256) != 32:
            raise Invalid("sha256 is 64 hexadecimal digits.", fields={"sha256": ["format"]})

    def _check_archive(self) -> None:
        """As large as its parts allow; what its owner may keep here is asked as well."""
        if self.size <= 0 or not self.digests:
            raise Invalid("An archive is sent in parts.", fields={"parts": ["required"]})

    def _check_parts(self) -> None:
        if any(len(each) != 32 for each in self.digests):
            raise Invalid("Each of parts is 64 hexadecimal digits.", fields={"parts": ["format"]})
        if len(self.digests) > PARTS_MAX:
            raise Invalid(
                f"At most {PARTS_MAX} parts are taken. Make them longer.", fields={"parts": ["too_many"]}
            )
        is_enough = self.part_bytes >= PART_BYTES_MIN or (len(self.digests) == 1 and self.part_bytes > 0)
        if not is_enough or self.part_bytes > PART_BYTES_MAX:
            raise Invalid(
                f"part_bytes is from {PART_BYTES_MIN} to {PART_BYTES_MAX}.", fields={"part_bytes": ["range"]}
            )
        if len(self.digests) != -(-self.size // self.part_bytes):
            raise Invalid(
                "There is one of parts for every part_bytes of the file, and one for what is left.",
                fields={"parts": ["number"]},
            )

    def _kind(self, limits: FileLimits) -> MediaKind:
        """What it is by its own account; of what is not known, whatever may be larger."""
        if self.media_type in PHOTO_TYPES:
            return MediaKind.PHOTO
        if self.media_type in VIDEO_TYPES:
            return MediaKind.VIDEO
        return max(MediaKind, key=limits.of)


@dataclass(frozen=True, slots=True)
class SignedPart:
    """One part that may be sent, and where in the file it begins."""

    part: Part
    offset: int
    signed: SignedUpload


@dataclass(frozen=True, slots=True)
class Leave:
    """What may still be sent of an upload, and what is here. `whole` is None for one in parts."""

    upload: UploadRow
    expires_us: int
    whole: SignedUpload | None
    parts: list[SignedPart]
    parts_done: list[int]


def signed_leave(store: UploadStore, upload: UploadRow, done: set[int], expires_us: int) -> Leave:
    """Leave for all of an upload but the parts that are here; part 1 of one in one piece is all of it."""
    if upload.parted:
        parts = _signed_parts(store, upload, done, expires_us)
        expires_us = min((each.signed.expires_us for each in parts), default=expires_us)
        return Leave(upload, expires_us, None, parts, sorted(done))
    signed = store.sign_upload(
        upload.blob,
        size=upload.size,
        media_type=upload.media_type,
        sha256=upload.sha256,
        expires_us=expires_us,
    )
    return Leave(upload, signed.expires_us, signed, [], sorted(done))


def _signed_parts(store: PartStore, upload: UploadRow, done: set[int], expires_us: int) -> list[SignedPart]:
    return [
        SignedPart(
            part,
            (part.number - 1) * upload.part_bytes,
            store.sign_part(upload.blob, upload.parted, part, expires_us=expires_us),
        )
        for part in upload.parts
        if part.number not in done
    ]
