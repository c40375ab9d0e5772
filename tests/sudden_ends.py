"""The worker of a world ends without a word and starts again, as a kill or a power cut leaves it."""

from __future__ import annotations

from collections.abc import Sequence

from tests.world import Person, World
from tintype.adapters.embedded.feed_store import EmbeddedFeedStore
from tintype.adapters.embedded.ring_files import RingFiles
from tintype.kernel.ids import AccountId
from tintype.ports.feed_store import FeedStore
from tintype.site import build_worker

EVENTS_MAX = 500


async def kill_worker(world: World, crowd: Sequence[Person]) -> None:
    """What was waiting has been done and was not noted, so it is done again; rows are as good as never built."""
    fanout, events = world.worker.subjects.feed.fanout, world.adapters.events
    for recorded in await events.after(await events.position("feed"), EVENTS_MAX):
        await fanout.on_event(recorded)
    await _end_suddenly(world.adapters.feeds, crowd)
    world.worker = build_worker(world.adapters, world.worker.subjects)


async def _end_suddenly(feeds: FeedStore, crowd: Sequence[Person]) -> None:
    if not isinstance(feeds, EmbeddedFeedStore):
        return await feeds.forget([AccountId(int(person.id)) for person in crowd])
    # The files are let go of without the mark that says they are whole: the next epoch trusts no row.
    files, folder = feeds._files, feeds._folder
    files._writer = False
    feeds.close()
    feeds.__init__(folder, RingFiles.own(folder), writer=True)
