"""What the worker does with the subjects: follow the log, run jobs, tidy up."""

from collections.abc import Mapping
from random import Random

from tintype.accounts import ERASE, PROVE, RESET, AudienceNarrowed, forget_spent
from tintype.engagement import Members
from tintype.erasure import LEDGER, Deeds, Erasing, Ledger
from tintype.feed import CHOOSE, FANOUT, HAND_OVER, REBUILD_ALL, REBUILD_ONE, Looking
from tintype.flow import Chore, Consumer, JobHandler, Upkeep
from tintype.graph import UNMUTE, Classes, Mutes
from tintype.kernel.clock import DAY_US
from tintype.kernel.events import Recorded
from tintype.mail import SEND
from tintype.media import (
    CLASSIFY,
    DISCARD,
    EXTRA,
    FILM,
    HUNT,
    LADDER,
    LIKEN,
    PURGE,
    REKEY,
    REMAKE,
    RENDER,
    SWEEP_EVERY_S,
    Extras,
    Films,
    Hunt,
    Ladders,
    MediaJudged,
    MediaReady,
    Remakes,
)
from tintype.posts import DUE, DuePosts, TagLists, UnusedPictures
from tintype.subjects import Subjects

LOG_KEPT_US = 30 * DAY_US
MINUTE_S = 60.0
HOUR_S = 3600.0


def consumers(subjects: Subjects) -> list[Consumer]:
    """Everything that follows the log, each with its own place."""

    async def on_media(recorded: Recorded) -> None:
        match recorded.event:
            case MediaReady() as event:
                await subjects.posts.on_media_ready(event)
            case MediaJudged() as event:
                await subjects.posts.on_media_judged(event)
            case _:
                pass

    async def on_picture_ready(recorded: Recorded) -> None:
        if isinstance(recorded.event, MediaReady):
            await subjects.avatars.on_media_ready(recorded.event)

    async def on_audience_narrowed(recorded: Recorded) -> None:
        if isinstance(recorded.event, AudienceNarrowed):
            await subjects.media.keys.on_audience_narrowed(recorded.event.account_id)

    return [
        Consumer("posts", frozenset({MediaReady.kind, MediaJudged.kind}), on_media),
        Consumer("avatars", frozenset({MediaReady.kind}), on_picture_ready),
        Consumer("media", frozenset({AudienceNarrowed.kind}), on_audience_narrowed),
        TagLists(subjects.adapters.records).consumer(),
        Members(subjects.adapters.records).consumer(),
        classes_kept(subjects).consumer(),
        subjects.feed.fanout.consumer(),
        subjects.feed.far.consumer(),
        *subjects.notifications.consumers(),
        *subjects.signals.consumers(),
        subjects.search.keeping.consumer(),
        subjects.explore.keeping.consumer(),
        subjects.likeness.consumer(),
        subjects.desk.consumer(),
        ledger_of(subjects).consumer(),
    ]


def job_handlers(subjects: Subjects) -> Mapping[str, JobHandler]:
    """What can be done, by kind of job."""
    handlers: dict[str, JobHandler] = {
        FANOUT: subjects.feed.fanout.run_job,
        HAND_OVER: subjects.feed.fanout.hand_over,
        CHOOSE: subjects.feed.far.handle,
        REBUILD_ALL: subjects.feed.rebuilding.handle,
        REBUILD_ONE: subjects.feed.rebuilding.handle_one,
        REKEY: subjects.media.keys.handle,
        DISCARD: subjects.media.discards.handle,
        DUE: DuePosts(subjects.adapters.records).handle,
        HUNT: Hunt(subjects.adapters.records).handle,
        PURGE: subjects.media.purges.handle,
        UNMUTE: Mutes(subjects.adapters.records).handle,
        SEND: subjects.letters.handle,
        **subjects.notifications.handlers(),
        **subjects.desk.handlers(),
        ERASE: _erasing(subjects).handle,
        PROVE: subjects.accounts.addresses.handle,
        RESET: subjects.accounts.resets.handle,
    }
    if subjects.media.renditions is not None:
        films = subjects.media.renditions.pool.films
        rungs = tuple(subjects.adapters.settings.media.video_rungs.split(","))
        handlers[FILM] = Films(subjects.media.renditions, films).handle
        handlers[LADDER] = Ladders(subjects.media.renditions, films, rungs).handle
        handlers[RENDER] = subjects.media.renditions.handle
        handlers[LIKEN] = subjects.media.likening.handle
        handlers[CLASSIFY] = subjects.media.policy.handle
        handlers[EXTRA] = Extras(subjects.adapters.records, subjects.media.renditions).handle
        handlers[REMAKE] = Remakes(subjects.adapters.records, subjects.media.renditions).handle
    return handlers


def classes_kept(subjects: Subjects) -> Classes:
    """Who is here and who is famous, by the site's settings."""
    adapters = subjects.adapters
    return Classes(adapters.records, adapters.cache, adapters.settings.feed.famous_followers)


def ledger_of(subjects: Subjects) -> Ledger:
    """What is written down of deletions, in the data folder."""
    adapters = subjects.adapters
    seals = subjects.accounts.sessions.seals
    return Ledger(adapters.records, seals, adapters.settings.storage.data / LEDGER)


def _erasing(subjects: Subjects) -> Erasing:
    adapters = subjects.adapters
    deeds = Deeds(subjects.follows, subjects.likes, subjects.saves, subjects.comments)
    return Erasing(adapters.records, adapters.blobs, adapters.feeds, subjects.accounts.sessions, deeds)


def upkeep(subjects: Subjects) -> Upkeep:
    """What is done now and then."""
    adapters = subjects.adapters

    async def prune() -> int:
        return await adapters.events.prune(adapters.clock.now_us() - LOG_KEPT_US)

    async def forget_limits() -> int:
        return await adapters.limits.sweep()

    async def sweep_blobs() -> int:
        return await adapters.blobs.sweep(adapters.clock.now_us() - DAY_US)

    async def forget_answers() -> int:
        return await subjects.repeats.forget(adapters.clock.now_us() - DAY_US)

    async def forget_challenges() -> int:
        return await forget_spent(adapters.records, adapters.clock.now_us())

    chores = [
        Chore("challenges.sweep", HOUR_S, forget_challenges),
        Chore("log.prune", HOUR_S / 6, prune),
        Chore("limits.sweep", HOUR_S, forget_limits),
        Chore("blobs.sweep", HOUR_S, sweep_blobs),
        Chore("idempotency.sweep", HOUR_S, forget_answers),
        Chore("uploads.sweep", SWEEP_EVERY_S, subjects.media.sweeper.sweep),
        Chore("classes.age", HOUR_S, classes_kept(subjects).age),
        Chore("feeds.far", HOUR_S, subjects.feed.far.choose_again),
        Chore("feeds.check", HOUR_S, Looking(subjects.feed.checking, subjects.feed.fanout, Random()).look),
        Chore("search.build", MINUTE_S, subjects.search.rebuilding.if_needed),
        Chore("trends.count", HOUR_S / 6, subjects.search.trend_counting.count),
        Chore("pictures.sweep", HOUR_S, UnusedPictures(adapters.records).forget),
        *subjects.notifications.chores(),
        *subjects.signals.chores(),
        *subjects.explore.chores(),
    ]
    return Upkeep(chores, adapters.stores.leases)
