"""What was made of a video, as its row keeps it."""

from __future__ import annotations

import msgspec


class Rung(msgspec.Struct, frozen=True, array_like=True):
    """One size of a film, a single file: its head, then segments as (milliseconds, bytes) end to end."""

    name: str
    width: int
    height: int
    codecs: str
    head: int
    segments: tuple[tuple[int, int], ...]

    @property
    def size(self) -> int:
        return self.head + sum(count for _, count in self.segments)

    @property
    def bandwidth(self) -> int:
        """Bits a second of its busiest segment."""
        return max(count * 8_000 // max(1, ms) for ms, count in self.segments)

    @property
    def average_bandwidth(self) -> int:
        ms = max(1, sum(ms for ms, _ in self.segments))
        return sum(count for _, count in self.segments) * 8_000 // ms

    def place(self, number: int) -> tuple[int, int]:
        """Where a segment lies in the file: its first byte and the one behind its last. Raises IndexError."""
        if not 0 <= number < len(self.segments):
            raise IndexError(number)
        start = self.head + sum(count for _, count in self.segments[:number])
        return start, start + self.segments[number][1]


class Caption(msgspec.Struct, frozen=True):
    """Words to a film in one language. bytes: of its file. mark: what tells its versions apart."""

    language: str
    label: str
    bytes: int
    mark: str = ""

    @property
    def file(self) -> str:
        return f"captions.{self.language.lower()}.{self.mark}.vtt"


class Film(msgspec.Struct, frozen=True, omit_defaults=True):
    """A video's facts and rungs, smallest first. preview: bytes of its file, 0 while there is none.

    fits, bits_per_s: of the source, as `Clip` has them. is_whole: no more rungs are to come.
    """

    duration_ms: int
    has_sound: bool = False
    is_loop: bool = False
    poster_ms: int = 0
    fits: bool = False
    bits_per_s: int = 0
    rungs: tuple[Rung, ...] = ()
    preview: int = 0
    is_whole: bool = False
    gave_up: bool = False
    """Whether making the rest has failed, so that its owner may ask again."""

    def rung(self, name: str) -> Rung | None:
        return next((rung for rung in self.rungs if rung.name == name), None)

    def with_rungs(self, more: tuple[Rung, ...]) -> Film:
        """The same with more rungs; one of the same name is replaced."""
        names = {rung.name for rung in more}
        every = [*more, *(rung for rung in self.rungs if rung.name not in names)]
        every.sort(key=lambda rung: (rung.width * rung.height, rung.bandwidth))
        return msgspec.structs.replace(self, rungs=tuple(every))
