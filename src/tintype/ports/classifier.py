"""Whether a picture is one that not everybody wants to see, as a program guesses it."""

from dataclasses import dataclass
from typing import Final, Protocol

PICTURE_BYTES_MAX: Final = 1_000_000  # A JPEG 320 pixels wide has 5,000 to 60,000.


@dataclass(frozen=True, slots=True)
class Scores:
    """How sure a classifier is, each from 0 to 1. adult: nakedness and sex."""

    adult: float


class Classifier(Protocol):
    """Guesses. It is wrong now and then, both ways, so nothing final may hang on what it says."""

    async def start(self) -> None:
        """Be ready for the first picture, if that is possible; safe to run twice."""
        ...

    async def scores(self, jpeg: bytes) -> Scores:
        """What it makes of a JPEG about 320 pixels wide. Raises Unavailable when it does not answer, within seconds."""
        ...

    async def close(self) -> None:
        """Let go of its process."""
        ...
