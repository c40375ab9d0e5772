"""Counting who uses which hashtag: a chore of the worker, from the records alone, so that it may stop anywhere.

What counts is what strangers may see: published for everyone by accounts that are open to all, not marked sensitive.
"""

from dataclasses import dataclass
from functools import partial

from tintype.kernel.clock import DAY_US
from tintype.kernel.ids import AccountId, OrderId, first_id_at, shard_of_text
from tintype.kernel.pages import TOP
from tintype.kernel.viewer import ANONYMOUS
from tintype.ports.records import Reading, Records, Transaction
from tintype.posts import findable, posts_of, seen_in, tag_orders
from tintype.search.trends.reviewing import ReviewState, reviews_of, sql
from tintype.search.trends.scoring import PEOPLE_MIN, SCORE_MIN, peak_after, score, weight_of
from tintype.search.trends.trends import TagTrend, counted

TAGS_MAX = 1_000  # Those with the most posts of a day: 1,000 looks of a few ms every ten minutes.
OF_A_TAG = 500  # Its newest posts of the day; if there are more, their people are counted as far as that.
POSTS_MIN = 2
HISTORY_DAYS = 7
KEPT_DAYS = 30
SWEPT_MAX = 1_000


@dataclass(frozen=True, slots=True)
class TrendCounting:
    """Keeps what trends. Safe to run twice."""

    records: Records

    async def count(self) -> int:
        """Count every busy tag anew, and let go what has stopped; how many tags are kept."""
        now_us, busy, before = await self.records.look(_busy)
        kept = 0
        for tag in [*busy, *(before.keys() - set(busy))]:
            trend = await self.records.look(partial(_counted, tag=tag, before=before.get(tag), now_us=now_us))
            is_kept = trend.people >= PEOPLE_MIN or trend.score(now_us) >= SCORE_MIN
            await self.records.transact(partial(_note, trend=trend, day=now_us // DAY_US, is_kept=is_kept))
            kept += is_kept
        await self.records.transact(_sweep)
        return kept


async def _busy(reading: Reading) -> tuple[int, list[str], dict[str, TagTrend]]:
    """Now, the tags with the most posts of the last day, and what is kept from before."""
    now_us = reading.now_us
    busy = await reading.fetch(
        sql.busy_tags,
        str,
        day=now_us // DAY_US - 1,
        since=first_id_at(now_us - DAY_US),
        least=POSTS_MIN,
        most=OF_A_TAG,
        limit=TAGS_MAX,
    )
    return now_us, busy, {one.tag: one for one in await counted(reading)}


async def _counted(reading: Reading, tag: str, before: TagTrend | None, now_us: int) -> TagTrend:
    people = await _people(reading, tag, now_us)
    weight = weight_of(people, now_us)
    today = now_us // DAY_US
    days = {"first": today - HISTORY_DAYS, "day": today}
    rows = await reading.fetch(sql.usual_people, int, shard=shard_of_text(tag), tag=tag, **days)
    usual = rows[0] / HISTORY_DAYS
    review = (await reviews_of(reading, [tag])).get(tag)
    is_allowed = review is not None and review.state is ReviewState.ALLOWED
    now = score(len(people) if is_allowed else weight, usual)
    old = (before.peak, before.peak_us) if before else (0.0, now_us)
    return TagTrend(tag, len(people), weight, usual, *peak_after(now, old, now_us))


async def _people(reading: Reading, tag: str, now_us: int) -> set[AccountId]:
    """Who has used a tag in public within a day: the newest such post of each is looked at."""
    since = first_id_at(now_us - DAY_US)
    orders = [order for order in await tag_orders(reading, tag, TOP.at, OF_A_TAG) if order >= since]
    newest: dict[AccountId, OrderId] = {}
    ids = [
        head.id
        for head in await seen_in(reading, ANONYMOUS, orders)
        if newest.setdefault(head.author_id, head.order_id or OrderId(0)) == head.order_id
    ]
    posts = [post for post in (await posts_of(reading, ids)).values() if tag in post.tags]
    return {post.author_id for post in await findable(reading, ANONYMOUS, posts)}


async def _note(tx: Transaction, trend: TagTrend, day: int, *, is_kept: bool) -> None:
    at = {"shard": shard_of_text(trend.tag), "tag": trend.tag}
    await tx.execute(sql.count_day, **at, day=day, people=trend.people)
    if not is_kept:
        await tx.execute(sql.drop_trend, **at)
        return
    await tx.execute(
        sql.put_trend,
        **at,
        people=trend.people,
        weight=trend.weight,
        usual=trend.usual,
        peak=trend.peak,
        peak_us=trend.peak_us,
    )


async def _sweep(tx: Transaction) -> None:
    """Forget days that are no tag's recent past."""
    last = tx.now_us // DAY_US - KEPT_DAYS
    for tag, day in await tx.fetch(sql.old_days, _tag_day, day=last, limit=SWEPT_MAX):
        await tx.execute(sql.forget_day, shard=shard_of_text(tag), tag=tag, day=day)


def _tag_day(tag: str, day: int) -> tuple[str, int]:
    return tag, day
