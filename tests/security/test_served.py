"""A real site under a raw socket: what never reaches the gateway in other tests."""

from __future__ import annotations

import json
import os
import re
import socket
import stat
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.live_site import LiveSite
from tests.pictures import picture
from tests.world import PASSWORD
from tintype.processes.claims import Refusal, claim_folder

GROWTH_BYTES_MAX = 32 << 20
# What is no request may be met with silence; an answer that must come is waited for.
SILENT_S, ANSWER_S_MAX = 0.7, 60.0


class Visitor:
    """Somebody with a browser, at a site that is served."""

    def __init__(self, site: LiveSite, name: str) -> None:
        self.client = httpx.Client(base_url=site.url, headers={"origin": site.url}, timeout=ANSWER_S_MAX)
        body = {"username": name, "email": f"{name}@example.org", "password": PASSWORD}
        self.welcome = self.client.post("/v1/accounts", json=body)
        assert self.welcome.status_code == 201
        self.client.headers["x-csrf-token"] = self.welcome.json()["csrf"]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveSite]:
    folder = tmp_path_factory.mktemp("served")
    (folder / "data").mkdir(mode=0o755)
    site = LiveSite(folder, settings={"TINTYPE_API_PROCESSES": "2", "TINTYPE_LOG_REQUESTS": "all"})
    try:
        site.wait_ready()
        yield site
    finally:
        assert site.stop() == 0, site.said()[-2000:]


@pytest.fixture(scope="module")
def ana(site: LiveSite) -> Iterator[Visitor]:
    visitor = Visitor(site, "ana")
    yield visitor
    visitor.client.close()


def asked(method: str, url: str, **options: Any) -> httpx.Response:
    """On a connection of its own."""
    return httpx.request(method, url, timeout=ANSWER_S_MAX, **options)


def said_to(site: LiveSite, request: bytes, *, silent_s: float = SILENT_S) -> bytes:
    """Everything the site says on a connection that sent these bytes, until it closes or falls silent."""
    answer = b""
    with socket.create_connection(("127.0.0.1", site.port), timeout=ANSWER_S_MAX) as line:
        try:
            line.sendall(request)
            line.settimeout(silent_s)
            while chunk := line.recv(65536):
                answer += chunk
        except (TimeoutError, ConnectionError):
            pass
    return answer


def statuses(answer: bytes) -> list[int]:
    return [int(found) for found in re.findall(rb"^HTTP/1\.1 (\d{3}) ", answer, re.MULTILINE)]


SMUGGLED = b"GET /v1/smuggled HTTP/1.1\r\nHost: localhost\r\n\r\n"


@pytest.mark.parametrize(
    "head",
    [
        b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n",
        b"Transfer-Encoding: chunked\r\nContent-Length: 4\r\n",
        b"Content-Length: 4\r\nContent-Length: 60\r\n",
        b"Content-Length: 4, 60\r\n",
        b"Content-Length: -1\r\n",
        b"Content-Length: +4\r\n",
        b"Content-Length: 99999999999999999999999\r\n",
        b"Transfer-Encoding: xchunked\r\n",
        b"Transfer-Encoding: chunked, identity\r\n",
        b"Transfer-Encoding : chunked\r\n",
        b"Content-Length : 4\r\n",
        b"X: a\nContent-Length: 4\r\n",
        b"X\0: a\r\n",
        b"X: a\0b\r\n",
        b" folded: a\r\n",
    ],
)
def test_no_request_hides_in_another(site: LiveSite, head: bytes) -> None:  # AP-20
    request = b"POST /v1/session HTTP/1.1\r\nHost: localhost\r\n" + head + b"\r\n0\r\n\r\n" + SMUGGLED
    answer = said_to(site, request)
    # Refused, or read as one request with everything behind it: never two answers of which one was hidden.
    assert b"no_such_route" not in answer, answer
    assert all(400 <= status < 500 for status in statuses(answer)), answer
    assert len(statuses(answer)) <= 1, answer


@pytest.mark.parametrize(
    "request_bytes",
    [
        b"GET /" + b"a" * 1_000_000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"GET /v1/me HTTP/1.1\r\n"
        + b"".join(b"X-%d: %s\r\n" % (n, b"y" * 8_000) for n in range(100))
        + b"\r\n",
        b"GET /v1/me HTTP/9.9\r\nHost: localhost\r\n\r\n",
        b"GET  /v1/me  HTTP/1.1\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\0" * 500,
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"\0" * 10_000,
        b"GET http://elsewhere.example/v1/me HTTP/1.1\r\nHost: elsewhere.example\r\nConnection: close\r\n\r\n",
    ],
)
def test_what_is_no_request_of_ours_harms_nothing(site: LiveSite, request_bytes: bytes) -> None:  # AP-20
    answer = said_to(site, request_bytes)
    assert all(400 <= status < 500 for status in statuses(answer)), answer[:300]
    assert b"Traceback" not in answer
    assert asked("GET", f"{site.url}/healthz").status_code == 200


@pytest.mark.parametrize(
    "path",
    ["/../../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "/..%2f..%2fetc%2fpasswd", "/_app/..%5c..%5csecret",
     "/_app/%00/index.html", "//etc/passwd", "/.git/config", "/.env", "/data/secret", "/tintype.db", "/m/../secret",
     "/m/..%2f..%2fsecret/small.avif", "/blobs/quarantine/..%2f..%2fsecret", "/_app/", "/_app/immutable/"],
)  # fmt: skip
def test_no_path_leads_out_of_the_site(site: LiveSite, path: str) -> None:  # PS-14, AZ-13
    request = f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    answer = said_to(site, request.encode(), silent_s=ANSWER_S_MAX)
    secret = (site.data / "secret").read_bytes()
    assert statuses(answer) in ([200], [400], [404], [405]), answer[:200]
    assert b"root:" not in answer
    assert secret[:8] not in answer
    assert statuses(answer) != [200] or b"text/html" in answer.lower(), answer[:300]


def test_everything_in_the_data_folder_is_its_owners_alone(site: LiveSite, ana: Visitor) -> None:
    photo = {"file": ("a.jpg", picture(1), "image/jpeg")}
    assert ana.client.post("/v1/media", files=photo).status_code == 201
    modes = modes_in(site.data)
    assert {"secret", "tintype.db", "blobs"} <= set(modes)
    shared = [
        f"{name} {stat.filemode(mode)}"
        for name, mode in modes.items()
        if mode & 0o077 and not stat.S_ISLNK(mode)
    ]
    assert shared == []
    assert len((site.data / "secret").read_bytes()) >= 32


def modes_in(folder: Path) -> dict[str, int]:
    """Of all that is in a folder. What goes while one looks is nobody's any more: a photo may be being made."""
    found: dict[str, int] = {}
    for where, folders, files in os.walk(folder):
        for name in (*folders, *files):
            path = Path(where, name)
            with suppress(FileNotFoundError):
                found[str(path.relative_to(folder))] = path.lstat().st_mode
    return found


def test_a_folder_that_everybody_can_write_to_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    folder.chmod(0o777)
    with pytest.raises(Refusal, match="chmod"):
        claim_folder(folder)


def test_cookies_are_for_this_site_alone(ana: Visitor) -> None:  # AU-06
    cookies = ana.welcome.headers.get_list("set-cookie")
    assert len(cookies) == 2
    for cookie in cookies:
        said = cookie.lower()
        assert "httponly" in said
        assert "samesite=lax" in said
        assert "path=/" in said
        assert "domain=" not in said


def test_metrics_are_not_passed_on(site: LiveSite) -> None:
    assert asked("GET", f"{site.url}/metrics").status_code == 200
    forwarded = {"x-forwarded-for": "203.0.113.9"}
    assert asked("GET", f"{site.url}/metrics", headers=forwarded).status_code == 404


def test_a_log_line_is_one_line_and_tells_no_secret(site: LiveSite, ana: Visitor) -> None:  # PS-11
    asked("GET", f"{site.url}/v1/%0a2026-01-01%20forged%1b[2J%0d%e2%80%ae")
    asked("GET", f"{site.url}/v1/live", headers={"user-agent": "\x1b[31m"})
    wrong = {"login": "ana", "password": "wrong-canary-password"}
    assert ana.client.post("/v1/session", json=wrong).status_code == 401
    body = {"name": "canary", "scopes": ["read"], "login": "ana", "password": PASSWORD}
    token = asked("POST", f"{site.url}/v1/tokens", json=body).json()["token"]
    asked("GET", f"{site.url}/v1/me", headers={"authorization": f"Bearer {token}"})
    ticket = ana.client.post(
        "/v1/uploads", json={"bytes": 3, "type": "image/jpeg", "sha256": "0" * 64}
    ).json()
    asked("PUT", ticket["url"], headers=ticket["headers"], content=b"abc")
    log = site.said()
    assert "forged" in log
    assert not [line for line in log.splitlines() if line.startswith("2026-01-01")]
    assert "\x1b" not in log
    signature = ticket["url"].rpartition("=")[2]
    cookie = ana.client.cookies["tintype"]
    for secret in (PASSWORD, wrong["password"], token, cookie, ana.welcome.json()["csrf"], signature):
        assert secret not in log
    assert "example.org" not in log


def test_forms_of_all_sizes_cost_little_memory(site: LiveSite, ana: Visitor) -> None:  # UP-29, UP-34
    before = memory_of(site)
    line = b'\r\n--b\r\nContent-Disposition: form-data; name="x"\r\n\r\n'
    for content in (
        line * 10_001,
        line + b"x" * 40_000_000,
        b'\r\n--b\r\nContent-Disposition: form-data; name="' + b"n" * 1_000_000 + b'"\r\n\r\n',
        (b"\r\n--b\r\n" + b"X-Header: y\r\n" * 20_000),
    ):
        headers = {"content-type": "multipart/form-data; boundary=b"}
        answer = ana.client.post("/v1/media", headers=headers, content=content + b"\r\n--b--\r\n")
        assert answer.status_code in {400, 413, 422}, answer.text
    jpeg = picture(2)
    for share in range(10):  # Cut off at each tenth, with a length that promises all of it.
        cookie = f"tintype={ana.client.cookies['tintype']}".encode()
        form = (
            b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.jpg"\r\n\r\n'
            + jpeg
            + b"\r\n--b--\r\n"
        )
        head = (
            b"POST /v1/media HTTP/1.1\r\nHost: localhost\r\nContent-Type: multipart/form-data; boundary=b\r\n"
            b"Origin: %s\r\nX-CSRF-Token: %s\r\nCookie: %s\r\nContent-Length: %d\r\n\r\n"
            % (site.url.encode(), ana.welcome.json()["csrf"].encode(), cookie, len(form))
        )
        with socket.create_connection(("127.0.0.1", site.port), timeout=ANSWER_S_MAX) as line_:
            line_.sendall(head + form[: len(form) * share // 10])
    assert ana.client.get("/v1/me").status_code == 200
    assert memory_of(site) - before < GROWTH_BYTES_MAX
    until = time.monotonic() + ANSWER_S_MAX
    while list((site.data / "blobs" / "incoming").iterdir()):  # The last connections may still be falling.
        assert time.monotonic() < until, "an upload that broke off has left its bytes"
        assert ana.client.get("/healthz").status_code == 200


def memory_of(site: LiveSite) -> int:
    """Resident bytes of the api processes."""
    pids = json.loads((site.data / "run" / "processes.json").read_text())["children"]
    apis = [pid for name, pid in pids.items() if name.startswith("api")]
    pages = sum(int(Path(f"/proc/{pid}/statm").read_text().split()[1]) for pid in apis)
    return pages * os.sysconf("SC_PAGE_SIZE")


def test_what_ends_in_one_process_ends_in_all(site: LiveSite) -> None:  # AU-07, AZ-08
    ben, cleo = Visitor(site, "ben"), Visitor(site, "cleo")
    account = ben.welcome.json()["user"]["id"]
    path, cookies = f"{site.url}/v1/users/{account}/followers", dict(ben.client.cookies)
    with httpx.Client(cookies=cookies, timeout=ANSWER_S_MAX) as copy:
        copies = [httpx.Client(cookies=cookies, timeout=ANSWER_S_MAX) for _ in range(12)]
        assert {one.get(path).status_code for one in copies} == {200}
        assert {cleo.client.get(path).status_code for _ in range(3)} == {200}
        assert ben.client.patch("/v1/me", json={"is_private": True}).status_code == 200
        strangers = [asked("GET", path).status_code for _ in range(12)]
        assert set(strangers) == {404}
        assert ben.client.delete("/v1/session").status_code == 204
        assert {one.get(f"{site.url}/v1/me").status_code for one in (*copies, copy)} == {401}
        for one in copies:
            one.close()
    for visitor in (ben, cleo):
        visitor.client.close()


@pytest.mark.parametrize(
    "origin", ["https://elsewhere.example", "null", "http://localhost", "", "http://localhost:1"]
)
def test_a_socket_is_for_the_sites_own_pages(site: LiveSite, ana: Visitor, origin: str) -> None:  # WB-01
    request = (
        "GET /v1/live HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
        f"Cookie: tintype={ana.client.cookies['tintype']}\r\n"
        + (f"Origin: {origin}\r\n" if origin else "")
        + "\r\n"
    )
    assert statuses(said_to(site, request.encode(), silent_s=ANSWER_S_MAX)) == [403]
