"""A content network for tests: a real HTTP server that notes what it is told and answers as it is bid."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Told:
    """One request that arrived."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Network:
    """`statuses` are answered one after the other; 200 once they are used up."""

    told: list[Told] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        network = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_PURGE(self) -> None:
                body = self.rfile.read(int(self.headers.get("content-length", 0)))
                headers = {name.lower(): value for name, value in self.headers.items()}
                network.told.append(Told(self.command, self.path, headers, body))
                status = network.statuses.pop(0) if network.statuses else 200
                said = b"denied: canary\x1b[31m" if status >= 400 else b"{}"
                self.send_response(status)
                if status // 100 == 3:
                    self.send_header("location", "/elsewhere")
                self.send_header("content-length", str(len(said)))
                self.end_headers()
                self.wfile.write(said)

            def do_POST(self) -> None:
                self.do_PURGE()

            def log_message(self, *args: Any) -> None:
                """Tests read what was told."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
