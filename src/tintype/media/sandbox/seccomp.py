"""The system calls a decoder may make, as a classic BPF program for the kernel's seccomp filter.

An allow-list: everything not named answers EPERM. What is named moves memory, threads and bytes of files that
are already open; nothing opens, connects, starts, traces or signals.
"""

import errno
import platform
import struct
from typing import Final

_RET_ALLOW: Final = 0x7FFF0000
_RET_ERRNO: Final = 0x00050000
_LOAD, _JUMP_EQ, _JUMP_SET, _RETURN = 0x20, 0x15, 0x45, 0x06
_OFFSET_NR, _OFFSET_ARCH, _OFFSET_ARG = 0, 4, 16
_CLONE_THREAD: Final = 0x00010000
_AT_EMPTY_PATH: Final = 0x1000
_PR_SET_NAME: Final = 15
_F_GETFL: Final = 3

# Audit architecture and call numbers; from the kernel's syscall_64.tbl and asm-generic/unistd.h.
_ARCHITECTURES: Final[dict[str, tuple[int, dict[str, int]]]] = {
    "x86_64": (
        0xC000003E,
        {
            "read": 0, "write": 1, "close": 3, "fstat": 5, "lseek": 8, "mmap": 9, "mprotect": 10,
            "munmap": 11, "brk": 12, "rt_sigaction": 13,
            "rt_sigprocmask": 14, "rt_sigreturn": 15, "pread64": 17,
            "readv": 19, "writev": 20, "sched_yield": 24, "mremap": 25, "madvise": 28, "getpid": 39,
            "exit": 60, "gettimeofday": 96, "getrusage": 98, "sysinfo": 99, "sigaltstack": 131, "gettid": 186,
            "futex": 202, "sched_getaffinity": 204, "restart_syscall": 219, "clock_gettime": 228,
            "clock_getres": 229, "clock_nanosleep": 230, "exit_group": 231, "set_robust_list": 273,
            "getrandom": 318, "membarrier": 324, "rseq": 334,
            "clone": 56, "clone3": 435, "prctl": 157, "newfstatat": 262, "fcntl": 72,
        },
    ),
    "aarch64": (
        0xC00000B7,
        {
            "read": 63, "write": 64, "close": 57, "fstat": 80, "lseek": 62, "mmap": 222, "mprotect": 226,
            "munmap": 215, "brk": 214, "rt_sigaction": 134, "rt_sigprocmask": 135, "rt_sigreturn": 139,
            "pread64": 67, "readv": 65, "writev": 66, "sched_yield": 124, "mremap": 216, "madvise": 233,
            "getpid": 172, "exit": 93, "gettimeofday": 169, "getrusage": 165, "sysinfo": 179,
            "sigaltstack": 132, "gettid": 178, "futex": 98, "sched_getaffinity": 123, "restart_syscall": 128,
            "clock_gettime": 113, "clock_getres": 114, "clock_nanosleep": 115, "exit_group": 94,
            "set_robust_list": 99, "getrandom": 278, "membarrier": 283, "rseq": 293,
            "clone": 220, "clone3": 435, "prctl": 167, "newfstatat": 79, "fcntl": 25,
        },
    ),
}  # fmt: skip
# Allowed only with one argument: (index of the argument, bits or value, whether all of it must be equal).
_CONDITIONAL: Final = {
    "clone": (
        0,
        _CLONE_THREAD,
        False,
    ),  # NOTE: glibc forks through clone; the flag tells a thread from a process
    "newfstatat": (3, _AT_EMPTY_PATH, False),  # glibc's fstat of an open file
    "prctl": (0, _PR_SET_NAME, True),
    "fcntl": (1, _F_GETFL, True),
}


def filter_program() -> bytes | None:
    """The program for this machine's processor, or None where we have no table for it."""
    known = _ARCHITECTURES.get(platform.machine())
    if known is None:
        return None
    audit, numbers = known
    deny = _statement(_RETURN, _RET_ERRNO | errno.EPERM)
    allow = _statement(_RETURN, _RET_ALLOW)
    program = [
        _statement(_LOAD, _OFFSET_ARCH),
        _jump(_JUMP_EQ, audit, yes=1, no=0),
        deny,
        _statement(_LOAD, _OFFSET_NR),
        # ENOSYS makes glibc fall back to clone, whose flags a filter can see.
        _jump(_JUMP_EQ, numbers["clone3"], yes=0, no=1),
        _statement(_RETURN, _RET_ERRNO | errno.ENOSYS),
    ]
    for name, (argument, value, exact) in _CONDITIONAL.items():
        program += [
            _jump(_JUMP_EQ, numbers[name], yes=0, no=4),
            _statement(_LOAD, _OFFSET_ARG + 8 * argument),
            _jump(_JUMP_EQ if exact else _JUMP_SET, value, yes=0, no=1),
            allow,
            deny,
        ]
    plain = [number for name, number in numbers.items() if name not in _CONDITIONAL and name != "clone3"]
    for number in sorted(plain):
        program += [_jump(_JUMP_EQ, number, yes=0, no=1), allow]
    return b"".join([*program, deny])


def _statement(code: int, value: int) -> bytes:
    return struct.pack("=HBBI", code, 0, 0, value)


def _jump(code: int, value: int, *, yes: int, no: int) -> bytes:
    return struct.pack("=HBBI", code, yes, no, value)
