"""For any history of posting: each post is published once, when its photos are ready, and lists say so."""

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.ground import ground_in
from tests.posts.site import Site
from tintype.kernel.clock import SECOND_US
from tintype.kernel.ids import MediaId, PostId
from tintype.kernel.problems import NotFound
from tintype.kernel.viewer import Viewer
from tintype.posts import Changes, Draft, PostDeleted, PostEdited, PostMedia, PostPublished

PHOTOS = 6
Step = tuple[str, int, int]
steps = st.lists(
    st.tuples(
        st.sampled_from(("post", "post", "ready", "edit", "delete")),
        st.integers(0, PHOTOS - 1),
        st.integers(0, PHOTOS - 1),
    ),
    max_size=40,
)


@dataclass
class Naive:
    """What should be true of one author's posts."""

    ready: set[MediaId] = field(default_factory=set)
    waiting: dict[PostId, set[MediaId]] = field(default_factory=dict)
    published: list[PostId] = field(default_factory=list)
    ever: list[PostId] = field(default_factory=list)
    carried: dict[PostId, set[MediaId]] = field(default_factory=dict)
    said: dict[PostId, str] = field(default_factory=dict)
    edits: Counter[PostId] = field(default_factory=Counter)
    deleted: list[PostId] = field(default_factory=list)

    def settle(self) -> None:
        """What waits for nothing any more is published, in the order of ids."""
        for post_id in sorted(id for id, photos in self.waiting.items() if photos <= self.ready):
            del self.waiting[post_id]
            self.published.append(post_id)
            self.ever.append(post_id)

    def one_of(self, at: int) -> PostId | None:
        known = sorted(self.said)
        return known[at % len(known)] if known else None


@given(steps)
@settings(max_examples=25, deadline=None)
def test_every_history_of_posting_ends_as_the_model_says(history: list[Step]) -> None:
    asyncio.run(check_history(history))


async def check_history(history: list[Step]) -> None:
    with TemporaryDirectory() as folder:
        async with ground_in(Path(folder)) as ground:
            site, naive = Site(ground), Naive()
            ana = await site.person("ana")
            photos = [await site.photo(ana, is_ready=False) for _ in range(PHOTOS)]
            for step in history:
                # A second apart, so that the order of publishing is the order of the history.
                site.clock.advance(SECOND_US)
                await act(site, ana, photos, naive, step)
            await compare(site, ana, naive)


async def act(site: Site, ana: Viewer, photos: list[MediaId], naive: Naive, step: Step) -> None:
    action, one, other = step
    match action:
        case "post":
            chosen = {photos[one], photos[other]}
            draft = Draft(tuple(PostMedia(id) for id in sorted(chosen)), caption=f"photo {one}")
            post = await site.posts.publish(ana, draft)
            naive.said[post.id] = f"photo {one}"
            naive.waiting[post.id] = naive.carried[post.id] = chosen
        case "ready":
            naive.ready.add(photos[one])
            await site.ready(photos[one])
        case "edit" if (post_id := naive.one_of(one)) is not None:
            words = f"words {other}"
            if naive.said[post_id] != words:
                naive.edits[post_id] += 1
            naive.said[post_id] = words
            await site.posts.edit(ana, post_id, Changes(caption=words))
        case "delete" if (post_id := naive.one_of(one)) is not None:
            del naive.said[post_id]
            naive.waiting.pop(post_id, None)
            naive.published = [id for id in naive.published if id != post_id]
            naive.deleted.append(post_id)
            await site.posts.delete(ana, post_id)
            # A photo goes with the last post that carries it: another one takes its place.
            unused = naive.carried.pop(post_id) - set().union(*naive.carried.values())
            for at in [at for at, photo in enumerate(photos) if photo in unused]:
                photos[at] = await site.photo(ana, is_ready=False)
        case _:
            pass
    naive.settle()


async def compare(site: Site, ana: Viewer, naive: Naive) -> None:
    timeline = await site.timeline(ana)
    places = [post.order_id or 0 for post in timeline]
    assert places == sorted(places, reverse=True)
    assert {post.id for post in timeline} == set(naive.published)
    assert {post.id: post.caption for post in timeline} == {id: naive.said[id] for id in naive.published}
    assert await site.total(ana) == len(naive.published)
    assert sorted(event.post_id for event in await site.events(PostPublished)) == sorted(naive.ever)
    assert Counter(event.post_id for event in await site.events(PostEdited)) == naive.edits
    assert [event.post_id for event in await site.events(PostDeleted)] == naive.deleted
    for post_id in naive.said:
        assert len(await site.posts.history(ana, post_id)) == naive.edits[post_id]
    for post_id in naive.deleted:
        try:
            await site.posts.history(ana, post_id)
        except NotFound:
            continue
        raise AssertionError("a deleted post is still there")
