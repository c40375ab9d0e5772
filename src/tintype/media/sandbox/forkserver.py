"""The process that decoders are forked from: libraries loaded and warm, one thread, nothing of ours in
memory.

Each job gets its own child, so two people's photos never meet in one process: fork and lock cost 6 ms of the
200 that a photo takes, and nothing stays behind when nobody uploads. Started by `pool.py` with an empty
environment; ends when the pool's end of the control socket closes.
"""

import gc
import importlib
import io
import os
import select
import signal
import socket
import struct
import sys
import traceback
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import BinaryIO, Final, Literal, cast

from tintype.media import outcome
from tintype.media.edit import Edit
from tintype.media.made import AS_USUAL, PhotoOrder, Wishes, read_order
from tintype.media.sandbox import lock as sandbox

READY, STARTED, ENDED = b"R", b"S", b"E"
# kind, job number, process id or level, exit status as os.waitstatus_to_exitcode gives it
ANSWER: Final = struct.Struct("=cIii")
# job number, seconds of processor time, bytes of its own, how far others go before it (added to NICENESS)
JOB: Final = struct.Struct("=IIQB")
# Requests go first, and photos still come in under their full load (docs/decisions/0022)
NICENESS: Final = 10
ORDER_BYTES_MAX: Final = 16_384  # behind the job: wishes of a photo's owner, or what to do with a film
JOB_FDS: Final = 3  # socket for the outcome, the photo or film, stderr


@dataclass(frozen=True, slots=True)
class Orders:
    """What the pool decides: given once, as arguments of the process."""

    control: int
    kind: Literal["photo", "film"]
    work: str
    level_max: sandbox.Level


@dataclass(frozen=True, slots=True)
class Job:
    """One file to be opened: what is to be done with it, and what its child may use."""

    number: int
    cpu_s_max: int
    data_bytes_max: int
    niceness: int
    order: bytes
    fds: list[int]


Perform = Callable[[BinaryIO, bytes, outcome.Tell], None]


def main(arguments: list[str]) -> None:
    control, kind, work, level_max = arguments
    orders = Orders(int(control), "film" if kind == "film" else "photo", work, sandbox.Level(int(level_max)))
    # A terminal sends its interrupt to everybody; the pool decides when we end.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # A page somebody waits for goes before a photo that is announced when it is ready.
    os.nice(NICENESS)
    module, name = orders.work.split(":")
    run = getattr(importlib.import_module(module), name)
    if orders.kind == "film":
        perform = cast("Perform", run)
        importlib.import_module("tintype.media.films.warm").warm(perform)
        gc.collect()  # decoders have threads of their own, which a fork would tear apart
    else:
        perform = _photo(cast("outcome.Work", run))
        _warm(run)
    with socket.socket(fileno=orders.control) as line:
        level = sandbox.probe(orders.level_max)
        line.send(ANSWER.pack(READY, 0, level, 0))
        gc.freeze()  # the collector must not touch, and thereby copy, what children share with us
        with suppress(ConnectionError):  # the pool is gone, and so are we
            _serve(line, perform, orders, level)


def _photo(run: outcome.Work) -> Perform:
    """A photo is told at its end; of a film every piece as it is made."""

    def perform(file: BinaryIO, order: bytes, tell: outcome.Tell) -> None:
        def begun(stage: str) -> None:
            tell(outcome.frame(outcome.STAGE, stage.encode()))

        tell(*outcome.frames(run(file, read_order(order.decode()), begun)))

    return perform


def _warm(run: "outcome.Work") -> None:
    """Runs the whole pipeline on pictures of ours, as people may wish them: after the lock nothing can be loaded."""
    from PIL import Image

    from tintype.media.pictures.colours import srgb_profile
    from tintype.media.pictures.profiles import display_p3

    def photo(mode: str, icc: bytes) -> io.BytesIO:
        out = io.BytesIO()
        Image.new(mode, (16, 16), 90).save(out, "JPEG", icc_profile=icc)
        return out

    edited = Wishes(edit=Edit(filter="noon", vignette=1.0, sharpen=1.0, straighten=1.0))
    run(photo("L", b""), AS_USUAL, lambda _stage: None)
    run(photo("RGB", srgb_profile().tobytes()), AS_USUAL, lambda _stage: None)
    orders = (PhotoOrder(extra="webp"), PhotoOrder(extra="fine"))
    for wishes in (edited, Wishes(colours="p3"), *orders):
        run(photo("RGB", display_p3()), wishes, lambda _stage: None)


def _serve(line: socket.socket, perform: Perform, orders: Orders, level: sandbox.Level) -> None:
    """Forks on request and reports who ended, until the pool hangs up."""
    waiting = select.poll()
    waiting.register(line, select.POLLIN)
    children: dict[int, tuple[int, int]] = {}
    while True:
        for ready, _ in waiting.poll():
            if ready != line.fileno():
                waiting.unregister(ready)
                os.close(ready)
                number, child = children.pop(ready)
                _, status = os.waitpid(child, 0)
                line.send(ANSWER.pack(ENDED, number, child, os.waitstatus_to_exitcode(status)))
                continue
            job = _request(line)
            if job is None:
                return
            server = os.getpid()
            child = os.fork()
            if child == 0:
                for other in (line.detach(), *children):
                    os.close(other)
                _child(perform, orders, level, job, server)
            for fd in job.fds:
                os.close(fd)
            watched = os.pidfd_open(child)
            children[watched] = (job.number, child)
            waiting.register(watched, select.POLLIN)
            socket.send_fds(line, [ANSWER.pack(STARTED, job.number, child, 0)], [watched])


def _request(line: socket.socket) -> Job | None:
    """The next job, or nothing when the pool hung up."""
    try:
        request, fds, _, _ = socket.recv_fds(line, JOB.size + ORDER_BYTES_MAX, JOB_FDS)
    except ConnectionError:
        return None
    if not request:
        return None
    number, cpu_s_max, data_bytes_max, niceness = JOB.unpack(request[: JOB.size])
    return Job(number, cpu_s_max, data_bytes_max, niceness, request[JOB.size :], fds)


def _child(perform: Perform, orders: Orders, level: sandbox.Level, job: Job, server: int) -> None:
    """Does one job and ends the process, whatever happens."""
    status = 1
    try:
        result, photo, errors = job.fds
        os.dup2(errors, 2)
        os.close(errors)
        with open(result, "wb") as back, open(photo, "rb") as file:
            os.nice(job.niceness)
            sandbox.die_with(server)
            sandbox.limit(data_bytes_max=job.data_bytes_max, cpu_s_max=job.cpu_s_max)
            if sandbox.lock(orders.level_max) < level:
                raise RuntimeError("the sandbox did not take hold")

            def tell(*frames: bytes) -> None:
                back.writelines(frames)
                back.flush()

            perform(file, job.order, tell)
        status = 0
    except BaseException:  # noqa: BLE001 - whatever it was, this process ends here; the pool reads the words
        os.write(2, traceback.format_exc(limit=-4)[-2000:].encode(errors="replace"))
    finally:
        os._exit(status)


if __name__ == "__main__":
    main(sys.argv[1:])
