"""Parts of uploads as files: `incoming/<upload>.parts/<number>`, each durable before it is acknowledged."""

import os
import shutil
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO
from uuid import uuid4

from tintype.adapters.embedded.blob_files import Incoming, link_or_copy, sync_folder
from tintype.adapters.embedded.tickets import UPLOAD
from tintype.kernel.problems import NotFound
from tintype.ports.part_store import Part

STEP_BYTES = 64 << 20  # What is copied in one call: no call keeps a thread for long.


class PartFiles:
    """The uploads in parts below one folder. Its methods block, and may be called from any thread."""

    def __init__(self, aside: Path) -> None:
        self._aside = aside

    def begin(self) -> str:
        """Make room for an upload; what it is called."""
        upload = uuid4().hex
        self._folder(upload).mkdir(mode=0o700)
        sync_folder(self._aside)
        return upload

    def settle(self, incoming: Incoming, upload: str, number: int) -> None:
        """Keep a part. Raises NotFound when its upload is over."""
        folder = self._folder(upload)
        try:
            incoming.settle(folder / str(number))
            sync_folder(folder)
        except FileNotFoundError as error:
            raise NotFound("This upload is over. Begin it again.", code="upload_over") from error

    def here(self, upload: str) -> dict[int, int]:
        """The sizes of the parts, by number. Raises NotFound when the upload is over."""
        try:
            with os.scandir(self._folder(upload)) as files:
                return {int(file.name): file.stat().st_size for file in files}
        except FileNotFoundError as error:
            raise NotFound from error

    def join(self, upload: str, parts: list[Part], target: Path) -> None:
        """Make one file of all parts. Raises NotFound where a part is missing or has another size."""
        if self.here(upload) != {part.number: part.size for part in parts}:
            raise NotFound
        files = [self._folder(upload) / str(part.number) for part in parts]
        aside = self._aside / uuid4().hex
        try:
            if len(files) > 1:
                _joined(files, aside, sum(part.size for part in parts))
                aside.rename(target)
            else:
                link_or_copy(files[0], aside, target)
        except FileNotFoundError as error:  # Somebody else has joined them, or given them up, meanwhile.
            raise NotFound from error
        finally:
            aside.unlink(missing_ok=True)
        sync_folder(target.parent)
        self.remove(upload)

    def remove(self, upload: str) -> None:
        """Forget the parts. What is still being written finds no folder any more. Safe to run twice."""
        gone = self._aside / uuid4().hex
        with suppress(FileNotFoundError):
            self._folder(upload).rename(gone)
            shutil.rmtree(gone)

    def sweep(self, before_us: int) -> int:
        """Remove what lies aside and was not touched since a time; how many files and folders."""
        old = [one for one in self._aside.iterdir() if one.lstat().st_mtime_ns // 1000 < before_us]
        for one in old:
            if one.is_dir():
                shutil.rmtree(one, ignore_errors=True)
            else:
                one.unlink(missing_ok=True)
        return len(old)

    def _folder(self, upload: str) -> Path:
        if not UPLOAD.fullmatch(upload):
            raise NotFound
        return self._aside / f"{upload}.parts"


def _joined(files: list[Path], path: Path, size: int) -> None:
    """One durable file of many; file systems that can share blocks copy nothing."""
    with open(path, "xb", opener=_ours_alone) as whole:
        for name in files:
            with name.open("rb") as part:
                _append(whole, part)
        whole.flush()
        if os.fstat(whole.fileno()).st_size != size:
            raise OSError(f"{path} came out short")
        os.fsync(whole.fileno())


def _append(whole: BinaryIO, part: BinaryIO) -> None:
    try:
        while os.copy_file_range(part.fileno(), whole.fileno(), STEP_BYTES):
            pass
    except OSError:  # Not between these file systems, or not on this kernel.
        part.seek(0, os.SEEK_CUR)
        shutil.copyfileobj(part, whole)
        whole.flush()


def _ours_alone(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
