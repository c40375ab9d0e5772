"""What only datagram sockets in a folder can get wrong: processes that come, go and die."""

import os
import socket
from pathlib import Path

from tests.contracts.waiting import until
from tintype.adapters.embedded.broadcast import EmbeddedBroadcast


async def test_processes_that_come_later_are_found(tmp_path: Path) -> None:
    one = EmbeddedBroadcast(tmp_path)
    await one.publish("live", b"nobody there")
    got: list[bytes] = []
    others: list[EmbeddedBroadcast] = []
    for number in range(3):
        others.append(EmbeddedBroadcast(tmp_path))
        others[-1].subscribe("live", got.append)
        await one.publish("live", b"%d" % number)
    await until(lambda: len(got) == 1 + 2 + 3, "all messages")
    for end in (one, *others):
        end.close()
    assert _names(tmp_path) == []
    assert one.lost == 0


async def test_a_process_that_was_killed_is_removed_and_the_rest_hear_on(tmp_path: Path) -> None:
    one, other = EmbeddedBroadcast(tmp_path), EmbeddedBroadcast(tmp_path)
    got: list[bytes] = []
    other.subscribe("live", got.append)
    dead = _killed(tmp_path, "live-1-dead.sock")
    await one.publish("live", b"first")
    assert not dead.exists()
    dying = EmbeddedBroadcast(tmp_path)
    await one.publish("live", b"second")
    dying._loop.remove_reader(dying._socket.fileno())
    dying._socket.close()  # What the end of a process does; its file stays.
    await one.publish("live", b"third")
    await until(lambda: len(got) == 3, "the messages to the living")
    assert got == [b"first", b"second", b"third"]
    assert not (tmp_path / dying._name).exists()
    os.close(dying._folder_file)
    one.close()
    other.close()


async def test_a_long_path_is_no_hindrance(tmp_path: Path) -> None:
    folder = tmp_path / ("deep" * 30) / "run"
    one, other = EmbeddedBroadcast(folder), EmbeddedBroadcast(folder)
    got: list[bytes] = []
    other.subscribe("live", got.append)
    await one.publish("live", b"x")
    await until(lambda: bool(got), "a message")
    one.close()
    other.close()
    assert _names(folder) == []


async def test_other_files_in_the_folder_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "words").write_bytes(bytes(8))
    _killed(tmp_path, "supervisor.sock")
    one = EmbeddedBroadcast(tmp_path)
    await one.publish("live", b"x")
    one.close()
    assert _names(tmp_path) == ["supervisor.sock", "words"]


def _names(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir())


def _killed(folder: Path, name: str) -> Path:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as ended:
        ended.bind(str(folder / name))
    return folder / name
