"""Jobs beside SQLite, with what a site of one worker can do in addition."""

from tintype.adapters.rows.jobs import RowJobs
from tintype.kernel.clock import SECOND_US
from tintype.kernel.sql import Queries
from tintype.ports.records import Lane, Records, Transaction

sql = Queries(__package__ or "", "jobs.sql")


class EmbeddedJobs(RowJobs):
    """See ports/jobs.py."""

    def __init__(self, records: Records) -> None:
        super().__init__(records)
        self._records = records

    async def reclaim(self, lease_s: float) -> int:
        """Make due what the last worker held when it died; how many jobs. For the one worker, as it starts.

        A job that waits for its next attempt within the lease is taken a little early, which harms nobody.
        """

        async def body(tx: Transaction) -> int:
            until_us = tx.now_us + int(lease_s * SECOND_US)
            lanes = [lane.value for lane in Lane]
            return await tx.execute(sql.reclaim_jobs, lanes=lanes, now_us=tx.now_us, lease_until_us=until_us)

        return await self._records.transact(body)
