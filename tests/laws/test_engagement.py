"""For any history, storms included: what is counted equals the rows, and what was answered last is what holds."""

import asyncio
import random
from collections import Counter
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engagement.site import Site
from tests.graph.whole import whole
from tests.ground import Ground, ground_in
from tintype.engagement import CommentRow, Liked, Unliked
from tintype.engagement.store import comments_of
from tintype.graph import EdgeKind
from tintype.kernel.ids import PostId
from tintype.kernel.problems import Problem
from tintype.kernel.viewer import Viewer

PEOPLE, POSTS, COMMENTS = 4, 3, 12
Step = tuple[str, int, int]
ACTIONS = (
    "like",
    "unlike",
    "save",
    "unsave",
    "comment",
    "answer",
    "delete",
    "like_comment",
    "unlike_comment",
    "hold",
    "approve",
    "block",
)
steps = st.lists(
    st.tuples(st.sampled_from(ACTIONS), st.integers(0, PEOPLE - 1), st.integers(0, COMMENTS - 1)), max_size=60
)


class Crowd:
    """People, posts, and the comments made so far."""

    def __init__(self, site: Site, people: list[Viewer], posts: list[PostId]) -> None:
        self.site = site
        self.people = people
        self.posts = posts
        self.said: list[CommentRow] = []

    async def act(self, step: Step) -> None:
        with suppress(Problem):  # What is refused must change nothing, which the recount shows.
            await self._act(*step)

    async def _act(self, action: str, who: int, which: int) -> None:
        site, viewer, post = self.site, self.people[who], self.posts[which % POSTS]
        row = self.said[which % len(self.said)] if self.said else None
        match action:
            case "like":
                await site.likes.like(viewer, post)
            case "unlike":
                await site.likes.unlike(viewer, post)
            case "save":
                await site.saves.save(viewer, post)
            case "unsave":
                await site.saves.unsave(viewer, post)
            case "comment":
                self.said.append(await site.say(viewer, post, "words"))
            case "answer" if row:
                self.said.append(await site.say(viewer, row.post_id, "answer", to=row))
            case "delete" if row:
                await site.comments.delete(viewer, row.id)
            case "like_comment" if row:
                await site.comments.like(viewer, row.id)
            case "unlike_comment" if row:
                await site.comments.unlike(viewer, row.id)
            case "hold" if row:
                await site.hosting.hold(self._host(row), row.id)
            case "approve" if row:
                await site.hosting.approve(self._host(row), row.id)
            case "block":
                other = self.people[which % PEOPLE].account_id
                await site.blocks.block(viewer, other)
                await site.blocks.unblock(viewer, other)
            case _:
                pass

    def _host(self, row: CommentRow) -> Viewer:
        return next(person for person in self.people if person.account_id == row.owner_id)


async def crowd_on(ground: Ground) -> Crowd:
    site = Site(ground)
    people = [await site.person() for _ in range(PEOPLE)]
    return Crowd(site, people, [await site.post(people[n % PEOPLE]) for n in range(POSTS)])


async def comments_are_counted(crowd: Crowd) -> tuple[Counter[int], Counter[int]]:
    """How many comments are counted with each post, and how many there are."""
    ground = crowd.site.ground
    said = [row.id for row in crowd.said]
    live = list((await ground.look(lambda tx: comments_of(tx, said))).values())
    assert len(live) == (await ground.rows("SELECT count(*) FROM comments WHERE state = 0"))[0][0]
    totals = dict(await ground.rows("SELECT post_id, n FROM comment_totals"))
    by_thread = Counter(row.root_id for row in live)
    direct = Counter(row.parent_id for row in live)
    for row in live:
        assert row.replies == (direct[row.id] if row.root_id else by_thread[row.id])
        assert not row.root_id or any(other.id == row.root_id for other in live)
    for post in crowd.posts:
        assert (await crowd.site.counts(post)).comments == totals.get(post, 0)
    return +Counter(totals), Counter(row.post_id for row in live)


async def lived(history: list[Step]) -> tuple[Counter[int], Counter[int]]:
    with TemporaryDirectory() as folder:
        async with ground_in(Path(folder)) as ground:
            crowd = await crowd_on(ground)
            for step in history:
                await crowd.act(step)
            await whole(ground)
            return await comments_are_counted(crowd)


@settings(max_examples=25, deadline=None)
@given(steps)
def test_counters_equal_rows_after_any_history(history: list[Step]) -> None:
    counted, there = asyncio.run(lived(history))
    assert counted == there


async def test_a_storm_leaves_every_counter_exact(tmp_path: Path) -> None:  # AP-18, AP-26
    async with ground_in(tmp_path) as ground:
        crowd = await crowd_on(ground)
        for n in range(COMMENTS):
            await crowd.act(("comment", n % PEOPLE, n))
        rng = random.Random(11)
        storm = [(rng.choice(ACTIONS), rng.randrange(PEOPLE), rng.randrange(COMMENTS)) for _ in range(3000)]
        await asyncio.gather(*(crowd.act(step) for step in storm))
        await whole(ground)
        counted, there = await comments_are_counted(crowd)
        assert counted == there
        liked = await ground.rows("SELECT count(*) FROM edges WHERE kind = 10")
        assert liked == await ground.rows("SELECT coalesce(sum(n), 0) FROM counts WHERE kind = 10")


async def test_what_was_answered_last_holds(tmp_path: Path) -> None:  # AP-18
    """Each person likes and unlikes in their own order while all others do too; every one ends as they left it."""
    async with ground_in(tmp_path) as ground:
        crowd = await crowd_on(ground)
        site, post = crowd.site, crowd.posts[0]
        people = [await site.person() for _ in range(32)]

        async def waver(viewer: Viewer, seed: int) -> bool:
            rng, likes = random.Random(seed), False
            for _ in range(30):
                likes = rng.random() < 0.5
                await (site.likes.like(viewer, post) if likes else site.likes.unlike(viewer, post))
            return likes

        last = await asyncio.gather(*(waver(viewer, n) for n, viewer in enumerate(people)))
        edges = await whole(ground)
        likers = {src for src, kind, _ in edges if kind is EdgeKind.LIKE}
        assert likers == {viewer.account_id for viewer, likes in zip(people, last, strict=True) if likes}
        assert (await site.counts(post)).likes == len(likers)
        events = await ground.events()
        told = Counter(type(event) for event in events if isinstance(event, Liked | Unliked))
        assert told[Liked] - told[Unliked] == len(likers)


async def test_a_like_racing_a_deletion_never_lands_after_it(tmp_path: Path) -> None:  # AP-26
    async with ground_in(tmp_path) as ground:
        crowd = await crowd_on(ground)
        site, author = crowd.site, crowd.people[0]
        for _ in range(20):
            post = await site.post(author)
            people = [await site.person() for _ in range(6)]
            tries = [crowd_like(site, one, post) for one in people[:3]]
            tries += [site.delete_post(post)]
            tries += [crowd_like(site, one, post) for one in people[3:]]
            await asyncio.gather(*tries)
            before = await site.counts(post)
            await crowd_like(site, people[0], post)
            assert await site.counts(post) == before
        await whole(ground)


async def crowd_like(site: Site, viewer: Viewer, post: PostId) -> None:
    with suppress(Problem):
        await site.likes.like(viewer, post)
