"""`GET /v1/live`: the WebSocket."""

import asyncio
from urllib.parse import parse_qs

import msgspec

from tintype.kernel.access import Access, Message, Rate, Receive, Route, Send
from tintype.kernel.viewer import Scope, Viewer
from tintype.media import MediaUrls
from tintype.ports.event_log import EventLog
from tintype.ports.records import Records
from tintype.realtime.hub import Hub, Socket
from tintype.realtime.looking import Looking
from tintype.realtime.resume import missed

HELLO_S = 25.0  # Quiet sockets are told so before proxies (60 s) give them up.


class LiveRoutes:
    """One socket carries everything that is live for its viewer."""

    def __init__(
        self, hub: Hub, looking: Looking, records: Records, events: EventLog, urls: MediaUrls
    ) -> None:
        self._hub = hub
        self._looking = looking
        self._records = records
        self._events = events
        self._urls = urls

    def routes(self) -> list[Route]:
        return [
            Route(
                "GET",
                "/v1/live",
                self.live,
                Access.MEMBER,
                Scope.READ,
                Rate.CONNECT,  # Each may read back through thousands of events.
                raw=self.raw,
                is_socket=True,
            )
        ]

    async def live(self, after: int | None = None) -> None:
        """A WebSocket of JSON messages: hello, post.new, media.progress. `after` resumes behind a seq.

        A client that shows a post says `{"type": "look", "post_id": "…"}`, and hears `post.changed` of it.
        """

    async def raw(self, scope: Message, receive: Receive, send: Send) -> None:
        """Serve one socket until either side ends it."""
        viewer: Viewer = scope["state"]["viewer"]
        socket = Socket(viewer.account_id, viewer.session_id)
        # In the hub before anything is awaited: a session that ends now finds its socket, and what is published
        # while the log is read comes twice rather than not at all.
        self._hub.add(socket)
        try:
            await receive()
            await send({"type": "websocket.accept"})
            await self._greet(viewer, scope, socket)
            async with asyncio.TaskGroup() as group:
                writer = group.create_task(self._write(socket, send))
                group.create_task(self._read(receive, socket, writer))
        finally:
            self._hub.remove(socket)
            self._looking.leave(socket)

    async def _greet(self, viewer: Viewer, scope: Message, socket: Socket) -> None:
        head = self._events.head()
        after = parse_qs(scope["query_string"].decode("latin-1")).get("after", [""])[0]
        if after.isascii() and after.isdecimal() and len(after) <= 18:
            for message in await missed(self._records, self._events, self._urls, viewer, int(after)):
                socket.send(message)
        socket.send(msgspec.json.encode({"type": "hello", "seq": head}))

    async def _write(self, socket: Socket, send: Send) -> None:
        while True:
            try:
                async with asyncio.timeout(HELLO_S):
                    message = await socket.waiting.get()
            except TimeoutError:
                message = b'{"type":"quiet"}'
            if isinstance(message, int):
                await send({"type": "websocket.close", "code": message})
                return
            await send({"type": "websocket.send", "text": message.decode()})

    async def _read(self, receive: Receive, socket: Socket, writer: "asyncio.Task[None]") -> None:
        """Clients say which post they look at; their going away is what is waited for."""
        while not writer.done():
            gone = asyncio.ensure_future(receive())
            await asyncio.wait({gone, writer}, return_when=asyncio.FIRST_COMPLETED)
            if writer.done():
                gone.cancel()
            elif gone.result()["type"] == "websocket.disconnect":
                writer.cancel()
                return
            else:
                self._looking.hear(socket, gone.result().get("text") or "")


__all__ = ["LiveRoutes"]
