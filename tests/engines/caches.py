"""Sites behind a cache of photos: a real nginx as we deploy it, and one as a content network of others would be."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
from engine import Engine, wait_until

from tests.engines.nodes import NGINX, Visitor
from tests.live_site import LiveSite

# A content network of others: believes `s-maxage`, lends for so long without asking, and takes PURGE from the site.
FOREIGN = """
worker_processes 1; pid {folder}/pid; error_log {folder}/errors warn;
events {{ worker_connections 256; }}
http {{
    access_log off;
    client_body_temp_path {folder}/b; proxy_temp_path {folder}/p; fastcgi_temp_path {folder}/f;
    uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
    proxy_cache_path {folder}/kept levels=1:2 keys_zone=kept:1m use_temp_path=off;
    proxy_cache kept;
    proxy_cache_key $uri;
    proxy_set_header Host $http_host;
    server {{
        listen 127.0.0.1:{port};
        location / {{
            if ($request_method = PURGE) {{ return 418; }}
            error_page 418 = /purged$uri;
            proxy_pass http://127.0.0.1:{site};
            add_header X-Cache $upstream_cache_status;
        }}
        location /purged/ {{
            internal;
            rewrite ^/purged(/.*)$ $1 break;
            proxy_pass http://127.0.0.1:{site};
            proxy_cache_bypass 1;
            proxy_ignore_headers Cache-Control;
            proxy_cache_valid 404 1s;
        }}
    }}
}}
"""


@dataclass
class Cached:
    """A site, the cache in front of it, and the folder where the cache keeps its files."""

    url: str
    site: LiveSite
    folder: Path
    visitors: list[Visitor] = field(default_factory=list[Visitor])

    def visitor(self) -> Visitor:
        self.visitors.append(Visitor(self.url))
        return self.visitors[-1]

    def holds(self, data: bytes) -> bool:
        """Whether these bytes are in any file of the cache."""
        return any(data in _bytes_of(path) for path in self.folder.rglob("*"))


def _bytes_of(path: Path) -> bytes:
    """Nothing of a folder, and of a file that the cache moves or lets go of at this moment."""
    try:
        return path.read_bytes()
    except (IsADirectoryError, FileNotFoundError):
        return b""


def served(folder: Path, port: int, **settings: str) -> LiveSite:
    url = f"http://localhost:{port}"
    cdn = {"TINTYPE_PURGE": f"http://127.0.0.1:{port}", "TINTYPE_PURGE_INSIDE": "1"}
    site = LiveSite(folder, settings={"TINTYPE_PUBLIC_URL": url, **cdn, **settings})
    site.wait_ready()
    return site


@contextmanager
def network(folder: Path, port: int, site: int) -> Iterator[None]:
    assert NGINX is not None
    file = folder / "nginx.conf"
    text = FOREIGN.format(folder=folder, port=port, site=site)
    file.write_text(("user root;\n" if os.getuid() == 0 else "") + text)
    command = [NGINX, "-c", str(file), "-g", "daemon off;"]
    engine = Engine("nginx", command, port, folder / "nginx.log", lambda: listens(port))
    try:
        engine.start()
        yield
    finally:
        engine.stop()


def listens(port: int) -> bool:
    with socket.create_connection(("127.0.0.1", port), timeout=1):
        return True


def without_origin(address: str) -> str:
    return "/m/" + address.partition("/m/")[2]


def kept(visitor: Visitor, photo: str) -> httpx.Response:
    """The answer once the cache gives it by itself."""
    answers: list[httpx.Response] = []

    def is_hit() -> bool:
        answers.append(visitor.call("GET", photo))
        return answers[-1].headers.get("x-cache") == "HIT"

    wait_until(is_hit, "a hit")
    return answers[-1]


def gone_within(visitor: Visitor, photo: str) -> float:
    """How many seconds later whoever asked for it was still given it; from then on it is gone for good."""
    began, shown_s = time.monotonic(), 0.0

    def is_gone() -> bool:
        nonlocal shown_s
        # When it was asked, and not when the answer was read: a busy machine is slow to tell what was true then.
        asked_s = time.monotonic() - began
        if visitor.call("GET", photo).status_code == 404:
            return True
        shown_s = asked_s
        return False

    wait_until(is_gone, "the withdrawal")
    assert visitor.call("GET", photo).status_code == 404
    return shown_s
