"""When to try again: pure."""

ATTEMPTS_MAX = 12
WAIT_S_MIN, WAIT_S_MAX = 2.0, 3600.0


class Permanent(Exception):
    """Trying again cannot help: the job is buried at once, with this reason."""


def next_wait_s(
    error: BaseException, attempt: int, jitter: float, attempts_max: int = ATTEMPTS_MAX
) -> float | None:
    """How long to wait after failed attempt number `attempt` (1, 2, …), or None to give up.

    Waits 1–2, 2–4, 4–8 s …; twelve attempts take about an hour. `jitter` in [0, 1) is drawn by the caller, so
    that a thousand jobs that failed together do not come back together.
    """
    if isinstance(error, Permanent) or attempt >= attempts_max:
        return None
    return min(WAIT_S_MAX, WAIT_S_MIN * 2 ** (attempt - 1)) * (0.5 + jitter / 2)
