"""A real site with two serving processes, people on it, and every place where one may still meet another's post."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import httpx

from tests.pictures import picture

PASSWORD = "correct horse battery staple"
READY_S_MAX = 180.0
TAG = "harbour"
LINES = 4


class Visitor:
    """Somebody with a browser that has several connections open, so that each process is asked."""

    def __init__(self, url: str) -> None:
        self.id = ""
        self._headers = {"origin": url}
        self._cookies = httpx.Cookies()
        self._lines = [httpx.Client(base_url=url, timeout=60, cookies=self._cookies) for _ in range(LINES)]

    def call(self, method: str, path: str, *, line: int = 0, **options: Any) -> httpx.Response:
        headers = {**self._headers, **options.pop("headers", {})}
        return self._lines[line].request(method, path, headers=headers, **options)

    def does(self, method: str, path: str, **options: Any) -> Any:
        answer = self.call(method, path, **options)
        assert answer.status_code < 400, f"{method} {path}: {answer.status_code} {answer.text}"
        return answer.json() if answer.content else None

    def signs_up(self, name: str) -> Visitor:
        body = {"username": name, "email": f"{name}@example.org", "password": PASSWORD}
        found = self.does("POST", "/v1/accounts", json=body)
        self.id = found["user"]["id"]
        self._headers["x-csrf-token"] = found["csrf"]
        for line in self._lines[1:]:
            line.cookies.update(self._lines[0].cookies)
        return self

    def posts(self, number: int) -> dict[str, Any]:
        """The card of a new post, once its photo is there."""
        files = {"file": ("photo.jpg", picture(number), "image/jpeg")}
        media = self.does("POST", "/v1/media", files=files)["id"]
        self.waits(lambda: self.does("GET", f"/v1/media/{media}")["state"] == "ready")
        made = self.does("POST", "/v1/posts", json={"media": [media], "caption": f"Here #{TAG}"})
        return self.does("GET", f"/v1/posts/{made['id']}")

    def waits(self, is_so: Callable[[], bool], what: str = "the photo") -> None:
        limit = time.monotonic() + READY_S_MAX
        while not is_so():
            assert time.monotonic() < limit, f"it never came to be: {what}"
            time.sleep(0.02)

    def close(self) -> None:
        for line in self._lines:
            line.close()


@dataclass(frozen=True)
class Place:
    """Where a post, or its owner, can be met: an address that names one of the two, or is theirs alone."""

    name: str
    path: str
    mark: str = ""
    headers: tuple[tuple[str, str], ...] = ()

    def shows(self, viewer: Visitor, line: int) -> bool:
        answer = viewer.call("GET", self.path, line=line, headers=dict(self.headers))
        assert answer.status_code in {200, 304, 404}, f"{self.path}: {answer.status_code} {answer.text}"
        if answer.status_code == 404:
            return False
        # Not modified: so what one has is still good, which is as much as showing it.
        return answer.status_code == 304 or not self.mark or self.mark in answer.text


def places_of(owner: Visitor, card: dict[str, Any], follower: Visitor) -> Iterator[Place]:
    """Every surface, with what a follower has kept from before: cursors, addresses, tags of what is in a cache."""
    post, user = f"/v1/posts/{card['id']}", f"/v1/users/{owner.id}"
    yield Place("post", post)
    for part in ("comments", "likes"):
        yield Place(part, f"{post}/{part}")
    yield Place("timeline", f"{user}/posts", card["id"])
    cursor = follower.does("GET", f"{user}/posts?limit=1")["next"]
    yield Place("cursor", f"{user}/posts?limit=1&cursor={cursor}", '"author"')
    yield Place("followers", f"{user}/followers")
    yield Place("search in followers", f"{user}/followers?q=f")
    yield Place("tag", f"/v1/timelines/tags/{TAG}", card["id"])
    yield Place("home", "/v1/timelines/home", card["id"])
    yield Place("saved", "/v1/me/saved", card["id"])
    media = card["media"][0]
    address = media["url"].replace("{variant}", "small").replace("{ext}", "avif")
    etag = follower.call("GET", address).headers["etag"]
    yield Place("photo", address)
    yield Place("kept photo", address, headers=(("if-none-match", etag),))
    yield Place("state of the photo", f"/v1/media/{media['id']}")
