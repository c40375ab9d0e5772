"""Notices and the lines they add up to, as rows; each person's are on their own shard."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from tintype.kernel.ids import AccountId, CommentId, PostId, shard_of
from tintype.kernel.pages import Place
from tintype.kernel.sql import Queries
from tintype.notifications.model import Group, Line, Notice, NoticeKind, NotificationId, OwnGroup
from tintype.notifications.wishes import Choices, Digest, Wishes, decode_choices, encode_choices
from tintype.ports.records import Reading, Transaction

sql = Queries(__package__ or "")
Pair = tuple[AccountId, PostId]


async def kept_of(reading: Reading, asked: Iterable[Notice]) -> dict[AccountId, list[Notice]]:
    """By owner, all notices by the same actors about the same subjects as these, those taken back included."""
    actors = sorted({_place(one)[:-1] for one in asked})
    found: dict[AccountId, list[Notice]] = {}
    for notice in await reading.fetch(sql.notices_of_actors, _notice, actors=actors):
        found.setdefault(notice.owner_id, []).append(notice)
    return found


async def kept_by(reading: Reading, owner_id: AccountId, actor_id: AccountId, limit: int) -> list[Notice]:
    """What one person is told of another."""
    return await reading.fetch(
        sql.notices_by, _notice, shard=shard_of(owner_id), owner_id=owner_id, actor_id=actor_id, limit=limit
    )


async def kept_about(
    reading: Reading, subjects: Iterable[tuple[AccountId, NoticeKind, int]], limit: int
) -> list[Notice]:
    """What people are told of some subjects, at most so many, what was taken back included."""
    rows = sorted(
        (shard_of(owner_id), owner_id, int(kind), subject_id) for owner_id, kind, subject_id in subjects
    )
    return await reading.fetch(sql.notices_about, _notice, subjects=rows, limit=limit) if rows else []


async def put(tx: Transaction, notices: Iterable[Notice]) -> None:
    """Write notices as they are from now on."""
    rows = sorted(
        (
            *_place(one),
            one.post_id,
            one.day,
            one.at_us,
            int(one.is_gone),
        )
        for one in notices
    )
    if rows:
        await tx.execute(sql.put_notices, notices=rows)


async def erase(tx: Transaction, notices: Iterable[Notice]) -> None:
    """Forget notices altogether."""
    rows = sorted(map(_place, notices))
    if rows:
        await tx.execute(sql.erase_notices, notices=rows)


async def count(tx: Transaction, changes: Mapping[OwnGroup, int], posts: Mapping[OwnGroup, PostId]) -> None:
    """Change how many people each line has, and when it was last added to. After the notices are written."""
    if not changes:
        return
    newest = await tx.fetch(sql.newest_of_lines, _newest, lines=_lines(changes))
    rows = [
        (*_line_place(one), tx.mint(shard_of(one[0])), posts.get(one, 0), changes[one], newest_us)
        for one, newest_us in sorted(newest)
    ]
    await tx.execute(sql.change_lines, lines=rows)


async def mark_pushed(tx: Transaction, lines: Collection[OwnGroup]) -> list[OwnGroup]:
    """Note that devices are told of lines now; those of which they were not told a short while ago."""
    by_wait: dict[int, list[OwnGroup]] = {}
    for one in lines:
        by_wait.setdefault(one[1][0].push_again_us, []).append(one)
    marked: list[OwnGroup] = []
    for wait_us, some in by_wait.items():
        marked += await tx.fetch(
            sql.mark_pushed, _own_group, lines=_lines(some), now_us=tx.now_us, before_us=tx.now_us - wait_us
        )
    return sorted(marked)


async def lines_before(reading: Reading, owner_id: AccountId, place: Place, limit: int) -> list[Line]:
    """At most `limit` lines of somebody's list after a place, newest first."""
    return await reading.fetch(
        sql.lines_before,
        _line,
        shard=shard_of(owner_id),
        owner_id=owner_id,
        at_us=place.at,
        id=place.id,
        limit=limit,
    )


async def lines_since(reading: Reading, owner_id: AccountId, since_us: int, limit: int) -> list[Line]:
    """At most `limit` lines that grew after a time, newest first."""
    return await reading.fetch(
        sql.lines_since, _line, shard=shard_of(owner_id), owner_id=owner_id, since_us=since_us, limit=limit
    )


async def lines_of(reading: Reading, owner_id: AccountId, groups: Iterable[Group]) -> list[Line]:
    """These lines, newest first, as far as anything is left of them."""
    rows = await reading.fetch(sql.lines_of, _line, lines=_lines((owner_id, group) for group in groups))
    return sorted(rows, key=lambda line: (-line.newest_us, -line.id))


async def newest_notices(
    reading: Reading, owner_id: AccountId, groups: Collection[Group], limit: int
) -> dict[Group, list[Notice]]:
    """About `limit` notices of each line, newest first; more where several are of the same moment."""
    if not groups:
        return {}
    lines = _lines((owner_id, group) for group in groups)
    rows = await reading.fetch(sql.newest_notices, _notice, lines=lines, limit=limit)
    found: dict[Group, list[Notice]] = {}
    for notice in sorted(rows, key=lambda one: (-one.at_us, one.actor_id)):
        found.setdefault(notice.group, []).append(notice)
    return {group: some[:limit] for group, some in found.items()}


async def wishes_of(reading: Reading, owner_ids: Collection[AccountId]) -> dict[AccountId, Wishes]:
    """What each wants; who has never chosen anything has the defaults."""
    rows = await reading.fetch(sql.wishes_of, _wishes, owner_ids=sorted(owner_ids))
    return {**{owner_id: Wishes() for owner_id in owner_ids}, **dict(rows)}


async def put_choices(tx: Transaction, owner_id: AccountId, choices: Choices) -> None:
    await tx.execute(
        sql.put_choices, shard=shard_of(owner_id), owner_id=owner_id, choices=encode_choices(choices)
    )


async def put_digest(tx: Transaction, owner_id: AccountId, digest: Digest) -> None:
    """From now on a digest comes so often; the first tells of what comes from here on."""
    due_us = tx.now_us + digest.every_us if digest.every_us else 0
    await tx.execute(
        sql.put_digest,
        shard=shard_of(owner_id),
        owner_id=owner_id,
        digest=int(digest),
        due_us=due_us,
        now_us=tx.now_us,
    )


async def mark_seen(tx: Transaction, owner_id: AccountId, seen_us: int) -> bool:
    """Note how far somebody has read; False when they had come further."""
    changed = await tx.execute(sql.mark_seen, shard=shard_of(owner_id), owner_id=owner_id, seen_us=seen_us)
    return changed > 0


async def quiet_pairs(reading: Reading, pairs: Collection[Pair]) -> set[Pair]:
    """Those of many (owner, post) where the owner does not want to hear of the post."""
    if not pairs:
        return set()
    rows = sorted((shard_of(owner_id), owner_id, post_id) for owner_id, post_id in pairs)
    return set(await reading.fetch(sql.quiet_pairs, _pair, pairs=rows))


async def hush(tx: Transaction, owner_id: AccountId, post_id: PostId) -> None:
    await tx.execute(sql.hush, shard=shard_of(owner_id), owner_id=owner_id, post_id=post_id, now_us=tx.now_us)


async def unhush(tx: Transaction, owner_id: AccountId, post_id: PostId) -> None:
    await tx.execute(sql.unhush, shard=shard_of(owner_id), owner_id=owner_id, post_id=post_id)


async def sweep(tx: Transaction, before_us: int, limit: int) -> int:
    """Forget at most so many notices and lines that are older than a time; how many."""
    notices = await tx.fetch(sql.old_notices, _numbers, before_us=before_us, limit=limit)
    if notices:
        await tx.execute(sql.erase_notices, notices=notices)
    lines = await tx.fetch(sql.old_lines, _numbers, before_us=before_us, limit=limit)
    if lines:
        await tx.execute(sql.erase_lines, lines=lines)
    return len(notices) + len(lines)


def _lines(lines: Iterable[OwnGroup]) -> Sequence[tuple[int, ...]]:
    return sorted(map(_line_place, lines))


def _line_place(line: OwnGroup) -> tuple[int, ...]:
    owner_id, (kind, subject_id, day) = line
    return shard_of(owner_id), owner_id, int(kind), subject_id, day


def _place(one: Notice) -> tuple[int, ...]:
    return (shard_of(one.owner_id), one.owner_id, int(one.kind), one.subject_id, one.actor_id, one.about_id)


def _numbers(*columns: int) -> tuple[int, ...]:
    return columns


def _notice(  # noqa: PLR0913, PLR0917 — the columns of the row, in order
    owner_id: AccountId,
    kind: int,
    subject_id: int,
    actor_id: AccountId,
    about_id: CommentId,
    post_id: PostId,
    day: int,
    at_us: int,
    is_gone: int,
) -> Notice:
    return Notice(
        owner_id, NoticeKind(kind), subject_id, actor_id, about_id, post_id, at_us, bool(is_gone), day
    )


def _own_group(owner_id: AccountId, kind: int, subject_id: int, day: int) -> OwnGroup:
    return owner_id, (NoticeKind(kind), subject_id, day)


def _newest(
    owner_id: AccountId, kind: int, subject_id: int, day: int, newest_us: int | None
) -> tuple[OwnGroup, int]:
    return _own_group(owner_id, kind, subject_id, day), newest_us or 0


def _line(  # noqa: PLR0913, PLR0917 — the columns of the row, in order
    id: int,
    owner_id: AccountId,
    kind: int,
    subject_id: int,
    day: int,
    post_id: PostId,
    n: int,
    newest_us: int,
    pushed_us: int,
) -> Line:
    return Line(
        NotificationId(id), owner_id, NoticeKind(kind), subject_id, day, post_id, n, newest_us, pushed_us
    )


def _wishes(
    owner_id: AccountId, choices: str, seen_us: int, digest: int, told_us: int
) -> tuple[AccountId, Wishes]:
    return owner_id, Wishes(decode_choices(choices), seen_us, Digest(digest), told_us)


def _pair(owner_id: AccountId, post_id: PostId) -> Pair:
    return owner_id, post_id
