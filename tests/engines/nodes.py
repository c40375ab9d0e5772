"""A site of several nodes on real engines: stores, `tintype serve` for each node, nginx in front, and its visitors."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import engines
import httpx
import psutil
from engine import DEAD_S_MAX, Engine, Service, wait_until

from tests.live_site import ROOT, LiveSite
from tests.pictures import picture

STORES = ("postgres18", "redis", "s3")
SETTING_OF = {
    "TINTYPE_TEST_POSTGRES": "TINTYPE_RECORDS",
    "TINTYPE_TEST_REDIS": "TINTYPE_REDIS",
    "TINTYPE_TEST_REDIS_CLUSTER": "TINTYPE_REDIS",
    "TINTYPE_TEST_S3": "TINTYPE_BLOBS",
}
NGINX = shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/bin")
PASSWORD = "correct horse battery staple"


@contextmanager
def stores(
    folder: Path, kinds: Sequence[str] = STORES
) -> Iterator[tuple[dict[str, str], dict[str, Service]]]:
    """Engines with an empty site in them: its settings, and the engines by their kind."""
    with engines.running(kinds) as services:
        settings = {SETTING_OF[service.variable]: service.url for service in services}
        settings["TINTYPE_SECRET_FILE"] = str(folder / "secret")
        (folder / "secret").write_bytes(os.urandom(64))
        apply_schema(folder, settings)
        yield settings, {service.name: service for service in services}


def apply_schema(folder: Path, settings: Mapping[str, str]) -> None:
    """`tintype schema apply`, as an operator does before the first start."""
    environment = {
        **os.environ,
        **settings,
        "PYTHONPATH": str(ROOT / "src"),
        "TINTYPE_DATA": str(folder / "schema"),
    }
    command = [sys.executable, "-m", "tintype", "schema", "apply"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


class Node(LiveSite):
    """One node, which can be killed and started again where it was."""

    def start_again(self) -> None:
        self.log.write_text("")
        self.process = self._start()
        self.wait_ready()

    def kill(self) -> None:
        """All its processes at once, none of which gets to do anything more."""
        family = [
            psutil.Process(self.process.pid),
            *psutil.Process(self.process.pid).children(recursive=True),
        ]
        for process in family:
            process.kill()
        psutil.wait_procs(family, DEAD_S_MAX)
        self.process.wait()

    def answered(self, path: str) -> int:
        """How many requests for a path its log has."""
        return self.said().count(f"path={path} ")


@contextmanager
def nodes(folder: Path, settings: Sequence[Mapping[str, str]]) -> Iterator[list[Node]]:
    """Nodes that are ready, each with settings of its own."""
    started: list[Node] = []
    try:
        for number, own in enumerate(settings, 1):
            started.append(Node(folder / f"node{number}", settings=own))
        for node in started:
            node.wait_ready()
        yield started
    finally:
        for node in started:
            node.stop()


def _answers(port: int) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/healthz").status_code == 200
    except httpx.TransportError:
        return False


@contextmanager
def nginx(folder: Path, port: int, addresses: Sequence[str]) -> Iterator[Engine]:
    """deploy/nginx.conf as it is, but for where it listens, keeps its files and finds the nodes."""
    assert NGINX is not None, "nginx is not on this machine: run `make engines` as root"
    text = (ROOT / "deploy" / "nginx.conf").read_text()
    for name, address in zip(("api1:8000", "api2:8000"), addresses, strict=True):
        text = replaced(text, name, address)
    text = replaced(replaced(text, "/tmp/", f"{folder}/"), "listen 8080", f"listen 127.0.0.1:{port}")
    # A folder of tests is closed to others, also to those whom nginx started by root would work as.
    file = folder / "nginx.conf"
    file.write_text(("user root;\n" if os.getuid() == 0 else "") + text)
    engine = Engine(
        "nginx",
        [NGINX, "-c", str(file), "-g", "daemon off;"],
        port,
        folder / "nginx.log",
        lambda: _answers(port),
    )
    try:
        engine.start()
        yield engine
    finally:
        engine.stop()


def replaced(text: str, old: str, new: str) -> str:
    assert old in text, f"deploy/nginx.conf says no more {old!r}"
    return text.replace(old, new)


class Visitor:
    """Somebody with a browser at the public address of a site."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.id = ""
        self._csrf = ""
        self.client = httpx.Client(base_url=url, timeout=20)

    def call(self, method: str, path: str, **options: Any) -> httpx.Response:
        headers = {"origin": self.url, "x-csrf-token": self._csrf}
        return self.client.request(method, path, headers=headers, **options)

    def does(self, method: str, path: str, **options: Any) -> Any:
        answer = self.call(method, path, **options)
        assert answer.status_code < 400, f"{method} {path}: {answer.status_code} {answer.text}"
        return answer.json() if answer.content else None

    def signs_up(self, name: str) -> Visitor:
        body = {"username": name, "email": f"{name}@example.org", "password": PASSWORD}
        found = self.does("POST", "/v1/accounts", json=body)
        self.id, self._csrf = found["user"]["id"], found["csrf"]
        return self

    def posts(self, number: int) -> dict[str, Any]:
        """A post whose photo is ready: its card."""
        files = {"file": ("photo.jpg", picture(number), "image/jpeg")}
        media = self.does("POST", "/v1/media", files=files)["id"]
        wait_until(lambda: self.does("GET", f"/v1/media/{media}")["state"] == "ready", "the photo")
        post = self.does("POST", "/v1/posts", json={"media": [media]})["id"]
        return self.does("GET", f"/v1/posts/{post}")

    def cookies(self) -> str:
        return "; ".join(f"{cookie.name}={cookie.value}" for cookie in self.client.cookies.jar)


def photo_of(card: dict[str, Any]) -> str:
    """The address of the small JPEG of a card's first photo, without its origin."""
    address = card["media"][0]["url"].replace("{variant}", "small").replace("{ext}", "jpg")
    return re.sub(r"^https?://[^/]+", "", address)
