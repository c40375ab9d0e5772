"""What trends now: as last counted, without what moderators hold back."""

from dataclasses import dataclass

from tintype.ports.records import Reading
from tintype.search.trends.reviewing import Review, ReviewState, reviews_of, sql
from tintype.search.trends.scoring import SCORE_MIN, decayed

SHOWN_MAX = 10


@dataclass(frozen=True, slots=True)
class TagTrend:
    """A tag as last counted. people: distinct ones of one day; weight: where new accounts count less; usual: people a
    day in the week before; peak: the highest score, and when that was.
    """

    tag: str
    people: int
    weight: float
    usual: float
    peak: float
    peak_us: int

    def score(self, now_us: int) -> float:
        """What it is worth by now."""
        return decayed((self.peak, self.peak_us), now_us)


@dataclass(frozen=True, slots=True)
class Judged:
    """A tag as counted, and what was decided about it."""

    trend: TagTrend
    review: Review | None
    score: float

    @property
    def is_shown(self) -> bool:
        """Whether everybody is told."""
        return self.score >= SCORE_MIN and not (self.review and self.review.state is ReviewState.HELD)


async def counted(reading: Reading) -> list[TagTrend]:
    """Every tag that is kept, in no order."""
    return await reading.fetch(sql.trends, TagTrend)


async def judged(reading: Reading) -> list[Judged]:
    """Every tag that is kept with what was decided about it, the highest score first, then by people."""
    trends = await counted(reading)
    reviews = await reviews_of(reading, [one.tag for one in trends])
    found = [Judged(one, reviews.get(one.tag), one.score(reading.now_us)) for one in trends]
    return sorted(found, key=lambda one: (-one.score, -one.trend.people, one.trend.tag))


async def trending(reading: Reading) -> list[TagTrend]:
    """What is shown as trending, the highest score first; the same for everybody."""
    return [one.trend for one in await judged(reading) if one.is_shown][:SHOWN_MAX]
