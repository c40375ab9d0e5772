"""The worker process: consumers of the log, jobs, the only writer of feeds."""

import asyncio
import signal
import sys

import uvloop

from tintype import settings as settings_module
from tintype.kernel.problems import CannotStart
from tintype.processes import garbage, logs, readiness
from tintype.processes.api import SWITCH_S
from tintype.settings import Settings


async def work(settings: Settings) -> None:
    """Work until told to stop; what is begun and not done comes back when its lease ends."""
    from tintype.site import open_worker

    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    async with open_worker(settings) as worker:
        garbage.begin()
        readiness.announce()
        running = asyncio.create_task(worker.run())
        stopping = asyncio.create_task(stop.wait())
        await asyncio.wait({running, stopping}, return_when=asyncio.FIRST_COMPLETED)
        if running.done():
            await running
        await worker.stop(running)


def main() -> int:
    """Entry point of `python -m tintype.processes.worker`."""
    garbage.put_off()
    sys.setswitchinterval(SWITCH_S)
    settings = settings_module.load()
    logs.set_up(settings.log, "worker")
    try:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(work(settings))
    except CannotStart as reason:
        print(f"tintype: {reason}", file=sys.stderr, flush=True)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
