"""For any history of posting: each post is published once, when its photos are ready; it is where its state says, and
comes back from there; lists and numbers say so.
"""

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.ground import ground_in
from tests.posts.site import Site
from tintype.kernel.clock import HOUR_US, SECOND_US
from tintype.kernel.ids import MediaId, PostId
from tintype.kernel.pages import TOP
from tintype.kernel.problems import NotFound, Problem
from tintype.kernel.viewer import Viewer
from tintype.posts import (
    Changes,
    Draft,
    Post,
    PostDeleted,
    PostEdited,
    PostForgotten,
    PostMedia,
    PostPublished,
    PostState,
    pinned_orders,
    shelf_page,
)

PHOTOS = 6
ACTS = [
    *("post", "post", "draft", "schedule", "ready", "ready", "edit", "publish", "wait"),
    *("archive", "unarchive", "delete", "restore", "forget", "pin", "unpin"),
]
Step = tuple[str, int, int]
Told = dict[str, object]
steps = st.lists(
    st.tuples(st.sampled_from(ACTS), st.integers(0, PHOTOS - 1), st.integers(0, PHOTOS - 1)), max_size=40
)
GONE = {PostState.REMOVED, PostState.DELETED}
UNSEEN = {PostState.DRAFT, PostState.SCHEDULED}


@dataclass
class Known:
    """What should be true of one post."""

    state: PostState
    photos: set[MediaId]
    words: str
    edits: int = 0
    was_published: bool = False
    was_archived: bool = False
    is_pinned: bool = False
    due_us: int = 0

    def put(self, state: PostState) -> None:
        self.was_archived = state is PostState.REMOVED and self.state is PostState.ARCHIVED
        self.state, self.is_pinned = state, False


@dataclass
class Naive:
    """What should be true of one author's posts."""

    posts: dict[PostId, Known] = field(default_factory=dict)
    ready: set[MediaId] = field(default_factory=set)
    edited: Counter[PostId] = field(default_factory=Counter)
    deleted: Counter[PostId] = field(default_factory=Counter)
    returned: Counter[PostId] = field(default_factory=Counter)

    def settle(self) -> None:
        """What waits for nothing any more is published."""
        for post_id, post in self.posts.items():
            if post.state is PostState.PENDING and post.photos <= self.ready:
                self.returned[post_id] += post.was_published
                post.state, post.was_published = PostState.PUBLISHED, True

    def unused(self, photos: set[MediaId]) -> set[MediaId]:
        carried = (post.photos for post in self.posts.values() if post.state is not PostState.DELETED)
        return photos - set().union(*carried)

    def act(self, post_id: PostId, action: str, now_us: int) -> bool:
        """What becomes of a post; False where the act is refused."""
        post = self.posts[post_id]
        if (post.state in GONE) != (action in {"restore", "forget"}) or post.state is PostState.DELETED:
            return False
        match action:
            case "publish" if post.state in UNSEEN:
                post.put(PostState.PENDING)
            case "archive" if post.was_published:
                post.put(PostState.ARCHIVED)
            case "unarchive" if post.was_published:
                if post.state is PostState.ARCHIVED:
                    post.put(PostState.PENDING)
            case "delete":
                post.put(PostState.REMOVED if post.was_published else PostState.DELETED)
                self.deleted[post_id] += 1
            case "restore" if post.state is PostState.REMOVED:
                post.put(PostState.ARCHIVED if post.was_archived else PostState.PENDING)
            case "forget" if post.state is PostState.REMOVED:
                post.put(PostState.DELETED)
            case "pin" if post.state is PostState.PUBLISHED:
                pinned = sum(other.is_pinned for other in self.posts.values())
                if pinned == 3 and not post.is_pinned:
                    return False
                self.edited[post_id] += not post.is_pinned
                post.is_pinned = True
            case "unpin":
                self.edited[post_id] += post.is_pinned
                post.is_pinned = False
            case _:
                return False
        return True


@given(steps)
@settings(max_examples=25, deadline=None)
def test_every_history_of_posting_ends_as_the_model_says(history: list[Step]) -> None:
    found, expected = asyncio.run(lived(history))
    assert found == expected


async def lived(history: list[Step]) -> tuple[Told, Told]:
    """What is there in the end, and what should be."""
    with TemporaryDirectory() as folder:
        async with ground_in(Path(folder)) as ground:
            site, naive = Site(ground), Naive()
            ana = await site.person("ana")
            photos = [await site.photo(ana, is_ready=False) for _ in range(PHOTOS)]
            for step in history:
                # A second apart, so that the order of publishing is the order of the history.
                site.clock.advance(SECOND_US)
                await act(site, ana, photos, naive, step)
                naive.settle()
            return await told(site, ana, naive)


async def act(site: Site, ana: Viewer, photos: list[MediaId], naive: Naive, step: Step) -> None:
    action, one, other = step
    known = sorted(id for id, post in naive.posts.items() if post.state is not PostState.DELETED)
    match action:
        case "post" | "draft" | "schedule":
            post = await written(site, ana, {photos[one], photos[other]}, action, f"photo {one}")
            naive.posts[post.id] = Known(
                PostState.PENDING if action == "post" else post.state,
                {photos[one], photos[other]},
                f"photo {one}",
                due_us=post.shelf_us,
            )
        case "ready":
            naive.ready.add(photos[one])
            await site.ready(photos[one])
        case "wait":
            site.clock.advance(HOUR_US)
            await come_due(site, naive)
        case _ if not known:
            pass
        case "edit":
            await edit(site, ana, naive, known[one % len(known)], f"words {other}")
        case _:
            await change(site, ana, photos, naive, (known[one % len(known)], action))


async def written(site: Site, ana: Viewer, photos: set[MediaId], action: str, words: str) -> Post:
    states = {"post": PostState.PUBLISHED, "draft": PostState.DRAFT, "schedule": PostState.SCHEDULED}
    due_us = site.clock.now_us() + HOUR_US if action == "schedule" else None
    media = tuple(PostMedia(id) for id in sorted(photos))
    draft = Draft(media, caption=words, state=states[action], publish_us=due_us)
    return await site.posts.publish(ana, draft)


async def come_due(site: Site, naive: Naive) -> None:
    for post_id, post in sorted(naive.posts.items()):
        await site.comes_due(post_id)
        if post.state is PostState.SCHEDULED and post.due_us <= site.clock.now_us():
            post.put(PostState.PENDING)


async def edit(site: Site, ana: Viewer, naive: Naive, post_id: PostId, words: str) -> None:
    post = naive.posts[post_id]
    if post.state in GONE:
        assert await is_refused(site.posts.edit(ana, post_id, Changes(caption=words)))
        return
    if post.words != words:
        naive.edited[post_id] += 1
        post.edits += post.state not in UNSEEN
    post.words = words
    await site.posts.edit(ana, post_id, Changes(caption=words))


async def change(
    site: Site, ana: Viewer, photos: list[MediaId], naive: Naive, wish: tuple[PostId, str]
) -> None:
    post_id, action = wish
    acts = {
        "publish": lambda: site.posts.edit(ana, post_id, Changes(state=PostState.PUBLISHED)),
        "archive": lambda: site.posts.archive(ana, post_id, wish=True),
        "unarchive": lambda: site.posts.archive(ana, post_id, wish=False),
        "delete": lambda: site.posts.delete(ana, post_id),
        "restore": lambda: site.posts.restore(ana, post_id),
        "forget": lambda: site.posts.forget(ana, post_id),
        "pin": lambda: site.posts.pin(ana, post_id, wish=True),
        "unpin": lambda: site.posts.pin(ana, post_id, wish=False),
    }
    refused = await is_refused(acts[action]())
    assert refused is not naive.act(post_id, action, site.clock.now_us()), (action, naive.posts[post_id])
    # A photo goes with the last post that carries it: another one takes its place.
    if naive.posts[post_id].state is PostState.DELETED:
        unused = naive.unused(naive.posts[post_id].photos)
        for at in [at for at, photo in enumerate(photos) if photo in unused]:
            assert not await site.has_photo(photos[at])
            photos[at] = await site.photo(ana, is_ready=False)


async def is_refused(act: object) -> bool:
    try:
        await act  # type: ignore[misc]
    except Problem:
        return True
    return False


async def told(site: Site, ana: Viewer, naive: Naive) -> tuple[Told, Told]:
    timeline = await site.timeline(ana)
    by_state = {state: {id for id, post in naive.posts.items() if post.state is state} for state in PostState}
    published = by_state[PostState.PUBLISHED]
    assert [post.order_id or 0 for post in timeline] == sorted(
        (post.order_id or 0 for post in timeline), reverse=True
    )
    found: Told = {
        "timeline": {post.id: post.caption for post in timeline},
        "total": await site.total(ana),
    }
    expected: Told = {
        "timeline": {id: naive.posts[id].words for id in published},
        "total": len(published),
    }
    for state in (PostState.DRAFT, PostState.SCHEDULED, PostState.ARCHIVED, PostState.REMOVED):
        page = await site.look(
            lambda reading, state=state: shelf_page(reading, ana.account_id, state, TOP, 100)
        )
        found[state.name], expected[state.name] = set(page.items), by_state[state]
    pinned = set(await site.look(lambda reading: pinned_orders(reading, ana.account_id)))
    assert pinned == {post.order_id for post in timeline if naive.posts[post.id].is_pinned}
    await compare_events(site, naive)
    for post_id, post in naive.posts.items():
        if post.state not in GONE:
            assert len(await site.posts.history(ana, post_id)) == post.edits
        else:
            try:
                await site.posts.history(ana, post_id)
            except NotFound:
                continue
            raise AssertionError("a deleted post is still there")
    return found, expected


async def compare_events(site: Site, naive: Naive) -> None:
    published = await site.events(PostPublished)
    first = Counter(event.post_id for event in published if not event.is_return)
    assert first == Counter(id for id, post in naive.posts.items() if post.was_published)
    assert Counter(event.post_id for event in published if event.is_return) == +naive.returned
    assert Counter(event.post_id for event in await site.events(PostEdited)) == +naive.edited
    assert Counter(event.post_id for event in await site.events(PostDeleted)) == naive.deleted
    gone = Counter(id for id, post in naive.posts.items() if post.state is PostState.DELETED)
    assert Counter(event.post_id for event in await site.events(PostForgotten)) == gone
