"""People who write without pause, and remember what they were told."""

from __future__ import annotations

import asyncio
import io
import random
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
import numpy as np
from PIL import Image

from tests.crash.memory import Key, Memory, Refused, Unknown

SECONDS_MAX = 15.0  # Of one request: longer than any restart, so that an answer that is on its way arrives.
DEAD_WAIT_S = 0.05
# Of 600 writes a minute one of two processes allows half while it counts alone, and an actor stays with one of them.
WRITES_MAX, WRITES_S = 290, 61.0


@dataclass
class Scene:
    """What all actors share. `running` is cleared while the judge looks."""

    url: str
    memory: Memory
    targets: list[int]
    posts: dict[int, int] = field(default_factory=dict[int, int])
    """Acknowledged posts that stay: id → author."""
    maybe: set[str] = field(default_factory=set[str])
    """Captions and comments whose writer got no answer."""
    errors: list[str] = field(default_factory=list[str])
    running: asyncio.Event = field(default_factory=asyncio.Event)
    is_paced: bool = False
    """Actors stay within what one person may write: where the site lives longer than a minute."""
    _idle: asyncio.Event = field(default_factory=asyncio.Event)
    _busy: int = 0

    async def pause(self) -> None:
        """Return when nobody is waiting for an answer."""
        self.running.clear()
        if self._busy:
            await self._idle.wait()

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Around one action of one actor."""
        await self.running.wait()
        self._busy += 1
        self._idle.clear()
        try:
            yield
        finally:
            self._busy -= 1
            if not self._busy:
                self._idle.set()


class Actor:
    """One account, one thing at a time: so what it did last is what holds."""

    def __init__(self, scene: Scene, account_id: int, token: str, seed: int) -> None:
        self._scene = scene
        self._id = account_id
        self._rng = random.Random(seed)
        self._photo = photo(seed)
        self._written = 0
        self._comments: list[int] = []
        self._acted_s: deque[float] = deque(maxlen=WRITES_MAX)
        self._headers = {"Authorization": f"Bearer {token}"}
        self._actions = (
            [self._like] * 6 + [self._save] * 3 + [self._follow] * 3 + [self._block] + [self._comment] * 3
        )
        self._rare = [self._post, self._uncomment, self._delete_post]
        self._own: list[int] = []

    async def act_forever(self) -> None:
        """Write until cancelled."""
        async with httpx.AsyncClient(
            base_url=self._scene.url, headers=self._headers, timeout=SECONDS_MAX
        ) as client:
            self._client = client
            while True:
                await self._rest()
                async with self._scene.turn():
                    await self._rng.choice(self._rare if self._rng.random() < 0.12 else self._actions)()

    async def _rest(self) -> None:
        loop = asyncio.get_running_loop()
        if self._scene.is_paced and len(self._acted_s) == WRITES_MAX:
            await asyncio.sleep(self._acted_s[0] + WRITES_S - loop.time())
        self._acted_s.append(loop.time())

    async def _like(self) -> None:
        if post := self._some_post():
            await self._toggle("like", post, f"/v1/posts/{post}/like")

    async def _save(self) -> None:
        if post := self._some_post():
            await self._toggle("save", post, f"/v1/posts/{post}/save")

    async def _follow(self) -> None:
        target = self._rng.choice(self._scene.targets)
        if target != self._id and self._scene.memory.is_surely(("block", self._id, target), value=False):
            await self._toggle("follow", target, f"/v1/users/{target}/follow")

    async def _block(self) -> None:
        # Targets never act, so nobody but this actor changes what is between the two.
        target = self._rng.choice(self._scene.targets)
        if not self._scene.memory.is_surely(("block", self._id, target), value=True):
            changes = {("block", self._id, target): True, ("follow", self._id, target): False}
            await self._write("block", changes, "PUT", f"/v1/users/{target}/block")
        else:
            changes = {("block", self._id, target): False}
            await self._write("unblock", changes, "DELETE", f"/v1/users/{target}/block")

    async def _comment(self) -> None:
        if not (post := self._some_post()):
            return
        text = self._words("comment")
        self._scene.maybe.add(text)
        told = await self._write("comment", {}, "POST", f"/v1/posts/{post}/comments", json={"text": text})
        if told is not None:
            self._scene.maybe.discard(text)
            self._comments.append(int(told["id"]))
            self._scene.memory.allowed["comment", self._id, int(told["id"])] = frozenset({True})

    async def _uncomment(self) -> None:
        if self._comments:
            comment = self._comments.pop(self._rng.randrange(len(self._comments)))
            key = ("comment", self._id, comment)
            await self._write("uncomment", {key: False}, "DELETE", f"/v1/comments/{comment}")

    async def _post(self) -> None:
        caption = self._words("post")
        self._scene.maybe.add(caption)
        parts: dict[str, Any] = {"files": {"file": ("photo.jpg", self._photo, "image/jpeg")}}
        told = await self._write("post", {}, "POST", "/v1/posts", data={"caption": caption}, **parts)
        if told is not None:
            self._scene.maybe.discard(caption)
            post = int(told["id"])
            self._scene.memory.allowed["post", self._id, post] = frozenset({True})
            # A third is deleted some time; the others are there to be liked.
            if self._written % 3:
                self._scene.posts[post] = self._id
            else:
                self._own.append(post)

    async def _delete_post(self) -> None:
        if self._own:
            post = self._own.pop()
            await self._write("delete", {("post", self._id, post): False}, "DELETE", f"/v1/posts/{post}")

    async def _toggle(self, what: str, whom: int, path: str) -> None:
        key = (what, self._id, whom)
        value = not self._scene.memory.is_surely(key, value=True)
        name = what if value else f"un{what}"
        await self._write(name, {key: value}, "PUT" if value else "DELETE", path)

    async def _write(
        self, what: str, changes: dict[Key, bool], method: str, path: str, **body: Any
    ) -> dict[str, Any] | None:
        """Send one request; what a creation answered, or None when nothing is known to be made."""
        with self._scene.memory.writing(what, changes):
            try:
                answer = await self._client.request(method, path, **body)
            except httpx.TransportError:
                await asyncio.sleep(DEAD_WAIT_S)
                raise Unknown from None
            if answer.status_code >= 500:
                self._note_failure(what, answer)
                await asyncio.sleep(DEAD_WAIT_S)
                raise Unknown
            if answer.status_code >= 400:
                self._note_failure(what, answer)
                raise Refused
            return answer.json() if answer.content else {}
        return None

    def _note_failure(self, what: str, answer: httpx.Response) -> None:
        # 503 is what a stopping or starting server says, 404 what others hear of a post whose photo is not ready.
        if answer.status_code not in {404, 503}:
            self._scene.errors.append(f"{what}: {answer.status_code} {answer.text[:200]}")

    def _some_post(self) -> int | None:
        posts = self._scene.posts
        return self._rng.choice(list(posts)) if posts else None

    def _words(self, what: str) -> str:
        self._written += 1
        return f"{what} {self._id} {self._written}"


def photo(seed: int) -> bytes:
    """A small JPEG like no other."""
    pixels = np.random.default_rng(seed).integers(0, 255, (24, 32, 3), np.uint8)
    out = io.BytesIO()
    Image.fromarray(pixels).resize((320, 240)).save(out, "JPEG", quality=80)
    return out.getvalue()
