"""Rows to learn from: the log is replayed, and each first look of a viewer at a post is what was known just then.

A like is in the log before the report of the look that led to it: the counters run LATE_US behind, so that no row knows
what came of it.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from tintype.graph import EdgeKind, Fame, Followed, Unfollowed, classes_of, edges
from tintype.kernel.clock import DAY_US, MINUTE_US
from tintype.kernel.events import Recorded
from tintype.kernel.ids import AccountId, PostId, time_us_of
from tintype.ports.event_log import EventLog
from tintype.ports.records import Reading, Records
from tintype.posts import heads, kinds_of_posts
from tintype.ranker.known import Known
from tintype.ranking import FEATURES, learned, matrix, ties_of
from tintype.signals import (
    Action,
    ImpressionsNoted,
    batches_of,
    deltas_of,
    impressions_of,
    liked_posts,
)

LATE_US = 10 * MINUTE_US
LABEL_US = 2 * DAY_US  # What somebody does later than that has other reasons than having been shown the post.
BATCH = 500
NEWCOMER_US = 14 * DAY_US
REGULAR_DAYS = 3  # Of the last seven, today among them.
#: Columns of `ranking.matrix` that cannot be known of a past moment, or are about what else there was to choose from.
UNKNOWABLE = frozenset({"followers_log", "is_close", "has_tag", "is_seen", "posts_of_author"})
POSITION = "position_log"
NAMES = (*(name for name in FEATURES if name not in UNKNOWABLE), POSITION)
FIXED = {POSITION: 0.0}
"""What is about to be ranked has no position yet: all are asked about as if they were first."""
CLASSES = ("newcomers", "seldom here", "regulars", "famous")
_COLUMNS = [FEATURES.index(name) for name in NAMES if name != POSITION]
_ACTIONS = {
    Action.LIKE: "like",
    Action.COMMENT: "comment",
    Action.SHARE: "share",
    Action.SAVE: "save",
    Action.DWELL_MS: "dwell",
    Action.HIDE: "hide",
}
Progress = Callable[[str, int, int], None]
Pair = tuple[int, int]


@dataclass(slots=True)
class _Deed:
    """What a viewer has done with a post: amounts by head, since when."""

    first_us: int
    amounts: dict[str, float] = field(default_factory=dict[str, float])


@dataclass(slots=True)
class _Gathering:
    """Rows while they are being gathered; `rows` by viewer and post, for what is done with them later."""

    features: list[NDArray[np.float32]] = field(default_factory=list[NDArray[np.float32]])
    viewers: list[int] = field(default_factory=list[int])
    at_us: list[int] = field(default_factory=list[int])
    classes: list[int] = field(default_factory=list[int])
    deeds: list[_Deed] = field(default_factory=list[_Deed])
    shown: dict[Pair, int] = field(default_factory=dict[Pair, int])
    early: dict[Pair, _Deed] = field(default_factory=dict[Pair, _Deed])
    days: defaultdict[int, set[int]] = field(default_factory=lambda: defaultdict(set))


async def rows_of(
    records: Records,
    log: EventLog,
    since_us: int,
    until_us: int,
    *,
    progress: Progress,
    late_us: int = LATE_US,
) -> learned.Rows:
    """A row for each first look in [since, until), in the order of time. Counters begin where the log does."""
    await log.refresh()
    follows = await _follows(log, progress)
    known, gathered, mutual = Known(late_us), _Gathering(), _Mutual(follows)
    seq, head = 0, log.head()
    while batch := await log.after(seq, BATCH):
        seq = batch[-1].seq
        progress("the log", min(seq, head), head)
        if batch[0].at_us >= until_us:
            break
        reports, deltas, orders = await records.look(lambda reading, batch=batch: _read(reading, batch))
        known.add(deltas)
        for one in batch:
            event = one.event
            report = reports.get(event.batch_id) if isinstance(event, ImpressionsNoted) else None
            if report is not None and isinstance(event, ImpressionsNoted) and one.at_us < until_us:
                looks = _looks(gathered, event.viewer_id, report, orders)
                authors = np.unique(looks["author"]).tolist()
                back = await mutual.of(records, event.viewer_id, authors, one.seq)
                known.as_of(one.at_us)
                _add_looks(gathered, known, looks, orders, one, event.viewer_id, back, since_us)
            _add_deeds(gathered, deltas[deltas["seq"] == one.seq])
    return await records.look(lambda reading: _rows(reading, gathered))


async def _read(
    reading: Reading, batch: Sequence[Recorded]
) -> tuple[dict[int, NDArray[np.void]], NDArray[np.void], dict[int, int]]:
    """Reports by id, what the batch changes, in order, and the order id of each post that was looked at."""
    reports = await impressions_of(reading, batches_of(batch))
    kinds = await kinds_of_posts(reading, liked_posts(batch))
    deltas = deltas_of(batch, kinds, reports)
    looked = {PostId(post) for report in reports.values() for post in report["post"].tolist()}
    orders = (
        {head.id: head.order_id for head in await heads(reading, sorted(looked)) if head.order_id}
        if looked
        else {}
    )
    return (
        reports,
        deltas[np.argsort(deltas["seq"], kind="stable")],
        {id: int(order) for id, order in orders.items()},
    )


def _looks(
    gathered: _Gathering, viewer: int, report: NDArray[np.void], orders: dict[int, int]
) -> NDArray[np.void]:
    """What of a report is a first look at something that is still there."""
    seen = report[report["action"] == Action.IMPRESSION]
    kept = [post in orders and (viewer, post) not in gathered.shown for post in seen["post"].tolist()]
    return seen[np.asarray(kept, np.bool_)]


def _add_looks(  # noqa: PLR0917 — one step of the replay
    gathered: _Gathering,
    known: Known,
    looks: NDArray[np.void],
    orders: dict[int, int],
    one: Recorded,
    viewer: int,
    mutual: NDArray[np.int64],
    since_us: int,
) -> None:
    position = known.shows(viewer, one.at_us, len(looks))
    gathered.days[viewer].add(one.at_us // DAY_US)
    if not len(looks):
        return
    posts: list[int] = looks["post"].tolist()
    candidates = known.candidates(
        looks["post"].astype(np.int64),
        looks["author"].astype(np.int64),
        looks["kind"],
        np.asarray([orders[post] for post in posts], np.int64),
        one.at_us,
    )
    reader = known.reader(viewer, one.at_us, mutual)
    features = matrix(candidates, reader, ties_of(candidates, reader), one.at_us)[:, _COLUMNS]
    places = np.log1p(position + np.arange(len(posts), dtype=np.float32))
    whole = np.column_stack([features, places]).astype(np.float32)
    kind = _class(gathered.days[viewer], viewer, one.at_us)
    for at, post in enumerate(posts):
        before = gathered.early.pop((viewer, post), None)
        if one.at_us < since_us or (before is not None and before.first_us < one.at_us - LATE_US):
            # Liked long before it was shown: nothing that a feed could bring about.
            gathered.shown[viewer, post] = -1
            continue
        gathered.shown[viewer, post] = len(gathered.deeds)
        gathered.features.append(whole[at])
        gathered.viewers.append(viewer)
        gathered.at_us.append(one.at_us)
        gathered.classes.append(kind)
        gathered.deeds.append(before or _Deed(one.at_us))


def _add_deeds(gathered: _Gathering, deltas: NDArray[np.void]) -> None:
    for fact in deltas:
        head = _ACTIONS.get(Action(int(fact["action"])))
        if head is None:
            continue
        pair, at_us = (int(fact["viewer"]), int(fact["post"])), int(fact["at_us"])
        row = gathered.shown.get(pair)
        if row is None:
            deed = gathered.early.setdefault(pair, _Deed(at_us))
        elif row < 0 or at_us > gathered.at_us[row] + LABEL_US:
            continue
        else:
            deed = gathered.deeds[row]
        deed.amounts[head] = deed.amounts.get(head, 0.0) + float(fact["amount"])


def _class(days: set[int], viewer: int, now_us: int) -> int:
    if now_us - time_us_of(viewer) < NEWCOMER_US:
        return 0
    today = now_us // DAY_US
    return 2 if sum(today - 7 < day <= today for day in days) >= REGULAR_DAYS else 1


async def _rows(reading: Reading, gathered: _Gathering) -> learned.Rows:
    viewers = np.asarray(gathered.viewers, np.int64)
    classes = np.asarray(gathered.classes, np.uint8)
    found = (
        await classes_of(reading, [AccountId(id) for id in set(gathered.viewers)]) if gathered.viewers else {}
    )
    famous = [id for id, its in found.items() if its.fame is Fame.FAMOUS]
    classes[np.isin(viewers, famous)] = CLASSES.index("famous")
    amounts = {
        head: np.asarray([deed.amounts.get(head, 0.0) for deed in gathered.deeds]) for head in learned.HEADS
    }
    return learned.Rows(
        NAMES,
        np.asarray(gathered.features, np.float32).reshape(len(viewers), len(NAMES)),
        {head: each > (learned.DWELL_MS if head == "dwell" else 0) for head, each in amounts.items()},
        viewers,
        classes,
        CLASSES,
        np.asarray(gathered.at_us, np.int64),
        amounts["dwell"] / 1000,
    )


async def _follows(log: EventLog, progress: Progress) -> dict[Pair, list[tuple[int, bool]]]:
    """Who has followed whom, or no longer, since the log begins: in its order."""
    found: defaultdict[Pair, list[tuple[int, bool]]] = defaultdict(list)
    seq, head = 0, log.head()
    while batch := await log.after(seq, BATCH):
        seq = batch[-1].seq
        progress("who followed whom", min(seq, head), head)
        for one in batch:
            if isinstance(one.event, Followed | Unfollowed):
                pair = (one.event.follower_id, one.event.followed_id)
                found[pair].append((one.seq, isinstance(one.event, Followed)))
    return dict(found)


class _Mutual:
    """Who followed a viewer at a past moment: as it is now, and taken back what has happened since."""

    def __init__(self, follows: dict[Pair, list[tuple[int, bool]]]) -> None:
        self._follows = follows
        self._now: dict[Pair, bool] = {}

    async def of(self, records: Records, viewer: int, authors: Sequence[int], seq: int) -> NDArray[np.int64]:
        """Those of some authors who followed a viewer when the log had come to a place."""
        asked = [author for author in authors if (author, viewer) not in self._now]
        if asked:
            back = await records.look(
                lambda reading: edges.contains(reading, viewer, EdgeKind.FOLLOWED_BY, asked)
            )
            self._now.update({(author, viewer): author in back for author in asked})
        return np.asarray([author for author in authors if self._was((author, viewer), seq)], np.int64)

    def _was(self, pair: Pair, seq: int) -> bool:
        later = next((follows for at, follows in self._follows.get(pair, ()) if at > seq), None)
        return self._now[pair] if later is None else not later
