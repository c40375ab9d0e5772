"""Wake-ups: after a commit this process's readers at once, other processes at most every 20 ms."""

import time
from collections.abc import Callable
from typing import Protocol

from tintype.ports.broadcast import Broadcast
from tintype.ports.records import Lane

HINT = "log"
EVERY_S = 0.02  # Polling is the truth; a hint only makes it sooner.
EVERY_LANE = frozenset(lane.value for lane in Lane)


class HintedLog(Protocol):
    """A log whose waiting readers can be woken."""

    def hint(self) -> None: ...


class HintedJobs(Protocol):
    """Jobs whose waiting workers can be woken."""

    def hint(self, lanes: frozenset[str]) -> None: ...


def carry_hints(
    events: HintedLog, jobs: HintedJobs, broadcast: Broadcast
) -> Callable[[bool, frozenset[str]], None]:
    """Listen to the hints of others; what to call after a commit, with whether it published and its jobs' lanes."""
    untold: set[str] = set()

    def tell() -> None:
        # Ten lanes that look for nothing after every like would cost the worker more than the like.
        broadcast.send_now(HINT, ",".join(sorted(untold)).encode())
        untold.clear()

    tell_others = _rarely(tell)

    def on_hint(message: bytes) -> None:
        events.hint()
        jobs.hint(EVERY_LANE.intersection(message.decode().split(",")))

    def on_commit(published: bool, lanes: frozenset[str]) -> None:  # noqa: FBT001 (it is what happened)
        if published:
            events.hint()
        if lanes:
            jobs.hint(lanes)
            untold.update(lanes)
        tell_others()

    broadcast.subscribe(HINT, on_hint)
    return on_commit


def _rarely(act: Callable[[], None]) -> Callable[[], None]:
    """`act` at most once in 20 ms; what falls in between is carried by the polling of the others."""
    last = 0.0

    def maybe() -> None:
        nonlocal last
        now = time.monotonic()
        if now - last >= EVERY_S:
            last = now
            act()

    return maybe
