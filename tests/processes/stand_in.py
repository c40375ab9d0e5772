"""A child that behaves as an API process or a worker does towards the supervisor, and does nothing else.

`JOURNAL` names a file it appends to; `MOOD` makes it fail at start, be late, or ignore a request to end.
"""

import os
import signal
import socket
import sys
import threading
import time
from pathlib import Path

from tintype.processes import readiness

NAME = f"api {os.environ['TINTYPE_PROCESS']}" if "TINTYPE_FD" in os.environ else "worker"
MOOD = os.environ.get("MOOD", "")


def main() -> None:
    if MOOD == "broken":
        sys.exit("stand-in: broken on purpose")
    ending = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: ending.set())
    if MOOD == "deaf" and NAME == "worker":
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
    if "TINTYPE_FD" in os.environ:
        threading.Thread(target=answer, daemon=True).start()
    if MOOD == "late" and NAME == "worker":
        while not Path(os.environ["JOURNAL"] + ".go").exists():
            time.sleep(0.01)
    note("ready")
    readiness.announce()
    ending.wait()
    note("ended")


def answer() -> None:
    listener = socket.socket(fileno=int(os.environ["TINTYPE_FD"]))
    while True:
        connection, _ = listener.accept()
        with connection:
            connection.recv(4096)
            body = str(os.getpid()).encode()
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body))


def note(what: str) -> None:
    with Path(os.environ["JOURNAL"]).open("a") as journal:
        journal.write(f"{NAME} {what}\n")


if __name__ == "__main__":
    main()
