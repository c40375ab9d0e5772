"""Tells a content network in front of the site which files are gone, so that it does not lend them until they expire.

A job, because a network that is away must neither hold up nor lose a withdrawal: the site itself answers 404 by then.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from tintype.media.model import BASE
from tintype.media.rows import shard_of_key
from tintype.ports.cdn import Cdn
from tintype.ports.jobs import TakenJob
from tintype.ports.records import Job, Lane, Records, Transaction

PURGE: Final = "media.purge"
_FOLDER: Final = "m/"  # nothing else is ever kept by anybody, nor is in it what only the owner is given
_FILES_MAX: Final = 200  # in one job: a film of ten minutes has more than a thousand


@dataclass(frozen=True, slots=True)
class Purges:
    """Withdrawals from a content network; nothing at all where there is none."""

    records: Records
    cdn: Cdn | None = None

    async def ask(self, blobs: Sequence[str]) -> None:
        """Have the network forget these files. To be called once the site gives them out no more."""
        paths = list(addresses(blobs)) if self.cdn is not None else []
        if not paths:
            return

        async def body(tx: Transaction) -> None:
            for at in range(0, len(paths), _FILES_MAX):
                await tx.enqueue(_job(paths[at : at + _FILES_MAX]))

        await self.records.transact(body)

    async def handle(self, job: TakenJob) -> None:
        """Pass one request on. Handles the jobs of `PURGE`; raises Unavailable for another try."""
        if self.cdn is not None:
            await self.cdn.forget(str(job.args["paths"]).split(" "))


def addresses(blobs: Sequence[str]) -> Iterator[str]:
    """Where files are fetched: each at its own address, pictures also at the one that leaves the type open.

    `m/KEY/large.avif` and `m/KEY/large.jpg` give `/m/KEY/large.avif`, `/m/KEY/large.jpg` and `/m/KEY/large`.
    """
    own = [f"/{blob}" for blob in blobs if blob.startswith(_FOLDER) and f"/{BASE}." not in blob]
    open_ones = [path.rpartition(".")[0] for path in own if path.endswith((".jpg", ".avif", ".webp"))]
    yield from dict.fromkeys([*own, *open_ones])


def _job(paths: Sequence[str]) -> Job:
    shard = shard_of_key(paths[0].split("/")[2]) or 0
    return Job(PURGE, Lane.OUTWARD, shard, {"paths": " ".join(paths)})
