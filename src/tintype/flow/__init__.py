"""The event flow: consumers with their own place, the log's tail in every process, jobs with growing waits."""

from tintype.flow.alone import ALONE
from tintype.flow.consumers import Consumer, ConsumerRunner
from tintype.flow.lanes import LANES_AT_ONCE, attempts_of, role_of
from tintype.flow.recent import Recent
from tintype.flow.recount import Counter, Difference, PerNode, mended, recount
from tintype.flow.retry import Permanent
from tintype.flow.tail import LogTail
from tintype.flow.upkeep import Chore, Upkeep
from tintype.flow.worker import LEASE_S, JobHandler, JobWorker

__all__ = [
    "ALONE",
    "LANES_AT_ONCE",
    "LEASE_S",
    "Chore",
    "Consumer",
    "ConsumerRunner",
    "Counter",
    "Difference",
    "JobHandler",
    "JobWorker",
    "LogTail",
    "PerNode",
    "Permanent",
    "Recent",
    "Upkeep",
    "attempts_of",
    "mended",
    "recount",
    "role_of",
]
