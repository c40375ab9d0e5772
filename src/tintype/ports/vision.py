"""What a picture is like, as numbers: pictures of alike things have numbers of about the same direction."""

from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

PICTURE_BYTES_MAX: Final = 1_000_000  # A JPEG 320 pixels wide has 5,000 to 60,000.


class Vision(Protocol):
    """Sees. It knows what it was trained on, and takes the rest for something of that."""

    async def start(self) -> None:
        """Be ready for the first picture, if that is possible; safe to run twice."""
        ...

    async def features(self, jpeg: bytes) -> NDArray[np.float32]:
        """(1280,) float32 of a JPEG about 320 pixels wide. Raises Unavailable when it does not answer soon."""
        ...

    async def close(self) -> None:
        """Let go of its process."""
        ...
