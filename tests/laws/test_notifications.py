"""For any history: each line holds who did the same on one day, as a model says; however often the log is read."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.engagement.site import Site
from tests.ground import Ground, ground_in
from tintype.adapters.embedded.broadcast import EmbeddedBroadcast
from tintype.engagement import CommentRow
from tintype.flow import ConsumerRunner
from tintype.kernel.clock import DAY_US, HOUR_US
from tintype.kernel.events import Recorded
from tintype.kernel.ids import PostId
from tintype.kernel.problems import Problem
from tintype.kernel.sql import Query
from tintype.kernel.viewer import Viewer
from tintype.notifications.model import NoticeKind
from tintype.notifications.telling import Telling
from tintype.ports.records import Transaction

PEOPLE = 4
Step = tuple[str, int, int, int]
ACTIONS = (
    "like",
    "unlike",
    "comment",
    "answer",
    "delete",
    "like_comment",
    "follow",
    "unfollow",
    "block",
    "wait",
)
steps = st.lists(
    st.tuples(
        st.sampled_from(ACTIONS),
        st.integers(0, PEOPLE - 1),
        st.integers(0, 7),
        st.sampled_from([0, 1, 7, 25]),
    ),
    max_size=40,
)
Key = tuple[int, NoticeKind, int, int, int]
"""(owner, kind, subject, actor, about)"""
Lines = dict[tuple[int, NoticeKind, int, int], set[int]]
"""(owner, kind, subject, day) → who."""


class Model:
    """What should be told, kept from what was done; knows nothing of rows or of the log."""

    def __init__(self) -> None:
        self._told_us: dict[Key, int] = {}
        self._true: set[Key] = set()

    def holds(self, key: Key, at_us: int) -> None:
        """Something is so from now on: told anew when it was not told within a day."""
        owner, _, _, actor, _ = key
        if owner != actor and key not in self._true:
            self._true.add(key)
            if at_us >= self._told_us.get(key, -DAY_US) + DAY_US:
                self._told_us[key] = at_us

    def ends(self, matches: Callable[[Key], bool]) -> None:
        self._true -= {key for key in self._true if matches(key)}

    def parts(self, one: int, other: int) -> None:
        """Nothing that was told between two is told any more, nor remembered."""
        gone = {key for key in self._told_us if {key[0], key[3]} == {one, other}}
        for key in gone:
            del self._told_us[key]

    @property
    def lines(self) -> Lines:
        found: Lines = {}
        for key in self._true & self._told_us.keys():
            owner, kind, subject, actor, _ = key
            found.setdefault((owner, kind, subject, self._told_us[key] // DAY_US), set()).add(actor)
        return found


class History:
    """People who do things, with the model beside them."""

    def __init__(self, site: Site, people: list[Viewer], posts: list[PostId]) -> None:
        self.site = site
        self.people = people
        self.posts = posts
        self.said: list[CommentRow] = []
        self.model = Model()

    async def act(self, step: Step) -> None:
        action, who, which, hours = step
        self.site.ground.clock.advance(hours * HOUR_US + 1_000)
        with suppress(Problem):  # What is refused is told to nobody.
            await self._act(action, self.people[who], which)

    async def _act(self, action: str, viewer: Viewer, which: int) -> None:
        site, me, at = which % len(self.posts), viewer.account_id, which % PEOPLE
        post, owner = self.posts[site], self.people[site % PEOPLE].account_id
        other = self.people[at]
        row = self.said[which % len(self.said)] if self.said else None
        now = self.site.ground.clock.now_us
        match action:
            case "like":
                await self.site.likes.like(viewer, post)
                self.model.holds((owner, NoticeKind.LIKE, post, me, 0), now())
            case "unlike":
                await self.site.likes.unlike(viewer, post)
                self.model.ends(lambda key: key == (owner, NoticeKind.LIKE, post, me, 0))
            case "comment":
                await self._say(viewer, post, None)
            case "answer" if row:
                await self._say(viewer, row.post_id, row)
            case "delete" if row:
                await self.site.comments.delete(viewer, row.id)
                gone = {one.id for one in self.said if row.id in {one.id, one.root_id}}
                self.said = [one for one in self.said if one.id not in gone]
                self.model.ends(lambda key: key[4] in gone or key[2] in gone)
            case "like_comment" if row:
                await self.site.comments.like(viewer, row.id)
                self.model.holds((row.author_id, NoticeKind.COMMENT_LIKE, row.id, me, 0), now())
            case "follow":
                await self.site.follows.request(viewer, other.account_id)
                self.model.holds((other.account_id, NoticeKind.FOLLOW, 0, me, 0), now())
            case "unfollow":
                await self.site.follows.withdraw(viewer, other.account_id)
                self.model.ends(lambda key: key == (other.account_id, NoticeKind.FOLLOW, 0, me, 0))
            case "block":
                await self._block(viewer, other)
            case _:
                pass

    async def _say(self, viewer: Viewer, post: PostId, to: CommentRow | None) -> None:
        said = await self.site.say(viewer, post, "words", to)
        self.said.append(said)
        now, me = self.site.ground.clock.now_us(), viewer.account_id
        if to:
            self.model.holds((to.author_id, NoticeKind.REPLY, to.id, me, said.id), now)
        if to is None or to.author_id != said.owner_id:
            self.model.holds((said.owner_id, NoticeKind.COMMENT, post, me, said.id), now)

    async def _block(self, viewer: Viewer, other: Viewer) -> None:
        me, them = viewer.account_id, other.account_id
        await self.site.blocks.block(viewer, them)
        await self.site.blocks.unblock(viewer, them)
        self.model.parts(me, them)
        pair = {me, them}
        self.model.ends(lambda key: key[1] is NoticeKind.FOLLOW and {key[0], key[3]} == pair)


async def lines_in(ground: Ground) -> Lines:
    """What the rows say, held against themselves: numbers equal people, times the newest."""
    found: Lines = {}
    newest: dict[tuple[int, int, int, int], int] = {}
    rows = await ground.rows(
        "SELECT owner_id, kind, subject_id, day, actor_id, at_us FROM notices WHERE is_gone = 0"
    )
    for owner, kind, subject, day, actor, at_us in rows:
        place = (owner, NoticeKind(kind), subject, day)
        found.setdefault(place, set()).add(actor)
        newest[place] = max(at_us, newest.get(place, 0))
    kept = await ground.rows(
        "SELECT owner_id, kind, subject_id, day, n, newest_us FROM notifications WHERE n <> 0"
    )
    assert {
        (owner, NoticeKind(kind), subject, day): (n, us) for owner, kind, subject, day, n, us in kept
    } == {place: (len(people), newest[place]) for place, people in found.items()}
    return found


async def empty(tx: Transaction) -> None:
    for table in ("notices", "notifications"):
        text = f"DELETE FROM {table} WHERE shard >= 0"
        await tx.execute(Query("tests", text, text))


async def read_log(ground: Ground, handle: Callable[[list[Recorded]], Awaitable[None]]) -> None:
    await ground.carry()
    await handle(await ground.log.after(0, 10_000))


async def live_out(history: list[Step], folder: Path) -> tuple[Lines, list[Lines]]:
    """The lines that the model wants, and what the rows say after each way of reading the log."""
    broadcast = EmbeddedBroadcast(folder / "run")
    async with ground_in(folder) as ground:
        site = Site(ground)
        people = [await site.person() for _ in range(PEOPLE)]
        lived = History(site, people, [await site.post(person) for person in people])
        telling = Telling(ground.records, broadcast)
        runner = ConsumerRunner(ground.log, telling.consumer())
        try:
            for step in history:
                await lived.act(step)
                await ground.carry()
                while await runner.step():
                    pass
            wanted = lived.model.lines
            found = [await lines_in(ground)]
            # Read again, and by halves that overlap: nothing changes.
            await read_log(ground, telling.on_events)
            found.append(await lines_in(ground))
            await ground.records.transact(empty)
            await read_log(ground, telling.on_events)
            found.append(await lines_in(ground))
            for recorded in await ground.log.after(0, 10_000):
                if recorded.kind in telling.consumer().kinds:
                    await telling.on_event(recorded)
            return wanted, [*found, await lines_in(ground)]
        finally:
            await site.likes.close()
            broadcast.close()


@settings(max_examples=12, deadline=None)
@given(steps)
@example([("comment", 0, 0, 0), ("answer", 1, 0, 0), ("like_comment", 2, 1, 0), ("delete", 0, 0, 0)])
@example([("comment", 0, 1, 0), ("answer", 1, 0, 0), ("answer", 2, 1, 0), ("delete", 1, 1, 0)])
@example([("like", 1, 0, 0), ("unlike", 1, 0, 25), ("like", 1, 0, 25)])
def test_lines_hold_what_the_model_says(history: list[Step]) -> None:
    with TemporaryDirectory() as folder:
        wanted, found = asyncio.run(live_out(history, Path(folder)))
    assert found == [wanted] * 4
