"""Nodes of one site have one secret: the first leaves a mark of it in the records, and the others compare."""

from hashlib import blake2b

from tintype.kernel.problems import CannotStart
from tintype.kernel.sql import Queries
from tintype.ports.records import Records, Transaction

sql = Queries(__package__ or "", "site_mark.sql")


async def check_secret(records: Records, secret: bytes) -> None:
    """Raises CannotStart when the site has another secret: sessions of one node would be strangers to the next."""
    mark = blake2b(b"the site's secret", key=secret[:64], digest_size=16).digest()

    async def body(tx: Transaction) -> bytes:
        (left,) = await tx.fetch(sql.mark_left, bytes) or [b""]
        if not left:
            await tx.execute(sql.leave_mark, secret_mark=mark)
            (left,) = await tx.fetch(sql.mark_left, bytes)
        return left

    if await records.transact(body) != mark:
        raise CannotStart(
            "This node's secret is not the one of its site. Copy the file `secret` of the first node here and name it "
            "by TINTYPE_SECRET_FILE; or, if it is lost, DELETE FROM site: then everybody signs in again."
        )
