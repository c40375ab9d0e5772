"""What only files of our own can get wrong: durability, links, places outside the folder."""

import gc
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.contracts.blobs import NOON_US, embedded_blobs
from tintype.adapters.embedded.blob_files import file_name
from tintype.adapters.embedded.blob_store import EmbeddedBlobStore
from tintype.kernel.clock import ManualClock
from tintype.kernel.problems import Invalid, NotFound, TooLarge, Unavailable
from tintype.ports.blob_store import BadKey, ExpectedUpload
from tintype.ports.part_store import PART_BYTES_MIN, Part

KEY = "m/9x2k/large.avif"


@pytest.fixture
def blobs(tmp_path: Path) -> Iterator[EmbeddedBlobStore]:
    made = EmbeddedBlobStore(
        tmp_path / "blobs", upload_url="/blobs", secret=b"s" * 32, clock=ManualClock(NOON_US)
    )
    yield made
    made.close()


def place(blobs: EmbeddedBlobStore, key: str = KEY) -> Path:
    path = blobs.local_path(key)
    assert path is not None
    return Path(path)


async def one(body: bytes) -> AsyncIterator[bytes]:
    yield body


@contextmanager
def disk_calls(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[tuple[str, str]]]:
    """What is synced and renamed, in order, by path."""
    calls: list[tuple[str, str]] = []
    real_sync, real_rename = os.fsync, Path.rename

    def fsync(file: int) -> None:
        calls.append(("sync", str(Path(f"/proc/self/fd/{file}").readlink())))
        real_sync(file)

    def rename(path: Path, target: Path) -> Path:
        calls.append(("rename", str(target)))
        return real_rename(path, target)

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", fsync)
        patch.setattr(Path, "rename", rename)
        yield calls


async def test_bytes_then_name_then_folder_are_made_durable(
    blobs: EmbeddedBlobStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = place(blobs)
    with disk_calls(monkeypatch) as calls:
        await blobs.put(KEY, b"bytes", bytes_max=9)
    *folders, (what, aside), rename, last = calls
    # New folders first, each in its parent; and the parents in the root.
    assert {("sync", str(path.parent.parent)), ("sync", str(tmp_path / "blobs"))} <= set(folders)
    assert (what, Path(aside).parent) == ("sync", tmp_path / "blobs" / "incoming")
    assert (rename, last) == (("rename", str(path)), ("sync", str(path.parent)))


async def test_copies_and_deletions_are_durable(
    blobs: EmbeddedBlobStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    await blobs.put(KEY, b"bytes", bytes_max=9)
    with disk_calls(monkeypatch) as calls:
        await blobs.copy(KEY, "m/other/large.avif")
        assert calls[-1] == ("sync", str(place(blobs, "m/other/large.avif").parent))
        await blobs.delete([KEY])
        assert calls[-1] == ("sync", str(place(blobs).parent))


async def test_a_failed_sync_is_no_success(
    blobs: EmbeddedBlobStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fsync(file: int) -> None:
        raise OSError(5, "Input/output error")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", fsync)
        with pytest.raises(Unavailable):
            await blobs.put(KEY, b"bytes", bytes_max=9)
    assert await blobs.size(KEY) is None
    blobs.close()
    assert list((tmp_path / "blobs" / "incoming").iterdir()) == []


async def test_a_part_is_durable_before_it_is_acknowledged(
    blobs: EmbeddedBlobStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    part = Part(1, 5, sha256(b"bytes").digest())
    aside = tmp_path / "blobs" / "incoming"
    with disk_calls(monkeypatch) as calls:
        upload = await blobs.begin_parts("quarantine/a")
        folder = aside / f"{upload}.parts"
        expected = ExpectedUpload("quarantine/a", part.size, "image/png", part.sha256, upload, part.number)
        await blobs.receive(expected, one(b"bytes"))
    (begun, (what, file), *rest) = calls
    assert begun == ("sync", str(aside))
    assert what == "sync"
    assert Path(file).parent == aside
    assert rest == [("rename", str(folder / "1")), ("sync", str(folder))]
    path = place(blobs, "quarantine/a")
    with disk_calls(monkeypatch) as calls:
        await blobs.join_parts("quarantine/a", upload, [part])
    assert calls[-2:] == [("sync", str(path.parent)), ("rename", calls[-1][1])], (
        "the name is safe before the parts go"
    )
    assert list(aside.iterdir()) == []


@pytest.mark.parametrize("at", [1, 2])  # The first call, and one after bytes have been copied.
async def test_parts_are_joined_where_the_kernel_does_not_do_it(
    blobs: EmbeddedBlobStore, monkeypatch: pytest.MonkeyPatch, at: int
) -> None:
    bodies = [os.urandom(PART_BYTES_MIN), os.urandom(300_000), b"the last"]
    parts = [Part(number, len(body), sha256(body).digest()) for number, body in enumerate(bodies, 1)]
    upload = await blobs.begin_parts("quarantine/a")
    for part, body in zip(parts, bodies, strict=True):
        expected = ExpectedUpload("quarantine/a", part.size, "image/png", part.sha256, upload, part.number)
        await blobs.receive(expected, one(body))
    real, asked = os.copy_file_range, 0

    def copy_file_range(source: int, target: int, count: int) -> int:
        nonlocal asked
        asked += 1
        if asked >= at:
            raise OSError(18, "Invalid cross-device link")
        return real(source, target, min(count, 100_000))

    monkeypatch.setattr(os, "copy_file_range", copy_file_range)
    await blobs.join_parts("quarantine/a", upload, parts)
    assert await blobs.read("quarantine/a") == b"".join(bodies)


async def test_copies_are_made_where_links_are_not_allowed(
    blobs: EmbeddedBlobStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    def link(*arguments: object, **named: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    await blobs.put(KEY, b"bytes", bytes_max=9)
    monkeypatch.setattr(os, "link", link)
    await blobs.copy(KEY, "m/other/large.avif")
    assert await blobs.read("m/other/large.avif") == b"bytes"
    assert place(blobs, "m/other/large.avif").stat().st_nlink == 1


async def test_an_upload_that_is_not_what_was_announced_is_not_stored(blobs: EmbeddedBlobStore) -> None:
    expected = ExpectedUpload("quarantine/a", 5, "image/png", sha256(b"bytes").digest())
    for body, problem in ((b"bytez", Invalid), (b"byte", Invalid), (b"bytess", TooLarge)):
        with pytest.raises(problem):
            await blobs.receive(expected, one(body))
        assert await blobs.size("quarantine/a") is None
    await blobs.receive(expected, one(b"bytes"))
    assert await blobs.read("quarantine/a") == b"bytes"


@pytest.mark.parametrize("name", ["acl", "meta-a", "tagging", "storage-class"])
async def test_headers_that_were_not_signed_are_refused(tmp_path: Path, name: str) -> None:  # PS-02
    async with embedded_blobs(tmp_path) as blobs:
        put = blobs.ticket(KEY, b"bytes")
        put.headers[f"x-amz-{name}"] = "public-read"
        assert not await blobs.takes(put)


async def test_a_ticket_from_the_future_is_refused(tmp_path: Path) -> None:  # PS-12
    async with embedded_blobs(tmp_path) as blobs:
        assert not await blobs.takes(blobs.ticket(KEY, b"bytes", minutes_ago=-10))


# UP-30
async def test_a_link_in_the_folder_is_not_followed(blobs: EmbeddedBlobStore, tmp_path: Path) -> None:
    (tmp_path / "secret").write_bytes(b"of this machine")
    path = place(blobs)
    path.parent.mkdir(parents=True)
    path.symlink_to(tmp_path / "secret")
    with pytest.raises(NotFound):
        await blobs.read(KEY)
    await blobs.put(KEY, b"bytes", bytes_max=9)
    assert (tmp_path / "secret").read_bytes() == b"of this machine"


async def test_files_and_folders_are_ours_alone(blobs: EmbeddedBlobStore, tmp_path: Path) -> None:
    await blobs.put(KEY, b"bytes", bytes_max=9)
    for path in (tmp_path / "blobs").rglob("*"):
        assert path.stat().st_mode & 0o077 == 0


async def test_an_iterator_that_is_never_used_closes_its_file(blobs: EmbeddedBlobStore) -> None:
    await blobs.put(KEY, b"bytes", bytes_max=9)
    before = len(os.listdir("/proc/self/fd"))  # noqa: PTH208
    unused = await blobs.open(KEY)
    half = await blobs.open(KEY)
    async for _ in half:
        break
    del unused, half
    gc.collect()
    assert len(os.listdir("/proc/self/fd")) == before  # noqa: PTH208


async def test_only_what_was_never_finished_is_swept(blobs: EmbeddedBlobStore, tmp_path: Path) -> None:
    await blobs.put(KEY, b"bytes", bytes_max=9)
    aside = tmp_path / "blobs" / "incoming"
    for name, age_s in (("old", 7200), ("young", 60)):
        (aside / name).write_bytes(b"half")
        os.utime(aside / name, (NOON_US / 1e6 - age_s, NOON_US / 1e6 - age_s))
    assert await blobs.sweep(NOON_US - 3600 * 1_000_000) == 1
    assert [file.name for file in aside.iterdir()] == ["young"]
    assert await blobs.read(KEY) == b"bytes"


def test_the_variants_of_one_picture_lie_together() -> None:
    folders = {file_name(f"m/9x2k/{name}").rpartition("/")[0] for name in ("thumb.avif", "large.avif")}
    assert len(folders) == 1
    assert file_name("m/9x2l/thumb.avif").rpartition("/")[0] not in folders


@given(st.text(max_size=210) | st.text(alphabet="abz09._-/~%\\\0", max_size=30))
def test_any_key_stays_under_the_root(key: str) -> None:  # PS-14
    root = Path("/blobs")
    try:
        path = root / file_name(key)
    except BadKey:
        return
    assert len(path.parts) == 5
    assert Path(os.path.normpath(path)) == path
    assert all(len(part.encode()) <= 255 and not part.startswith(".") for part in path.parts[2:])


@given(st.lists(st.text(alphabet="ab.-_/", min_size=1, max_size=6), max_size=30))
def test_two_keys_never_share_a_file(keys: list[str]) -> None:
    names: dict[str, str] = {}
    for key in keys:
        try:
            assert names.setdefault(file_name(key), key) == key
        except BadKey:
            continue
