"""Every subject of one process, built from its adapters."""

import random
from collections.abc import Mapping
from dataclasses import dataclass

from tintype.accounts import (
    AccountRoutes,
    Cookies,
    Editing,
    Passwords,
    RoleChanged,
    Roles,
    SessionEnded,
    Sessions,
    SigningIn,
    SigningUp,
    Tries,
)
from tintype.engagement import Comments, EngagementRoutes, Likes, Saves
from tintype.feed import (
    FANOUT,
    REBUILD,
    Baker,
    CardCache,
    Fanout,
    FeedRoutes,
    Home,
    HotHome,
    Invalidation,
    PageCache,
    Timelines,
)
from tintype.flow import Chore, Consumer, JobHandler, LogTail, Upkeep
from tintype.graph import Blocks, Follows, GraphRoutes
from tintype.kernel.access import Route
from tintype.kernel.clock import DAY_US
from tintype.kernel.events import Recorded
from tintype.kernel.ids import AccountId
from tintype.kernel.viewer import Viewer
from tintype.media import MediaReady, MediaUrls
from tintype.media.pool import MediaPool
from tintype.posts import PostRoutes, Posts, totals
from tintype.profiles import Avatars, Me, PeopleLists, ProfileRoutes, Profiles, SessionRoutes
from tintype.wiring import Adapters

LOG_KEPT_US = 30 * DAY_US


@dataclass(frozen=True, slots=True)
class AccountUses:
    """Everything about who is here."""

    sessions: Sessions
    signing_up: SigningUp
    signing_in: SigningIn
    editing: Editing
    roles: Roles
    cookies: Cookies
    passwords: Passwords
    routes: AccountRoutes


@dataclass(frozen=True, slots=True)
class FeedUses:
    """Reading and keeping feeds."""

    home: Home
    timelines: Timelines
    invalidation: Invalidation
    fanout: Fanout


@dataclass(frozen=True, slots=True)
class Subjects:
    """The use cases of one process; the worker and the api use different ones of them."""

    adapters: Adapters
    urls: MediaUrls
    accounts: AccountUses
    profiles: Profiles
    follows: Follows
    blocks: Blocks
    posts: Posts
    likes: Likes
    saves: Saves
    comments: Comments
    feed: FeedUses

    @property
    def consumers(self) -> list[Consumer]:
        """Everything that follows the log in the worker."""
        return [
            Consumer("posts", frozenset({MediaReady.kind}), self._on_media_ready),
            self.feed.fanout.consumer(),
        ]

    @property
    def job_handlers(self) -> Mapping[str, JobHandler]:
        """What the worker can do, by kind of job."""
        return {FANOUT: self.feed.fanout.run_job}

    def upkeep(self) -> Upkeep:
        """What the worker does now and then."""
        adapters = self.adapters

        async def prune() -> int:
            return await adapters.events.prune(adapters.clock.now_us() - LOG_KEPT_US)

        async def forget_limits() -> int:
            return await adapters.limits.sweep(adapters.clock.now_us() - DAY_US)

        async def sweep_blobs() -> int:
            return await adapters.blobs.sweep(adapters.clock.now_us() - DAY_US)

        chores = [
            Chore("log.prune", 600, prune),
            Chore("limits.sweep", 3600, forget_limits),
            Chore("blobs.sweep", 3600, sweep_blobs),
        ]
        return Upkeep(chores)

    def listen(self, tail: LogTail) -> None:
        """Keep this process's caches honest."""
        sessions = self.accounts.sessions

        def forget(recorded: Recorded) -> None:
            match recorded.event:
                case SessionEnded(session_id=session_id):
                    sessions.forget(session_id)
                case RoleChanged(account_id=account_id):
                    sessions.forget_account(account_id)
                case _:
                    pass

        tail.subscribe([SessionEnded.kind, RoleChanged.kind], forget, sessions.forget_all)
        self.feed.invalidation.listen(tail)

    def routes(self) -> list[Route]:
        """Every declared route of the subjects."""
        adapters, accounts = self.adapters, self.accounts
        lists = PeopleLists(adapters.records, adapters.cursors, self.urls)
        avatars = Avatars(adapters.records, accounts.editing)
        engagement = EngagementRoutes(
            adapters.records, self.likes, self.saves, self.comments, adapters.cursors, self.urls
        )
        home = self.feed.home
        sources = [
            SessionRoutes(
                accounts.signing_up, accounts.signing_in, accounts.sessions, self.profiles, accounts.cookies
            ),
            accounts.routes,
            ProfileRoutes(self.profiles, lists, avatars, accounts.editing),
            GraphRoutes(self.follows, self.blocks),
            PostRoutes(self.posts),
            FeedRoutes(home, HotHome(home, adapters.cursors), self.feed.timelines, self.posts),
            engagement,
        ]
        return [route for source in sources for route in source.routes()]

    async def me(self, viewer: Viewer) -> Me:
        """The viewer's own profile, as the web app starts with it."""
        return (await self.profiles.me(viewer))[0]

    async def close(self) -> None:
        """Finish what has been asked for; passwords being checked included."""
        await self.likes.close()
        self.accounts.passwords.close()

    async def _on_media_ready(self, recorded: Recorded) -> None:
        if isinstance(recorded.event, MediaReady):
            await self.posts.on_media_ready(recorded.event)


def build_subjects(
    adapters: Adapters, pool: MediaPool | None = None, passwords: Passwords | None = None
) -> Subjects:
    """All use cases over one process's adapters; `pool` in the worker alone, the only one that makes pictures."""
    records, clock = adapters.records, adapters.clock
    urls = MediaUrls(adapters.secret, clock)
    return Subjects(
        adapters=adapters,
        urls=urls,
        accounts=_accounts(adapters, passwords or Passwords()),
        profiles=Profiles(records, urls, totals),
        follows=Follows(records),
        blocks=Blocks(records),
        posts=Posts(records, clock),
        likes=Likes(records),
        saves=Saves(records),
        comments=Comments(records),
        feed=_feed(adapters, urls),
    )


def _accounts(adapters: Adapters, passwords: Passwords) -> AccountUses:
    records = adapters.records
    sessions = Sessions(records, adapters.clock, adapters.secret, random.Random())
    tries = Tries(adapters.limits)
    signing_in = SigningIn(records, sessions, passwords, tries)
    cookies = Cookies(adapters.settings.is_https)
    return AccountUses(
        sessions=sessions,
        signing_up=SigningUp(records, sessions, passwords, tries),
        signing_in=signing_in,
        editing=Editing(records, tries),
        roles=Roles(records),
        cookies=cookies,
        passwords=passwords,
        routes=AccountRoutes(sessions, signing_in, cookies, adapters.cursors),
    )


def _feed(adapters: Adapters, urls: MediaUrls) -> FeedUses:
    cards, pages, baker = CardCache(), PageCache(), Baker(urls)

    def ask_rebuild(reader_id: AccountId, /) -> None:
        adapters.broadcast.send_now(REBUILD, reader_id.to_bytes(8))

    return FeedUses(
        home=Home(adapters.records, adapters.feeds, baker, cards, pages, adapters.cursors, ask_rebuild),
        timelines=Timelines(adapters.records, baker, adapters.cursors),
        invalidation=Invalidation(cards, pages),
        fanout=Fanout(adapters.records, adapters.feeds, adapters.broadcast),
    )
