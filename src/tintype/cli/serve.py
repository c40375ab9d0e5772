"""`tintype serve`: the site, until it is told to stop."""

from __future__ import annotations

import os
from dataclasses import replace

from tintype.processes.serve import Site, serve
from tintype.settings import Settings, to_environment


def run(settings: Settings) -> int:
    return serve(site_of(settings))


def site_of(settings: Settings) -> Site:
    """The children get absolute paths: they must not depend on the folder they are started in."""
    storage = replace(settings.storage, data=settings.storage.data.absolute())
    settings = replace(settings, storage=storage)
    roles = settings.server.roles
    return Site(
        data=storage.data,
        host=settings.server.host,
        port=settings.server.port,
        api_processes=settings.server.api_processes if roles & {"api", "live"} else 0,
        has_worker=bool(roles & {"worker", "media"}),
        environment={**os.environ, **to_environment(settings)},
        public_url=settings.server.public_url or None,
    )
