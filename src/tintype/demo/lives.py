"""The community acts: every follow, post, like and word goes through the use cases a person's would."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TypeVar

from tintype.accounts import NewAccount, ProfileEdit
from tintype.demo.community import Community, PlannedPost
from tintype.demo.darkroom import Darkroom
from tintype.demo.talking import PlannedComment
from tintype.graph import FollowState
from tintype.kernel.clock import SECOND_US, ManualClock
from tintype.kernel.ids import AccountId, CommentId, MediaId, PostId, SessionId
from tintype.kernel.viewer import Viewer
from tintype.media import MediaRow, MediaState, media_of
from tintype.media.model import RefusalCode
from tintype.posts import Draft, Place, PostMedia
from tintype.profiles import Avatars
from tintype.subjects import Subjects

AT_ONCE = 128  # What is asked for together shares a commit.
TRIES_MAX = 5
DRAWN_AHEAD = 8  # Pictures between the darkroom and the records; each is about 200 KB.

Item = TypeVar("Item")
Tick = Callable[[], None]


class NotMade(Exception):
    """The media pool refuses the demo's own pictures."""


@dataclass(slots=True)
class Lives:
    """The people of a plan on a site, and what they have made so far. clock stands until an act moves it."""

    subjects: Subjects
    clock: ManualClock
    plan: Community
    now_us: int
    viewers: list[Viewer] = field(default_factory=list[Viewer])
    faces: list[MediaId] = field(default_factory=list[MediaId])
    media: dict[int, MediaId] = field(default_factory=dict[int, MediaId])
    posts: dict[int, PostId] = field(default_factory=dict[int, PostId])
    tries: Counter[MediaId] = field(default_factory=Counter[MediaId])
    comments: dict[tuple[int, int], CommentId] = field(default_factory=dict[tuple[int, int], CommentId])

    async def arrive(self, password: str) -> None:
        """Everybody signs up, with one password, and says who they are."""
        hashed = await self.subjects.accounts.passwords.hash(password)
        wanted = [
            NewAccount(person.username, person.email, hashed, person.name, person.is_private)
            for person in self.plan.people
        ]
        ids: list[AccountId] = await self.subjects.accounts.signing_up.plant(wanted)
        self.viewers = [Viewer(account_id, SessionId(0)) for account_id in ids]
        editing = self.subjects.accounts.editing
        await together(
            zip(self.viewers, self.plan.people, strict=True),
            lambda pair: editing.edit(pair[0], ProfileEdit(bio=pair[1].bio)),
        )

    async def follow(self) -> None:
        """Everybody follows those they follow; private accounts accept who asks."""
        await together(self.plan.follows, self._follow)

    async def upload(self, darkroom: Darkroom) -> None:
        """Every picture is drawn and uploaded by its author, every face too."""
        room = asyncio.Semaphore(DRAWN_AHEAD)
        avatars = Avatars(self.subjects.adapters.records, self.subjects.accounts.editing)

        async def face(number: int) -> None:
            async with room:
                data = await darkroom.avatar(number, self.plan.people[number])
                media_id = await self._receive(self.viewers[number], "me.jpg", data)
                await avatars.show(self.viewers[number], media_id)
                self.faces.append(media_id)

        async def photo(number: int, author: int) -> None:
            async with room:
                data = await darkroom.picture(number, self.plan.pictures[number])
                self.media[number] = await self._receive(self.viewers[author], f"IMG_{number:04d}.jpg", data)

        async with asyncio.TaskGroup() as group:
            for number in range(len(self.viewers)):
                group.create_task(face(number))
            for post, photos in self._albums():
                for number in photos:
                    group.create_task(photo(number, post.author))

    async def ready(self) -> int:
        """How many uploaded pictures have all their sizes; failed ones are tried again. Raises NotMade in the end."""
        ids = [*self.faces, *self.media.values()]
        rows = await self.subjects.adapters.records.look(lambda reading: media_of(reading, ids))
        for row in rows.values():
            if row.state is MediaState.FAILED:
                await self._try_again(row)
        return sum(row.state is MediaState.READY for row in rows.values())

    async def talk(self, tick: Tick) -> None:
        """Posts and comments, one after another, each at its own time."""
        for at_us, act in sorted(self._acts(), key=lambda pair: pair[0]):
            self.clock.advance(max(0, at_us - self.clock.now_us()))
            await act()
            tick()

    async def enjoy(self, tick: Tick) -> None:
        """Likes and saves, post by post, so that the newest saves are of the newest posts."""
        self.clock.advance(max(0, self.now_us - self.clock.now_us()))
        subjects = self.subjects
        for number, post in enumerate(self.plan.posts):
            post_id = self.posts[number]
            await together(post.likes, lambda one, to=post_id: subjects.likes.like(self.viewers[one], to))
            await together(post.saves, lambda one, to=post_id: subjects.saves.save(self.viewers[one], to))
            for index, comment in enumerate(post.comments):
                said = self.comments[number, index]
                await together(
                    comment.likes, lambda one, to=said: subjects.comments.like(self.viewers[one], to)
                )
            tick()

    async def _try_again(self, row: MediaRow) -> None:
        # A busy machine can take longer over a picture than the pool allows a stranger's photo.
        self.tries[row.id] += 1
        if row.problem is RefusalCode.UNSAFE or self.tries[row.id] > TRIES_MAX:
            raise NotMade("a picture could not be made; `tintype doctor` tells whether this machine can")
        await self.subjects.media.photos.retry(Viewer(row.owner_id, SessionId(0)), row.id)

    async def _follow(self, pair: tuple[int, int]) -> None:
        follower, target = (self.viewers[one] for one in pair)
        if await self.subjects.follows.request(follower, target.account_id) is FollowState.REQUESTED:
            await self.subjects.follows.accept(target, follower.account_id)

    async def _receive(self, viewer: Viewer, name: str, data: bytes) -> MediaId:
        return (await self.subjects.media.uploads.receive(viewer, name, _once(data))).id

    def _albums(self) -> Iterator[tuple[PlannedPost, range]]:
        """Each post with the numbers of its pictures."""
        first = 0
        for post in self.plan.posts:
            yield post, range(first, first + len(post.photos))
            first += len(post.photos)

    def _acts(self) -> Iterator[tuple[int, Callable[[], Awaitable[None]]]]:
        for number, (post, photos) in enumerate(self._albums()):
            at_us = self.now_us - post.ago_s * SECOND_US
            yield at_us, lambda n=number, p=post, m=photos: self._publish(n, p, m)
            for index, comment in enumerate(post.comments):
                said_us = max(at_us + 1, self.now_us - comment.ago_s * SECOND_US)
                yield said_us, lambda n=number, i=index, c=comment: self._say(n, i, c)

    async def _publish(self, number: int, post: PlannedPost, photos: range) -> None:
        media = tuple(
            PostMedia(self.media[picture], photo.alt)
            for picture, photo in zip(photos, post.photos, strict=True)
        )
        place = Place(*post.place) if post.place else None
        draft = Draft(media, title=post.title, caption=post.caption, place=place)
        self.posts[number] = (await self.subjects.posts.publish(self.viewers[post.author], draft)).id

    async def _say(self, number: int, index: int, comment: PlannedComment) -> None:
        parent = CommentId(0) if comment.parent is None else self.comments[number, comment.parent]
        row = await self.subjects.comments.add(
            self.viewers[comment.author], self.posts[number], comment.text, parent_id=parent
        )
        self.comments[number, index] = row.id


async def together(items: Iterable[Item], act: Callable[[Item], Awaitable[object]]) -> None:
    """The same act for all items, a batch at a time."""
    waiting = list(items)
    for first in range(0, len(waiting), AT_ONCE):
        await asyncio.gather(*(act(item) for item in waiting[first : first + AT_ONCE]))


async def _once(data: bytes) -> AsyncIterator[bytes]:
    yield data
