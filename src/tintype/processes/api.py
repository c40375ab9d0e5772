"""An api process: the gateway behind the supervisor's listening socket."""

import asyncio
import os
import socket
import sys
from typing import cast

import uvicorn
import uvloop

from tintype import settings as settings_module
from tintype.kernel.problems import CannotStart
from tintype.processes import garbage, logs, readiness
from tintype.processes.accepting import FairListener, Shares
from tintype.processes.answers import WholeAnswers
from tintype.settings import Settings

DRAIN_S_MAX = 8
SWITCH_S = 0.0005  # The writer thread hands the interpreter back sooner: shorter waits for requests.


class AnnouncingServer(uvicorn.Server):
    """Tells the supervisor when requests are taken; signals go to uvicorn's own graceful stop."""

    def __init__(self, config: uvicorn.Config, shares: Shares) -> None:
        super().__init__(config)
        self._shares = shares

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup([])
        for listener in sockets or ():
            self.servers.append(
                cast("asyncio.Server", FairListener(listener, self._shares, self._protocol, self._held))
            )
        readiness.announce()

    def _protocol(self) -> asyncio.Protocol:
        """As uvicorn makes one for each connection."""
        return WholeAnswers(self.config, self.server_state, self.lifespan.state)

    def _held(self) -> int:
        return len(self.server_state.connections)


async def serve(settings: Settings, listener: socket.socket) -> None:
    """Serve until told to stop: open requests are answered, sockets sent away, queued writes finished."""
    from tintype.site import open_api

    async with open_api(settings) as api:
        config = uvicorn.Config(
            api.gateway,
            loop="none",
            http=WholeAnswers,
            ws="websockets-sansio",
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=DRAIN_S_MAX,
            ws_max_size=64 * 1024,
            backlog=2048,
        )
        number = int(os.environ.get("TINTYPE_PROCESS", "1"))
        shares = Shares(settings.storage.data, number, settings.server.api_processes)
        server = AnnouncingServer(config, shares)
        api.on_stop(server)
        garbage.begin()
        await server.serve(sockets=[listener])


def main() -> int:
    """Entry point of `python -m tintype.processes.api`."""
    garbage.put_off()
    sys.setswitchinterval(SWITCH_S)
    settings = settings_module.load()
    logs.set_up(settings.log, f"api {os.environ.get('TINTYPE_PROCESS', '1')}")
    listener = socket.socket(fileno=int(os.environ["TINTYPE_FD"]))
    try:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(serve(settings, listener))
    except CannotStart as reason:
        print(f"tintype: {reason}", file=sys.stderr, flush=True)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
