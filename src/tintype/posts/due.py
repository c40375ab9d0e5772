"""Posts that are looked at again at a time: to be published, or to be forgotten."""

from tintype.kernel.clock import DAY_US
from tintype.kernel.ids import PostId, shard_of
from tintype.kernel.problems import Invalid
from tintype.ports.records import Job, Lane, Transaction

DUE = "posts.due"
AHEAD_US_MAX = 365 * DAY_US  # A year is a campaign; a post that comes later surprises its own author.


def checked_due(due_us: int | None, now_us: int) -> int:
    """When a scheduled post is to be published. Raises Invalid."""
    if due_us is None:
        raise Invalid("Say when it is to be published.", fields={"publish_at": ["required"]})
    if not now_us < due_us <= now_us + AHEAD_US_MAX:
        raise Invalid(
            "A post can be scheduled for any time within a year.", fields={"publish_at": ["out_of_range"]}
        )
    return due_us


async def call_back(tx: Transaction, post_id: PostId, due_us: int) -> None:
    """Have a post looked at again at a time. Who moves that time asks again; a job that comes too soon does nothing."""
    job = Job(DUE, Lane.FEED, shard=shard_of(post_id), args={"post_id": post_id}, due_us=due_us)
    await tx.enqueue(job)
