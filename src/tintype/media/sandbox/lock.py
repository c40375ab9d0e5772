"""A process locks itself in: after `lock` it can compute and write to what is already open, and nothing else.

Landlock takes away files and the network, seccomp every call that is not needed, limits bound memory and
time, and no_new_privs makes it final. Needs no root and no library; what the kernel lacks lowers the level,
which `probe` measures by trying. NOTE: everything a decoder imports or reads must be loaded before.
"""

import ctypes
import os
import resource
import socket
import struct
from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path
from typing import Final

from tintype.media.sandbox.seccomp import filter_program


class Level(IntEnum):
    """How much the kernel gives us; each includes rlimits and no_new_privs."""

    LIMITS = 0  # memory and time are bounded, files and network are not: not safe
    LANDLOCK = 1  # no files, no TCP; but new processes and other sockets
    SECCOMP = 2  # no calls beyond the list
    FULL = 3


DATA_BYTES_MAX: Final = 512 * 2**20  # what the process may make of its own; beyond it malloc fails
ADDRESS_BYTES_MAX: Final = 2 * 2**30  # the net below: mappings of every kind
CPU_S_MAX: Final = 10
FILES_MAX: Final = 16


@dataclass(frozen=True, slots=True)
class Allowance:
    """What one job may use. The peak counts what it shares with the fork server: 25 MB for photos, 60 for films.

    niceness: how far everything else goes before it, beyond what is usual for such jobs.
    """

    wall_s: float = 15.0
    cpu_s: int = CPU_S_MAX
    peak_bytes: int = DATA_BYTES_MAX
    data_bytes: int = DATA_BYTES_MAX
    niceness: int = 0


_PR_SET_PDEATHSIG, _PR_SET_NO_NEW_PRIVS = 1, 38
_SIGKILL: Final = 9
# The same numbers on every architecture since Linux 5.
_SYS_LANDLOCK_CREATE, _SYS_LANDLOCK_RESTRICT = 444, 446
_SYS_SECCOMP: Final = {"x86_64": 317, "aarch64": 277}
_LANDLOCK_VERSION: Final = 1
_SECCOMP_FILTER, _SECCOMP_TSYNC = 1, 1


def limit(*, data_bytes_max: int = DATA_BYTES_MAX, cpu_s_max: int = CPU_S_MAX) -> None:
    """Bounds memory and processor time, forbids core dumps and files; works on every Unix."""
    for what, soft, hard in (
        (resource.RLIMIT_CORE, 0, 0),
        (resource.RLIMIT_FSIZE, 0, 0),
        (resource.RLIMIT_NOFILE, FILES_MAX, FILES_MAX),
        (resource.RLIMIT_AS, ADDRESS_BYTES_MAX, ADDRESS_BYTES_MAX),
        (resource.RLIMIT_DATA, data_bytes_max, data_bytes_max),
        # The soft limit ends the process with SIGXCPU, which tells time from memory.
        (resource.RLIMIT_CPU, cpu_s_max, cpu_s_max + 1),
    ):
        _, known = resource.getrlimit(what)
        most = hard if known == resource.RLIM_INFINITY else min(hard, known)
        resource.setrlimit(what, (min(soft, most), most))


def die_with(parent: int) -> None:
    """This process ends with its parent (a pid), even one that has ended since it forked: raises ProcessLookupError."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, _SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        raise ProcessLookupError("the fork server has ended")


def lock(level_max: Level = Level.FULL) -> Level:
    """Locks this process for good, as far as the kernel can and level_max wants; gives what took hold."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        return Level.LIMITS
    files = level_max in (Level.LANDLOCK, Level.FULL) and _landlock(libc)
    calls = level_max in (Level.SECCOMP, Level.FULL) and _seccomp(libc)
    return Level(files * Level.LANDLOCK + calls * Level.SECCOMP)


def _landlock(libc: ctypes.CDLL) -> bool:
    """An empty rule set that handles everything this kernel knows: nothing is allowed."""
    version = libc.syscall(_SYS_LANDLOCK_CREATE, None, 0, _LANDLOCK_VERSION)
    if version < 1:
        return False
    files = (1 << {1: 13, 2: 14, 3: 15, 4: 15}.get(version, 16)) - 1
    network = 0b11 if version >= 4 else 0
    scoped = 0b11 if version >= 6 else 0
    handled = struct.pack("=QQQ", files, network, scoped)[: 8 if version < 4 else 16 if version < 6 else 24]
    rules = libc.syscall(_SYS_LANDLOCK_CREATE, handled, len(handled), 0)
    if rules < 0:
        return False
    try:
        return libc.syscall(_SYS_LANDLOCK_RESTRICT, rules, 0) == 0
    finally:
        os.close(rules)


class _Program(ctypes.Structure):
    _fields_ = (("count", ctypes.c_ushort), ("filters", ctypes.c_char_p))


def _seccomp(libc: ctypes.CDLL) -> bool:
    call = _SYS_SECCOMP.get(os.uname().machine)
    program = filter_program()
    if call is None or program is None:
        return False
    packed = _Program(len(program) // 8, program)
    return libc.syscall(call, _SECCOMP_FILTER, _SECCOMP_TSYNC, ctypes.byref(packed)) == 0


def escapes() -> list[str]:
    """What this process can still do that a decoder must not; nothing in a full sandbox."""
    return [name for name, attempt in _ATTEMPTS.items() if _succeeds(attempt)]


def _succeeds(attempt: Callable[[], None]) -> bool:
    try:
        attempt()
    except OSError:
        return False
    return True


def _open_file() -> None:
    os.close(os.open("/proc/self/environ", os.O_RDONLY))


def _write_file() -> None:
    name = f"/tmp/tintype-probe-{os.getpid()}"  # noqa: S108 - it must not come into being
    os.close(os.open(name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    Path(name).unlink()


def _connect() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as away:
        away.connect(("127.0.0.1", 9))


def _fork() -> None:
    if (child := os.fork()) == 0:
        os._exit(0)
    os.waitpid(child, 0)


def _kill() -> None:
    os.kill(os.getppid(), 0)


_ATTEMPTS: Final = {
    "open": _open_file,
    "write": _write_file,
    "socket": _connect,
    "fork": _fork,
    "signal": _kill,
}


def probe(level_max: Level = Level.FULL) -> Level:
    """The level this machine really gives: a child locks itself and then tries to escape."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(read)
        limit()
        level = lock(level_max)
        left = escapes()
        if set(left) & ({"open", "write"} if level is Level.LANDLOCK else set(_ATTEMPTS)):
            level = Level.LIMITS
        os.write(write, bytes([level]))
        os._exit(0)
    os.close(write)
    said = os.read(read, 1)
    os.close(read)
    os.waitpid(child, 0)
    return Level(said[0]) if said else Level.LIMITS
