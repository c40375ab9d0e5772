"""What an exploited decoder might do, told by the first bytes of the file; anything else is rendered honestly."""

import ctypes
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from tintype.media.made import Wishes
from tintype.media.model import Refusal, RefusalCode
from tintype.media.outcome import Outcome, Rendered, Rendition
from tintype.media.pictures import pixels
from tintype.media.sandbox import lock as sandbox


def work(file: BinaryIO, wishes: Wishes, on_stage: Callable[[str], None]) -> Outcome:
    order = file.read(32)
    file.seek(0)
    act = ACTS.get(order)
    return pixels.render(file, wishes, on_stage) if act is None else act(file, on_stage)


def _say(words: object) -> Refusal:
    return Refusal(RefusalCode.DAMAGED, str(words)[:300])


def _escape(_file: BinaryIO, _on_stage: Callable[[str], None]) -> Outcome:
    return _say(sandbox.escapes())


def _attempts(_file: BinaryIO, _on_stage: Callable[[str], None]) -> Outcome:
    """Everything the issue names and some more; lists what worked."""
    attempts: dict[str, Callable[[], object]] = {
        "passwd": lambda: Path("/etc/passwd").read_bytes(),
        "environment": lambda: Path("/proc/self/environ").read_bytes(),
        "list": lambda: list(Path("/").iterdir()),
        "tcp": lambda: socket.create_connection(("127.0.0.1", 80), timeout=1),
        "unix": lambda: socket.socket(socket.AF_UNIX),
        "execute": lambda: os.execv("/bin/true", ["true"]),
        "spawn": lambda: os.posix_spawn("/bin/true", ["true"], {}),
        "kill": lambda: os.kill(os.getppid(), signal.SIGTERM),
        "memory file": lambda: os.memfd_create("x"),
        "trace": _trace,
        "more memory": _raise_limits,
        "shared memory": lambda: os.open("/dev/shm/x", os.O_CREAT | os.O_RDWR),
    }
    return _say([name for name, attempt in attempts.items() if _works(attempt)])


def _works(attempt: Callable[[], object]) -> bool:
    try:
        attempt()
    except (OSError, ValueError, LookupError):  # nothing can be imported either
        return False
    return True


def _trace() -> None:
    if ctypes.CDLL(None, use_errno=True).ptrace(16, os.getppid(), 0, 0) != 0:
        raise OSError("refused")


def _raise_limits() -> None:
    import resource

    resource.setrlimit(resource.RLIMIT_NOFILE, (1, 1))


def _swell(_file: BinaryIO, _on_stage: Callable[[str], None]) -> Outcome:
    hoard = []
    try:
        while True:
            hoard.append(bytearray(16 * 2**20))
    except MemoryError:
        return _say(f"{len(hoard) * 16} MiB")


def _swell_slowly(_file: BinaryIO, _on_stage: Callable[[str], None]) -> Outcome:
    """Grows past the parent's peak, not past what malloc may give."""
    hoard = [bytearray(b"x" * 2**20) for _ in range(200)]
    time.sleep(30)
    return _say(len(hoard))


def _spin(_file: BinaryIO, _on_stage: Callable[[str], None]) -> Outcome:
    while True:
        pass


def _sleep(_file: BinaryIO, _on_stage: Callable[[str], None]) -> Outcome:
    time.sleep(60)
    return _say("awake")


def _crash(_file: BinaryIO, _on_stage: Callable[[str], None]) -> Outcome:
    ctypes.string_at(0)
    return _say("alive")


def _raise(_file: BinaryIO, _on_stage: Callable[[str], None]) -> Outcome:
    raise ArithmeticError("a bug of ours")


def _babble(_file: BinaryIO, _on_stage: Callable[[str], None]) -> Outcome:
    """Floods stderr; the write fails when the pipe is full, and that is all."""
    for _ in range(1000):
        try:
            os.write(2, b"warning: \x1b[31mnot good\n" * 40)
        except BlockingIOError:
            break
    return _say("said it all")


def _babble_and_die(file: BinaryIO, on_stage: Callable[[str], None]) -> Outcome:
    _babble(file, on_stage)
    os.abort()


def _fork_bomb(_file: BinaryIO, _on_stage: Callable[[str], None]) -> Outcome:
    """A thousand processes, each of which would outlive this one."""
    children = 0
    for _ in range(1000):
        try:
            child = os.fork()
        except OSError:
            continue
        if child == 0:
            time.sleep(60)
            os._exit(0)
        children += 1
    return _say(f"{children} children")


def _four_gigabytes(_file: BinaryIO, _on_stage: Callable[[str], None]) -> Outcome:
    try:
        hoard = bytearray(4 * 2**30)
    except MemoryError:
        return _say("denied")
    hoard[::4096] = bytes(len(hoard) // 4096)
    return _say(len(hoard))


def _threads(_file: BinaryIO, _on_stage: Callable[[str], None]) -> Outcome:
    """Libraries decode in threads: these must work while processes must not."""
    heard: list[int] = []
    threads = [threading.Thread(target=heard.append, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return _say(len(heard))


def _lie(_file: BinaryIO, _on_stage: Callable[[str], None]) -> Outcome:
    """A result whose files are not pictures."""
    script = b"<script>alert(1)</script>"
    kinds = [Rendition("large", kind, 10, 10, script) for kind in ("avif", "jpeg")]  # type: ignore[arg-type]
    return Rendered(10, 10, None, None, b"", 0, kinds * 4)


def _garble(_file: BinaryIO, on_stage: Callable[[str], None]) -> Outcome:
    on_stage("../../etc/passwd")
    return _say("believed")


def _modules(_file: BinaryIO, _on_stage: Callable[[str], None]) -> Outcome:
    """What a decoder could reach of us: the media subject's own modules by their names alone."""
    ours = (name for name in sys.modules if name.startswith("tintype"))
    return _say(" ".join(sorted(name.removeprefix("tintype.media.") for name in ours)))


ACTS: dict[bytes, Callable[[BinaryIO, Callable[[str], None]], Outcome]] = {
    b"escape": _escape,
    b"attempts": _attempts,
    b"swell": _swell,
    b"swell slowly": _swell_slowly,
    b"spin": _spin,
    b"sleep": _sleep,
    b"crash": _crash,
    b"raise": _raise,
    b"babble": _babble,
    b"babble and die": _babble_and_die,
    b"fork bomb": _fork_bomb,
    b"four gigabytes": _four_gigabytes,
    b"threads": _threads,
    b"lie": _lie,
    b"garble": _garble,
    b"modules": _modules,
}
