"""Whom a post is pushed to, part by part, and what rows are built from."""

from array import array

import numpy as np

from tintype.graph import EdgeKind, Fame, Followers, FollowersPlace, classes_of, edges, every_follower
from tintype.kernel.ids import AccountId, OrderId
from tintype.kernel.pages import TOP
from tintype.ports.feed_store import FEED_ENTRIES_MAX
from tintype.ports.jobs import TakenJob
from tintype.ports.records import Job, Lane, Reading
from tintype.posts import recent_orders


async def first_reached(author_id: AccountId, limit: int, reading: Reading) -> Followers:
    """The first to whom a new post of an author is pushed; nobody if they pull it."""
    if await is_famous(author_id, reading):
        return Followers(array("q"), None)
    return await reached(author_id, FollowersPlace(), limit, reading)


async def reached(author_id: AccountId, place: FollowersPlace, limit: int, reading: Reading) -> Followers:
    """About `limit` followers from a place on, without those who follow so many that they pull this author."""
    found = await every_follower(reading, author_id, place, limit)
    # At most as many as follow somebody who is not famous.
    far = await edges.all_of(reading, author_id, {EdgeKind.FAR_BY})
    if not far:
        return found
    ids = np.asarray(found.ids, np.int64)
    near = ids[np.isin(ids, np.asarray(far, np.int64), invert=True)]
    return Followers(array("q", near.tobytes()), found.next)


async def is_famous(author_id: AccountId, reading: Reading) -> bool:
    """Whether an author's posts are pushed to nobody."""
    found = (await classes_of(reading, [author_id])).get(author_id)
    return found is not None and found.fame is Fame.FAMOUS


async def newest_for(reader_id: AccountId, reading: Reading) -> list[OrderId]:
    """What a whole row consists of: the newest of everybody the reader follows, and the reader's own."""
    followed = await edges.all_of(reading, reader_id, {EdgeKind.FOLLOW})
    authors = [AccountId(id) for id in (*followed, reader_id)]
    return await recent_orders(reading, authors, TOP.at, FEED_ENTRIES_MAX)


async def newest_by(author_id: AccountId, reading: Reading) -> list[OrderId]:
    """What a row can have of one author at most."""
    return await recent_orders(reading, [author_id], TOP.at, FEED_ENTRIES_MAX)


def newest_of(one: list[int], other: list[OrderId]) -> list[OrderId]:
    """The newest 500 of two lists of order ids, each once, newest first."""
    return [OrderId(order) for order in sorted({*one, *other}, reverse=True)[:FEED_ENTRIES_MAX]]


def job_at(kind: str, author_id: AccountId, place: FollowersPlace, **more: int) -> Job:
    """A job that goes on at a place among an author's followers."""
    args: dict[str, int | str] = {"author_id": author_id, "slot": place.slot, "after": place.after, **more}
    return Job(kind, Lane.FEED, shard=0, args=args)


def place_of(job: TakenJob) -> FollowersPlace:
    """Where such a job goes on."""
    return FollowersPlace(int(job.args.get("slot", 0)), int(job.args.get("after", 0)))
