"""The inside of a process that holds a model: pictures in at stdin, answers out at stdout, until stdin ends.

A frame in is a length and a JPEG, a frame out always as many bytes. What it cannot read ends it; its parent starts
another.
"""

import os
import resource
import struct
import sys
from collections.abc import Callable
from typing import BinaryIO, Final

LENGTH: Final = struct.Struct("<I")
READY: Final = b"R"
DATA_BYTES_MAX: Final = 768 << 20  # 13 to 24 MB of weights and what onnxruntime makes of them take up to 160.
NICENESS: Final = 10


def answer(load: Callable[[], Callable[[bytes], bytes]]) -> None:
    """Load a model under limits, say so, and answer until there is nothing more."""
    os.nice(NICENESS)
    resource.setrlimit(resource.RLIMIT_DATA, (DATA_BYTES_MAX, DATA_BYTES_MAX))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    model = load()
    put(READY)
    while (head := sys.stdin.buffer.read(LENGTH.size)) and len(head) == LENGTH.size:
        (count,) = LENGTH.unpack(head)
        put(model(sys.stdin.buffer.read(count)))


def put(data: bytes) -> None:
    out: BinaryIO = sys.stdout.buffer
    out.write(data)
    out.flush()
