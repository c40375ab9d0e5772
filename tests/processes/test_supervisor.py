"""What the supervisor promises, tried on a real process tree with stand-in children."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from scripts.engine import free_ports
from tintype.processes import registry
from tintype.processes.child import restart_wait_s
from tintype.processes.claims import Refusal, claim_folder, claim_port

ROOT = Path(__file__).parents[2]
WAIT_S_MAX = 120.0


class RunningSite:
    """A supervisor in a process of its own, and what it printed."""

    def __init__(self, folder: Path, *, mood: str = "") -> None:
        self.folder = folder / "data"
        self.journal = folder / "journal"
        self.said = folder / "said"
        search = os.pathsep.join([str(ROOT / "src"), str(ROOT)])
        (port,) = free_ports(1)
        environment = {**os.environ, "JOURNAL": str(self.journal), "MOOD": mood, "PYTHONPATH": search}
        with self.said.open("w") as said:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "tests.processes.site", str(self.folder), str(port)],
                env=environment,
                stdout=said,
                stderr=said,
                start_new_session=True,
            )

    def wait_ready(self) -> registry.Running:
        until(lambda: "is ready" in self.said.read_text() or self.process.poll() is not None)
        running = registry.read(self.folder)
        assert running, self.said.read_text()
        return running

    def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        self.process.send_signal(number)
        return self.process.wait(WAIT_S_MAX)

    def notes(self) -> list[str]:
        return self.journal.read_text().splitlines()


@pytest.fixture
def site(tmp_path: Path) -> Iterator[RunningSite]:
    started = RunningSite(tmp_path)
    yield started
    end(started)


@pytest.fixture
def late_site(tmp_path: Path) -> Iterator[RunningSite]:
    started = RunningSite(tmp_path, mood="late")
    yield started
    end(started)


@pytest.fixture
def deaf_site(tmp_path: Path) -> Iterator[RunningSite]:
    started = RunningSite(tmp_path, mood="deaf")
    yield started
    end(started)


def end(site: RunningSite) -> None:
    running = registry.read(site.folder)
    site.process.kill()
    site.process.wait()
    for pid in running.children.values() if running else []:
        if psutil.pid_exists(pid):
            os.kill(pid, signal.SIGKILL)


def until(holds: Callable[[], bool]) -> None:
    limit = time.monotonic() + WAIT_S_MAX
    while not holds():
        assert time.monotonic() < limit, "waited too long"
        time.sleep(0.02)


def next_of(site: RunningSite, name: str, before: int | None = None) -> int:
    """The number of a child as soon as it is known, where that is another than `before`."""
    found: list[int] = []

    def is_known() -> bool:
        running = registry.read(site.folder)
        pid = running.children.get(name, before) if running else before
        found.extend([pid] if pid is not None and pid != before else [])
        return bool(found)

    until(is_known)
    return found[0]


def is_gone(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def answer_of(port: int) -> int:
    """The process id an API process answers with."""
    with socket.create_connection(("127.0.0.1", port), timeout=WAIT_S_MAX) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\n\r\n")
        answer = b""
        while piece := connection.recv(4096):
            answer += piece
    return int(answer.rsplit(b"\r\n", 1)[1])


def test_ready_site_answers_and_says_where(site: RunningSite) -> None:
    running = site.wait_ready()
    assert f"http://localhost:{running.port}" in site.said.read_text()
    assert set(running.children) == {"worker", "api 1", "api 2"}
    assert answer_of(running.port) in running.children.values()


def test_stop_ends_api_processes_before_the_worker_and_leaves_nothing(site: RunningSite) -> None:
    running = site.wait_ready()
    assert site.stop() == 0
    ended = [note for note in site.notes() if note.endswith("ended")]
    assert sorted(ended[:2]) == ["api 1 ended", "api 2 ended"]
    assert ended[2:] == ["worker ended"]
    assert all(is_gone(pid) for pid in running.children.values())
    assert registry.read(site.folder) is None
    with pytest.raises(ConnectionRefusedError):
        answer_of(running.port)


def test_ctrl_c_is_an_ordered_stop(site: RunningSite) -> None:
    site.wait_ready()
    assert site.stop(signal.SIGINT) == 0
    assert "worker ended" in site.notes()


def test_killed_child_is_started_again(site: RunningSite) -> None:
    running = site.wait_ready()
    killed = running.children["api 1"]
    os.kill(killed, signal.SIGKILL)
    until(lambda: site.notes().count("api 1 ready") == 2)
    next_of(site, "api 1", killed)
    again = registry.read(site.folder)
    assert again is not None
    assert again.children["worker"] == running.children["worker"]
    assert "signal 9 (SIGKILL)" in site.said.read_text()
    assert not psutil.pid_exists(killed), "a zombie stays"


def test_kills_while_another_child_starts_are_no_reason_to_give_up(late_site: RunningSite) -> None:
    killed: int | None = None
    for times in range(1, 5):
        until(
            lambda times=times: late_site.journal.exists() and late_site.notes().count("api 1 ready") == times
        )
        killed = next_of(late_site, "api 1", killed)
        os.kill(killed, signal.SIGKILL)
    late_site.journal.with_name("journal.go").touch()
    assert set(late_site.wait_ready().children) == {"worker", "api 1", "api 2"}
    assert late_site.stop() == 0


def can_be_claimed(folder: Path) -> bool:
    try:
        os.close(claim_folder(folder))
    except Refusal:
        return False
    return True


def test_killed_supervisor_takes_its_children_along(site: RunningSite) -> None:
    running = site.wait_ready()
    site.process.kill()
    site.process.wait()
    until(lambda: all(is_gone(pid) for pid in running.children.values()))
    # A process that is gone from the table may still be letting go of its files.
    until(lambda: can_be_claimed(site.folder))
    assert can_be_claimed(site.folder)


def test_second_signal_ends_a_deaf_child_at_once(deaf_site: RunningSite) -> None:
    deaf_site.wait_ready()
    deaf_site.process.send_signal(signal.SIGINT)
    until(lambda: deaf_site.notes().count("api 1 ended") == 1)
    began = time.monotonic()
    time.sleep(0.1)  # the worker ignores the first signal meanwhile
    deaf_site.process.send_signal(signal.SIGINT)
    deaf_site.process.wait(WAIT_S_MAX)
    assert time.monotonic() - began < 5
    assert "worker did not end in time" in deaf_site.said.read_text()


def test_site_that_cannot_start_gives_up_and_says_who(tmp_path: Path) -> None:
    broken = RunningSite(tmp_path, mood="broken")
    assert broken.process.wait(WAIT_S_MAX) == 1
    assert "does not start; the reason is above" in broken.said.read_text()


def test_second_site_on_a_folder_is_refused_in_one_line(site: RunningSite) -> None:
    running = site.wait_ready()
    with pytest.raises(Refusal, match=f"in use by another Tintype .process {running.supervisor}, port"):
        claim_folder(site.folder)


def test_folder_of_a_killed_site_is_waited_for(deaf_site: RunningSite) -> None:
    """Its children may take a moment to end; they keep the folder until then."""
    running = deaf_site.wait_ready()
    deaf_site.process.kill()
    deaf_site.process.wait()
    worker = psutil.Process(running.children["worker"])
    assert worker.is_running(), "the worker is deaf to the signal"
    killed: list[int] = []

    def kill() -> None:
        killed.append(worker.pid)
        worker.kill()

    threading.Timer(0.5, kill).start()
    os.close(claim_folder(deaf_site.folder))
    assert killed, "as long as it lives the folder is its own"


def test_taken_port_is_refused_in_one_line() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = int(taken.getsockname()[1])
        with pytest.raises(
            Refusal, match=f"Port {port} is taken. Choose another: make serve PORT={port + 1}"
        ):
            claim_port("127.0.0.1", port)


def test_folder_that_cannot_be_written_is_refused_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(Refusal, match="cannot be written: Not a directory"):
        claim_folder(tmp_path / "file" / "data")


def test_restart_waits_grow_to_a_bound() -> None:
    waits = [restart_wait_s(failures) for failures in range(1, 12)]
    assert waits[:3] == [0.1, 0.2, 0.4]
    assert waits == sorted(waits)
    assert waits[-1] == 10.0
