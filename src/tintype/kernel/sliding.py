"""How many calls the time that has just passed has seen, counted in slices of a window."""

from tintype.kernel.clock import SECOND_US

SLICES = 20  # What counts is a window and at most a twentieth more: docs/decisions/0098-sliding-limits.md


def slice_of(at_us: int, window_s: int) -> int:
    """The number of the slice that a moment lies in. Slices start at multiples of their length."""
    return at_us * SLICES // (window_s * SECOND_US)


def end_us(number: int, window_s: int) -> int:
    """When what was counted in a slice no longer counts."""
    return (number + SLICES + 1) * window_s * SECOND_US // SLICES


def seconds_until(at_us: int, now_us: int) -> int:
    """Rounded up, and at least one."""
    return max(1, -((now_us - at_us) // SECOND_US))


class Sliding:
    """Calls by slice: the newest one and a window before it, so that no window has seen more than their sum."""

    __slots__ = ("by_slice", "newest", "total")

    def __init__(self) -> None:
        self.by_slice: dict[int, int] = {}
        self.newest = 0
        self.total = 0

    def move_to(self, number: int) -> None:
        """Let go of slices that no longer count.

        For a clock that is set back by less than a window, time stands still until it has caught up; set back
        further, it begins anew. Neither lets anybody through twice nor keeps anybody out for an hour.
        """
        if number == self.newest or 0 < self.newest - number <= SLICES:
            return
        self.newest = number
        for old in [each for each in self.by_slice if not 0 <= number - each <= SLICES]:
            self.total -= self.by_slice.pop(old)

    def add(self, n: int) -> None:
        """Count calls of this moment."""
        self.by_slice[self.newest] = self.by_slice.get(self.newest, 0) + n
        self.total += n

    @property
    def oldest(self) -> int:
        """The slice that stops counting first."""
        return min(self.by_slice, default=self.newest)
