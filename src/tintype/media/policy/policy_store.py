"""The queries about what may be shown: what media looks like, what is blocked, who decided what."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tintype.kernel.ids import AccountId, MediaId, shard_of, shard_of_text
from tintype.kernel.sql import Queries
from tintype.media.made import Made, written
from tintype.media.model import BLOCKED, Verdict
from tintype.media.policy.near_copies import packed, signed, unpacked, unsigned
from tintype.media.rows import MediaRow
from tintype.ports.records import Reading, Transaction

sql = Queries(__package__ or "", "policy.sql")


@dataclass(frozen=True, slots=True)
class Looks:
    """By what one medium is found again; no `turns` where it cannot be compared."""

    owner_id: AccountId
    media_id: MediaId
    sha256: bytes
    turns: tuple[int, ...] = ()


BEFORE_ALL = Looks(AccountId(0), MediaId(0), b"")


@dataclass(frozen=True, slots=True)
class BlockedHash:
    """One picture that is not shown here, in any copy.

    hash: how it is named: its SHA-256 in hexadecimal digits, or the pHash where that is all. by_id: 0 for whoever
    sits at the machine. looked_us: when all that was here had been compared with it, 0 until then.
    """

    hash: str
    sha256: bytes | None
    phash: int | None
    note: str
    by_id: AccountId
    at_us: int
    found: int = 0
    looked_us: int = 0
    id: int = 0


@dataclass(frozen=True, slots=True)
class Act:
    """What somebody decided about a medium: held, cleared, blocked. by_id: 0 for the site itself."""

    id: int
    media_id: MediaId
    owner_id: AccountId
    by_id: AccountId
    act: str
    note: str
    at_us: int


async def keep_hashes(tx: Transaction, row: MediaRow, turns: Sequence[int]) -> None:
    await tx.execute(
        sql.keep_hashes,
        shard=shard_of(row.id),
        owner_id=row.owner_id,
        media_id=row.id,
        sha256=row.sha256,
        turns=packed(turns),
    )


async def forget_hashes(tx: Transaction, row: MediaRow) -> None:
    await tx.execute(sql.forget_hashes, shard=shard_of(row.id), owner_id=row.owner_id, media_id=row.id)


async def looks_of(reading: Reading, row: MediaRow) -> Looks:
    """What a medium looks like; its bytes alone until it has been made."""
    found = await reading.fetch(
        sql.hashes_of, _looks, shard=shard_of(row.id), owner_id=row.owner_id, media_id=row.id
    )
    return found[0] if found else Looks(row.owner_id, row.id, row.sha256)


async def turns_of(reading: Reading, owners: Mapping[MediaId, AccountId]) -> dict[MediaId, bytes]:
    """The pHashes of the orientations of some media, each with its owner: 8 × 8 bytes, as `packed` writes them."""
    if not owners:
        return {}
    media = [(shard_of(owner_id), owner_id, media_id) for media_id, owner_id in owners.items()]
    return dict(await reading.fetch(sql.turns_of, _turns, media=media))


async def looks_of_owner(reading: Reading, owner_id: AccountId, limit: int) -> list[Looks]:
    """What one owner's media looks like, newest first."""
    return await reading.fetch(
        sql.hashes_of_owner, _looks, shard=shard_of(owner_id), owner_id=owner_id, limit=limit
    )


async def looks_after(reading: Reading, after: Looks, limit: int) -> list[Looks]:
    """What all media looks like, in a fixed order, from one on."""
    return await reading.fetch(
        sql.hashes_after,
        _looks,
        shard=shard_of(after.owner_id),
        owner_id=after.owner_id,
        media_id=after.media_id,
        limit=limit,
    )


async def count_looks(reading: Reading) -> int:
    return (await reading.fetch(sql.count_hashes, int))[0]


async def block_hash(tx: Transaction, entry: BlockedHash) -> bool:
    """Note that a picture is not shown here; False when that was so before."""
    changed = await tx.execute(
        sql.block_hash,
        shard=shard_of_text(entry.hash),
        id=tx.mint(shard_of_text(entry.hash)),
        hash=entry.hash,
        sha256=entry.sha256,
        phash=None if entry.phash is None else signed(entry.phash),
        note=entry.note,
        by_id=entry.by_id,
        now_us=tx.now_us,
    )
    return changed > 0


async def unblock_hash(tx: Transaction, name: str) -> bool:
    return await tx.execute(sql.unblock_hash, shard=shard_of_text(name), hash=name) > 0


async def blocked_hash(reading: Reading, name: str) -> BlockedHash | None:
    found = await reading.fetch(sql.blocked_hash, _blocked, shard=shard_of_text(name), hash=name)
    return found[0] if found else None


async def blocked_since(reading: Reading, since_us: int) -> list[tuple[str, int]]:
    """The names and pHashes of what was blocked from a time on, in any order."""
    return await reading.fetch(sql.blocked_since, _named, since_us=since_us)


async def blocked_at(reading: Reading, at_us: int, limit: int) -> list[BlockedHash]:
    """What was blocked in one transaction and has not been looked for everywhere."""
    return await reading.fetch(sql.blocked_at, _blocked, at_us=at_us, limit=limit)


async def blocked_page(reading: Reading, at_us: int, id: int, limit: int) -> list[BlockedHash]:
    """What is blocked, newest first, from one on."""
    return await reading.fetch(sql.blocked_page, _blocked, at_us=at_us, id=id, limit=limit)


async def note_found(tx: Transaction, name: str) -> None:
    await tx.execute(sql.note_found, shard=shard_of_text(name), hash=name)


async def note_looked(tx: Transaction, name: str) -> None:
    await tx.execute(sql.note_looked, shard=shard_of_text(name), hash=name, now_us=tx.now_us)


async def set_verdict(
    tx: Transaction, media_id: MediaId, verdict: Verdict, made: Made, before: Sequence[Verdict]
) -> bool:
    """Judge a medium that is judged as one of `before`; False when it is not."""
    changed = await tx.execute(
        sql.judge,
        shard=shard_of(media_id),
        id=media_id,
        verdict=verdict.value,
        made=written(made),
        before=[each.value for each in before],
        now_us=tx.now_us,
    )
    return changed > 0


async def mark_taken_down(tx: Transaction, media_id: MediaId) -> list[str]:
    """Let a ready medium have failed for ever; the keys its files may lie under. None when it was not ready."""
    found = await tx.fetch(
        sql.take_down,
        _keys,
        shard=shard_of(media_id),
        id=media_id,
        problem=BLOCKED.code.value,
        detail=BLOCKED.sentence,
        now_us=tx.now_us,
    )
    return [key for keys in found for key in keys]


async def held_ids(reading: Reading, after_us: int, after_id: int, limit: int) -> list[tuple[int, MediaId]]:
    """Media that waits for a person to look, longest waiting first: since when, and which."""
    return await reading.fetch(
        sql.held_page,
        _held,
        after_us=after_us,
        after_shard=shard_of(after_id),
        after_id=after_id,
        limit=limit,
    )


async def add_act(tx: Transaction, row: MediaRow, by_id: AccountId, act: str, note: str) -> None:
    """Write down what somebody decided, for ever."""
    await tx.execute(
        sql.add_act,
        shard=shard_of(row.id),
        id=tx.mint(shard_of(row.id)),
        media_id=row.id,
        owner_id=row.owner_id,
        by_id=by_id,
        act=act,
        note=note,
        now_us=tx.now_us,
    )


async def acts_page(reading: Reading, at_us: int, id: int, limit: int) -> list[Act]:
    """What was decided, newest first, from one on."""
    return await reading.fetch(sql.acts_page, _act, at_us=at_us, id=id, limit=limit)


def _turns(media_id: int, turns: bytes) -> tuple[MediaId, bytes]:
    return MediaId(media_id), bytes(turns)


def _looks(_shard: int, owner_id: int, media_id: int, sha256: bytes, turns: bytes | None) -> Looks:
    return Looks(AccountId(owner_id), MediaId(media_id), sha256, unpacked(turns))


def _blocked(  # noqa: PLR0913, PLR0917 — one argument per column of the row
    id: int,
    name: str,
    sha256: bytes | None,
    phash: int | None,
    note: str,
    by_id: int,
    at_us: int,
    found: int,
    looked_us: int,
) -> BlockedHash:
    known = None if phash is None else unsigned(phash)
    return BlockedHash(name, sha256, known, note, AccountId(by_id), at_us, found, looked_us, id)


def _named(name: str, phash: int) -> tuple[str, int]:
    return name, unsigned(phash)


def _keys(key: str, coming: str | None, going: str | None) -> list[str]:
    return [each for each in (key, coming, going) if each]


def _held(since_us: int, media_id: int) -> tuple[int, MediaId]:
    return since_us, MediaId(media_id)


def _act(  # noqa: PLR0917 — one argument per column of the row
    id: int, media_id: int, owner_id: int, by_id: int, act: str, note: str, at_us: int
) -> Act:
    return Act(id, MediaId(media_id), AccountId(owner_id), AccountId(by_id), act, note, at_us)
