"""What moderators have decided about hashtags: one may trend whoever uses it, another is held back."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from tintype.kernel.ids import AccountId, shard_of_text
from tintype.kernel.sql import Queries
from tintype.ports.records import Reading, Records

REVIEWS_MAX = 200  # Of each kind that are listed: what is older is asked for by its name.
sql: Final = Queries(__package__ or "", "trends.sql")


class ReviewState(IntEnum):
    """As the records keep it."""

    ALLOWED = 1
    HELD = 2

    @property
    def word(self) -> str:
        """As the API spells it: `allowed`, `held`."""
        return self.name.lower()


@dataclass(frozen=True, slots=True)
class Review:
    """A decision, whose it was, and when."""

    tag: str
    state: ReviewState
    by_id: AccountId
    at_us: int


@dataclass(frozen=True, slots=True)
class Reviews:
    """Decisions. Each holds from the next look on; safe to make twice."""

    records: Records

    async def decide(self, by_id: AccountId, tag: str, state: ReviewState | None) -> None:
        """Let a tag trend, hold it back, or (None) leave it to the numbers again."""
        at = {"shard": shard_of_text(tag), "tag": tag}
        if state is None:
            await self.records.transact(lambda tx: tx.execute(sql.drop_review, **at))
        else:
            await self.records.transact(
                lambda tx: tx.execute(sql.put_review, **at, state=int(state), by_id=by_id, now_us=tx.now_us)
            )

    async def page(self, state: ReviewState) -> list[Review]:
        """The newest decisions of one kind."""
        return await self.records.look(
            lambda reading: reading.fetch(sql.reviews_page, _review, state=int(state), limit=REVIEWS_MAX)
        )


async def reviews_of(reading: Reading, tags: Collection[str]) -> dict[str, Review]:
    """What was decided about some tags; undecided ones are absent."""
    if not tags:
        return {}
    shards = sorted({shard_of_text(tag) for tag in tags})
    rows = await reading.fetch(sql.reviews_of, _review, shards=shards, tags=sorted(tags))
    return {row.tag: row for row in rows}


def _review(tag: str, state: int, by_id: AccountId, at_us: int) -> Review:
    return Review(tag, ReviewState(state), by_id, at_us)
