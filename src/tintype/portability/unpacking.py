"""Archives of strangers: looked at before they are believed, read in bounded pieces, never written out by name.

zipfile reads the whole list of contents before anybody can say no, so how long that list is gets asked first.
"""

import asyncio
import stat
import struct
import zipfile
import zlib
from collections.abc import AsyncIterator
from os import SEEK_END
from pathlib import Path
from typing import IO, Final

from tintype.kernel.problems import Invalid

ENTRIES_MAX: Final = 100_000  # Ten posts a day for ten years, with three files each.
DIRECTORY_BYTES_MAX: Final = (
    16 << 20
)  # Of honest names a hundred thousand; of the shortest ones 180 MB in memory.
WORDS_BYTES_MAX: Final = 64 << 20  # One file of JSON; 100,000 long captions are less.
SQUEEZED_MAX: Final = 20  # Photos and films are compressed already; what shrinks so much is none.
SQUEEZED_FROM: Final = 1 << 20
NAME_CHARACTERS_MAX: Final = 400
PIECE: Final = 1 << 20
_END, _END_BYTES = b"PK\5\6", 22
_END64, _END64_BYTES = b"PK\6\6", 56
_LOCATOR64, _LOCATOR_BYTES = b"PK\6\7", 20
_COMMENT_MAX: Final = 1 << 16
_BROKEN: Final = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    OSError,
    ValueError,
    OverflowError,
    struct.error,
)


class BadArchive(Invalid):
    """An archive that is not read: `code` says why, the sentence what to do."""

    code = "archive_damaged"
    title = "This archive could not be read. Make it or download it again."


class Archive:
    """A ZIP archive that has been looked at. Every read is bounded."""

    def __init__(self, opened: zipfile.ZipFile) -> None:
        self._zip = opened
        self._entries = _checked(opened)

    @classmethod
    async def open(cls, file: Path | IO[bytes]) -> "Archive":
        """Look at what is in it. Raises BadArchive."""
        return await asyncio.to_thread(cls._open, file)

    @classmethod
    def _open(cls, file: Path | IO[bytes]) -> "Archive":
        try:
            if isinstance(file, Path):
                with file.open("rb") as looked_at:
                    _check_directory(looked_at)
            else:
                _check_directory(file)
                file.seek(0)
            return cls(zipfile.ZipFile(file))
        except _BROKEN as error:
            raise BadArchive from error

    @property
    def names(self) -> list[str]:
        """The files in it, folders left out."""
        return list(self._entries)

    def size(self, name: str) -> int | None:
        """How many bytes a file says it has; None when it is not there."""
        entry = self._entries.get(name)
        return None if entry is None else entry.file_size

    def words(self, name: str) -> bytes:
        """A file of JSON. Raises BadArchive when it is too long, not there or damaged."""
        entry = self._entries.get(name)
        if entry is None:
            raise BadArchive(f"{name[:80]} is not in this archive. Make it or download it again.")
        if entry.file_size > WORDS_BYTES_MAX:
            raise BadArchive(
                f"{name[:80]} has more than {WORDS_BYTES_MAX >> 20} MB, which no list of posts has.",
                code="archive_too_large",
            )
        return self._words(entry)

    async def stream(self, name: str) -> AsyncIterator[bytes]:
        """The bytes of a photo or a film. Raises BadArchive when it is not there, damaged, or squeezed too much."""
        entry = self._entries.get(name)
        if entry is None:
            raise BadArchive("The file is not in this archive.", code="file_missing")
        if entry.file_size > SQUEEZED_FROM and entry.file_size > SQUEEZED_MAX * entry.compress_size:
            raise BadArchive("The file is no photo and no video.", code="file_squeezed")
        try:
            opened = await asyncio.to_thread(self._zip.open, entry)
            with opened:
                left = entry.file_size
                while left > 0 and (chunk := await asyncio.to_thread(opened.read, min(PIECE, left))):
                    left -= len(chunk)
                    yield chunk
        except _BROKEN as error:
            raise BadArchive("The file is damaged in this archive.", code="file_damaged") from error

    def _words(self, entry: zipfile.ZipInfo) -> bytes:
        try:
            with self._zip.open(entry) as opened:
                data = opened.read(WORDS_BYTES_MAX + 1)
        except _BROKEN as error:
            raise BadArchive from error
        if len(data) > WORDS_BYTES_MAX:
            raise BadArchive(code="archive_too_large")
        return data


def _checked(opened: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    """The files by name. Raises BadArchive for what no honest archive holds."""
    entries = opened.infolist()
    if len(entries) > ENTRIES_MAX:
        raise _too_many()
    found: dict[str, zipfile.ZipInfo] = {}
    for entry in entries:
        if entry.is_dir():
            continue
        _check_entry(entry)
        if entry.filename in found:
            raise BadArchive(
                "Two files in this archive have one name. Make it anew.", code="archive_ambiguous"
            )
        found[entry.filename] = entry
    _check_overlaps(entries)
    return found


def _check_entry(entry: zipfile.ZipInfo) -> None:
    parts = entry.filename.replace("\\", "/").split("/")
    is_link = stat.S_ISLNK(entry.external_attr >> 16)
    leads_out = ".." in parts or entry.filename.startswith(("/", "\\")) or ":" in parts[0]
    if is_link or leads_out or "\0" in entry.orig_filename or len(entry.filename) > NAME_CHARACTERS_MAX:
        raise BadArchive(
            "This archive holds links or names that lead out of it. Make it anew, without changing it afterwards.",
            code="archive_unsafe",
        )
    if entry.flag_bits & 1:
        raise BadArchive("This archive has a password. Make it anew without one.", code="archive_encrypted")


def _check_overlaps(entries: list[zipfile.ZipInfo]) -> None:
    """A bomb of overlapping files gives the same bytes under thousands of names."""
    end = 0
    for entry in sorted(entries, key=lambda each: each.header_offset):
        if entry.header_offset < end:
            raise BadArchive("Files in this archive overlap. Make it anew.", code="archive_unsafe")
        end = (
            entry.header_offset
            + 30
            + len(entry.orig_filename.encode("ascii", "replace"))
            + entry.compress_size
        )


def _check_directory(file: IO[bytes]) -> None:
    """Refuse a list of contents that is too long to be read. Looks for it as zipfile does."""
    size = file.seek(0, SEEK_END)
    start = max(0, size - _COMMENT_MAX - _END_BYTES)
    file.seek(start)
    tail = file.read()
    at = len(tail) - _END_BYTES
    if tail[at : at + 4] != _END or tail[-2:] != b"\0\0":
        at = tail.rfind(_END)
    if at < 0 or at + _END_BYTES > len(tail):
        raise BadArchive("This is no ZIP archive. Choose the file that you downloaded.", code="no_archive")
    count, directory = struct.unpack("<HL", tail[at + 10 : at + 16])
    locator = tail[max(0, at - _LOCATOR_BYTES) : at]
    if locator[:4] == _LOCATOR64:
        # Right before the locator, where it is looked for, and where the locator says it is: whichever is longer.
        (elsewhere,) = struct.unpack("<Q", locator[8:16])
        for place in (start + at - _LOCATOR_BYTES - _END64_BYTES, min(elsewhere, size)):
            file.seek(max(0, place))
            record = file.read(_END64_BYTES)
            if len(record) == _END64_BYTES and record[:4] == _END64:
                more, longer = struct.unpack("<QQ", record[32:48])
                count, directory = max(count, more), max(directory, longer)
    if directory > DIRECTORY_BYTES_MAX or count > ENTRIES_MAX:
        raise _too_many()


def _too_many() -> BadArchive:
    return BadArchive(
        f"This archive holds more than {ENTRIES_MAX:,} files. Make several smaller ones.",
        code="archive_too_many",
    )
