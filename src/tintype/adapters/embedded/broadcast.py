"""Messages between the processes of one machine: a Unix datagram socket each, found by listing their folder."""

import asyncio
import os
import socket
import time
from collections import deque
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

from tintype.adapters.receivers import Receivers
from tintype.ports.broadcast import MESSAGE_BYTES_MAX

ADDRESS_BYTES_MAX = 100  # A socket's address holds 108.
DATAGRAM_BYTES_MAX = MESSAGE_BYTES_MAX + 256  # A topic and its length before the message.
WAITING_BYTES_MAX = 4 << 20  # Per process that does not keep up; beyond it messages are lost.
DRAIN_MAX = 64  # Then other work of the loop has its turn.
SETTLED_NS = 50_000_000  # Folder times step by a tick of the kernel: a younger one may hide a second change.


class EmbeddedBroadcast:
    """One process's place among those of the site. `lost` counts messages that were not delivered."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.lost = 0
        self._folder = folder
        self._folder_file = os.open(folder, os.O_PATH | os.O_DIRECTORY)
        self._loop = asyncio.get_running_loop()
        self._receivers = Receivers()
        self._peers: dict[str, _Peer] = {}
        self._listed_ns = 0
        self._name = f"live-{os.getpid()}-{uuid4().hex[:8]}.sock"
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK)
        self._socket.bind(self._address(self._name))
        self._loop.add_reader(self._socket.fileno(), self._drain)

    async def publish(self, topic: str, message: bytes) -> None:
        """See the port."""
        self.send_now(topic, message)

    def send_now(self, topic: str, message: bytes) -> None:
        """Publish without waiting: what a process cannot take yet is kept for it, within limits."""
        assert len(message) <= MESSAGE_BYTES_MAX
        self._receivers.deliver(topic, message)
        self._look_around()
        name = topic.encode()
        datagram = bytes((len(name),)) + name + message
        for peer in list(self._peers.values()):
            try:
                self.lost += not peer.send(datagram)
            except OSError:
                self._bury(peer)

    def subscribe(self, topic: str, receive: Callable[[bytes], None]) -> Callable[[], None]:
        """See the port."""
        return self._receivers.add(topic, receive)

    def close(self) -> None:
        """Leave, with what still waits for others counted as lost."""
        self._loop.remove_reader(self._socket.fileno())
        self._socket.close()
        (self._folder / self._name).unlink(missing_ok=True)
        for peer in self._peers.values():
            self.lost += peer.close()
        self._peers = {}
        os.close(self._folder_file)

    def _drain(self) -> None:
        for _ in range(DRAIN_MAX):
            try:
                datagram = self._socket.recv(DATAGRAM_BYTES_MAX)
            except BlockingIOError:
                return
            split = 1 + datagram[0] if datagram else 0
            self._receivers.deliver(datagram[1:split].decode(errors="replace"), datagram[split:])

    def _look_around(self) -> None:
        changed_ns = self._folder.stat().st_mtime_ns
        if changed_ns == self._listed_ns:
            return
        self._listed_ns = changed_ns if time.time_ns() - changed_ns > SETTLED_NS else 0
        names = {file.name for file in self._folder.glob("live-*.sock")} - {self._name}
        for name in self._peers.keys() - names:
            self.lost += self._peers.pop(name).close()
        for name in names - self._peers.keys():
            try:
                self._peers[name] = _Peer(self._loop, name, self._address(name))
            except ConnectionRefusedError:
                # Nobody has it open: its process was killed.
                (self._folder / name).unlink(missing_ok=True)
            except FileNotFoundError:
                continue

    def _bury(self, peer: "_Peer") -> None:
        self.lost += peer.close()
        self._peers.pop(peer.name, None)
        (self._folder / peer.name).unlink(missing_ok=True)

    def _address(self, name: str) -> str:
        path = str(self._folder / name)
        return (
            path if len(path.encode()) <= ADDRESS_BYTES_MAX else f"/proc/self/fd/{self._folder_file}/{name}"
        )


class _Peer:
    """The way to one other process, with what waits until it reads."""

    def __init__(self, loop: asyncio.AbstractEventLoop, name: str, address: str) -> None:
        self.name = name
        self._loop = loop
        self._waiting: deque[bytes] = deque()
        self._waiting_bytes = 0
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK)
        try:
            # Connected, so that the loop can tell when the other side has room again.
            self._socket.connect(address)
        except OSError:
            self._socket.close()
            raise

    def send(self, datagram: bytes) -> bool:
        """Hand over or keep for later; False when it is lost. Raises OSError when nobody is there any more."""
        if not self._waiting and self._sent(datagram):
            return True
        if self._waiting_bytes + len(datagram) > WAITING_BYTES_MAX:
            return False
        if not self._waiting:
            self._loop.add_writer(self._socket.fileno(), self._resume)
        self._waiting.append(datagram)
        self._waiting_bytes += len(datagram)
        return True

    def close(self) -> int:
        """Let go; how many messages were waiting."""
        if self._waiting:
            self._loop.remove_writer(self._socket.fileno())
        self._socket.close()
        return len(self._waiting)

    def _sent(self, datagram: bytes) -> bool:
        try:
            self._socket.send(datagram)
        except BlockingIOError:
            return False
        return True

    def _resume(self) -> None:
        try:
            while self._waiting and self._sent(self._waiting[0]):
                self._waiting_bytes -= len(self._waiting.popleft())
        except OSError:
            # The next message finds out as well, and removes this process.
            self._waiting.clear()
            self._waiting_bytes = 0
        if not self._waiting:
            self._loop.remove_writer(self._socket.fileno())
