"""One of two sites that are told to do the same: carries out operations over HTTP, and gives comparable answers."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from tests.engines.plain import Plain
from tests.engines.plan import READS, Operation
from tests.pictures import picture
from tests.world import Person, World, world_in
from tintype.kernel.clock import SECOND_US, ManualClock
from tintype.media.making.pool import MediaPool

START_US = 1_795_262_400_000_000
PAGES_MAX = 200
PAUSE_US = (
    2 * SECOND_US
)  # Between two operations: nobody meets a limit, and no two ids are of one millisecond.
Answer = tuple[int, Any]


class Side:
    """A site, its people and its things in the order of their making."""

    def __init__(self, name: str, world: World, clock: ManualClock) -> None:
        self.name = name
        self.world = world
        self.people: list[Person] = []
        self.posts: list[tuple[int, str]] = []
        """Author's number and id."""
        self.comments: list[tuple[int, str, str]] = []
        """Author's number, post and id."""
        self._clock = clock
        self._plain = Plain()
        self._is_settled = True

    async def does(self, operation: Operation) -> Any:
        """The answer: status and content, or all pages of a list."""
        self._clock.advance(PAUSE_US)
        if operation.what in READS and not self._is_settled:
            await self.world.settle()
            self._is_settled = True
        else:
            self._is_settled = self._is_settled and operation.what in READS
        act: Callable[[Operation], Awaitable[Any]] = getattr(self, f"_make_{operation.what}", self._simple)
        return self._plain.of(await act(operation))

    # ------------------------------------------------------------------------------------------------------- making

    async def _make_sign_up(self, operation: Operation) -> Any:
        person = self.world.stranger()
        person.name = f"person{len(self.people)}"
        self.people.append(await person.signs_up())
        return person.id

    async def _make_post(self, operation: Operation) -> Any:
        author = self._person(operation.who)
        media = await author.uploads(picture(operation.at % 50, 64, 48))
        body = {"media": [media], "caption": f"{operation.at} by @person{operation.whom}"}
        status, made = await self._ask(author, "POST", "/v1/posts", json=body)
        if status < 300:
            self.posts.append((operation.who, made["id"]))
            # A post takes its place when its photo is made. The clock stands still meanwhile, so of two posts made
            # together either could come first, on either site.
            await self.world.settle()
        return status, made

    async def _make_comment(self, operation: Operation) -> Any:
        if not self.posts:
            return None
        _, post = self._recent(self.posts, operation.which)
        body = {"text": f"comment {operation.at}"}
        status, made = await self._ask(
            self._person(operation.who), "POST", f"/v1/posts/{post}/comments", json=body
        )
        if status < 300:
            self.comments.append((operation.who, post, made["id"]))
        return status, made

    async def _make_reply(self, operation: Operation) -> Any:
        if not self.comments:
            return None
        _, post, parent = self._recent(self.comments, operation.which)
        body = {"text": f"reply {operation.at}", "parent_id": parent}
        return await self._ask(self._person(operation.who), "POST", f"/v1/posts/{post}/comments", json=body)

    async def _make_accept(self, operation: Operation) -> Any:
        return await self._about_an_asker(operation, "PUT")

    async def _make_refuse(self, operation: Operation) -> Any:
        return await self._about_an_asker(operation, "DELETE")

    async def _about_an_asker(self, operation: Operation, method: str) -> Any:
        """Whoever asks this person, or somebody who does not."""
        owner = self._person(operation.who)
        _, asking = await self._ask(owner, "GET", "/v1/follow-requests")
        asker = self._recent(asking["items"], operation.which)["id"] if asking["items"] else None
        whom = asker or self._person(operation.whom).id
        return await self._ask(owner, method, f"/v1/follow-requests/{whom}")

    # ----------------------------------------------------------------------------------------------------- the rest

    async def _simple(self, operation: Operation) -> Any:
        """One request without a trace in the model, or a list."""
        who = self._person(operation.who)
        found = self._request(operation)
        if found is None:
            return None
        method, path, body = found
        if method != "LIST":
            return await self._ask(who, method, path, **({"json": body} if body is not None else {}))
        return await self._list(who, path)

    def _request(self, operation: Operation) -> tuple[str, str, Any] | None:
        me = self._person(operation.who).id
        what, user = operation.what, f"/v1/users/{self._person(operation.whom).id}"
        plain: dict[str, tuple[str, str, Any]] = {
            "follow": ("PUT", f"{user}/follow", None),
            "unfollow": ("DELETE", f"{user}/follow", None),
            "drop_follower": ("DELETE", f"/v1/me/followers/{self._person(operation.whom).id}", None),
            "block": ("PUT", f"{user}/block", None),
            "unblock": ("DELETE", f"{user}/block", None),
            "mute": ("PUT", f"{user}/mute", None),
            "unmute": ("DELETE", f"{user}/mute", None),
            "go_private": ("PATCH", "/v1/me", {"is_private": True}),
            "go_public": ("PATCH", "/v1/me", {"is_private": False}),
            "home": ("GET", "/v1/timelines/home?limit=20&order=latest", None),
            "home_to_the_end": ("LIST", "/v1/timelines/home?limit=7&order=latest", None),
            "profile": ("LIST", f"{user}/posts?limit=10", None),
            "followers": ("LIST", f"{user}/followers?limit=10", None),
            "following": ("LIST", f"{user}/following?limit=10", None),
            "mutuals": ("LIST", f"{user}/mutuals?limit=10", None),
            "person": ("GET", user, None),
            "requests": ("LIST", "/v1/follow-requests?limit=5", None),
            "blocks": ("LIST", "/v1/blocks", None),
            "mutes": ("LIST", "/v1/mutes", None),
            "saved": ("LIST", "/v1/me/saved?limit=10", None),
            "me": ("GET", f"/v1/users/{me}", None),
        }
        return plain.get(what) or self._about_a_comment(operation) or self._about_a_post(operation)

    def _about_a_comment(self, operation: Operation) -> tuple[str, str, Any] | None:
        if not self.comments:
            return None
        comment = f"/v1/comments/{self._recent(self.comments, operation.which)[2]}"
        own = self._own(self.comments, operation)
        found = {
            "like_comment": ("PUT", f"{comment}/like", None),
            "unlike_comment": ("DELETE", f"{comment}/like", None),
            "uncomment": ("DELETE", f"/v1/comments/{own[2]}" if own else comment, None),
        }
        return found.get(operation.what)

    def _about_a_post(self, operation: Operation) -> tuple[str, str, Any] | None:
        if not self.posts:
            return None
        post = f"/v1/posts/{self._recent(self.posts, operation.which)[1]}"
        own = self._own(self.posts, operation)
        mine = f"/v1/posts/{own[1]}" if own else post
        found: dict[str, tuple[str, str, Any]] = {
            "like": ("PUT", f"{post}/like", None),
            "unlike": ("DELETE", f"{post}/like", None),
            "save": ("PUT", f"{post}/save", None),
            "unsave": ("DELETE", f"{post}/save", None),
            "edit": ("PATCH", mine, {"caption": f"edited {operation.at}"}),
            "delete": ("DELETE", mine, None),
            "card": ("GET", post, None),
            "likers": ("LIST", f"{post}/likes?limit=5", None),
            "talk": ("LIST", f"{post}/comments?limit=5", None),
            "history": ("GET", f"{mine}/history", None),
        }
        return found.get(operation.what)

    # ------------------------------------------------------------------------------------------------------ helpers

    async def _ask(self, who: Person, method: str, path: str, **options: Any) -> Answer:
        answer = await who.call(method, path, **options)
        return answer.status_code, answer.json() if answer.content else None

    async def _list(self, who: Person, path: str) -> list[Answer]:
        """All pages, each as it came."""
        pages: list[Answer] = []
        cursor = ""
        while len(pages) < PAGES_MAX:
            more = f"{'&' if '?' in path else '?'}cursor={cursor}" if cursor else ""
            status, page = await self._ask(who, "GET", path + more)
            pages.append((status, page))
            if status != 200 or not page.get("next"):
                return pages
            cursor = page["next"]
        raise AssertionError(f"{path} has no end")

    def _person(self, number: int) -> Person:
        return self.people[number]

    @staticmethod
    def _recent(things: list[Any], which: int) -> Any:
        return things[-1 - which % len(things)]

    def _own(self, things: list[Any], operation: Operation) -> Any:
        """The newest but some of this person's own, if there are any."""
        own = [thing for thing in things if thing[0] == operation.who]
        return self._recent(own, operation.which) if own else None


@asynccontextmanager
async def side_in(name: str, folder: Path, pool: MediaPool) -> AsyncIterator[Side]:
    """A site of its own, on what TINTYPE_TEST_PROFILE says at this moment."""
    clock = ManualClock(START_US)
    async with world_in(folder, pool, clock=clock) as world:
        yield Side(name, world, clock)
