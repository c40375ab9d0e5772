"""Every subject of one process, built from its adapters."""

from collections.abc import Mapping
from dataclasses import dataclass

import msgspec

from tintype.accounts import AccountNeeds, AccountUses, Passwords, account_uses, recipient
from tintype.engagement import (
    CollectionRoutes,
    Comments,
    EngagementRoutes,
    Hosting,
    HostingRoutes,
    Likes,
    SaidRoutes,
    Saves,
    Shares,
)
from tintype.explore import ExploreUses, authors_liked
from tintype.feed import (
    CollectionPostRoutes,
    CreatePost,
    FeedNeeds,
    FeedRoutes,
    FeedUses,
    ListRoutes,
    feed_uses,
)
from tintype.flow import LogTail
from tintype.gateway.idempotency import Idempotency
from tintype.gateway.preload import first_photo
from tintype.graph import Blocks, DiscreetRoutes, Follows, GraphRoutes, MostFollowed, Suggestions
from tintype.kernel.access import Route
from tintype.kernel.viewer import Viewer
from tintype.likeness import LikenessUses
from tintype.mail import Sender
from tintype.media import FileLimits, MediaNeeds, MediaPool, MediaUrls, MediaUses, media_uses
from tintype.moderation import BlockedPictures, ModerationRoutes, Review, TagRoutes
from tintype.notifications import Digests, Notifications
from tintype.portability import Desk
from tintype.posts import PostRoutes, Posts, TagFollows, posted_as, totals
from tintype.profiles import (
    Avatars,
    MailUse,
    Me,
    PasskeyRoutes,
    PeopleLists,
    ProfileRoutes,
    Profiles,
    SessionRoutes,
    TiedPeople,
)
from tintype.ranker import Ranker
from tintype.search import SearchUses
from tintype.signals import Signals
from tintype.wiring import Adapters

BOOT_POSTS = 8  # With their photos' preloads the page stays under 12 KB compressed.


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
    media: MediaUses
    feed: FeedUses
    repeats: Idempotency
    letters: Sender
    notifications: Notifications
    signals: Signals
    likeness: LikenessUses

    def listen(self, tail: LogTail) -> None:
        """Keep this process's caches honest."""
        self.accounts.listen(tail)
        self.feed.invalidation.listen(tail)

    def routes(self) -> list[Route]:
        """Every declared route of the subjects."""
        adapters, accounts = self.adapters, self.accounts
        records = adapters.records
        most_followed = MostFollowed(records, adapters.cache)
        suggested = Suggestions(records, adapters.cache, most_followed, authors_liked)
        lists = PeopleLists(records, self.urls, suggested)
        tied = TiedPeople(records, adapters.cursors, self.urls)
        engagement = EngagementRoutes(
            records, self.likes, self.saves, self.comments, Shares(records), adapters.cursors, self.urls
        )
        entrance = SessionRoutes(
            accounts.signing_up, accounts.signing_in, accounts.sessions, self.profiles, accounts.cookies
        )
        sources = [
            entrance,
            PasskeyRoutes(entrance, accounts.credentials.passkey_sessions),
            accounts.routes,
            accounts.arriving,
            accounts.credentials,
            ProfileRoutes(self.profiles, lists, tied, self.avatars, accounts.editing),
            GraphRoutes(self.follows, self.blocks, suggested),
            DiscreetRoutes.over(records),
            PostRoutes(self.posts),
            FeedRoutes(
                self.feed.hot,
                self.feed.choices,
                self.feed.timelines,
                self.posts,
                CreatePost(self.posts, self.media.uploads, self.feed.timelines),
            ),
            ListRoutes(self.feed.listed, TagFollows(records)),
            engagement,
            HostingRoutes(records, Hosting(records), adapters.cursors, self.urls),
            SaidRoutes(records, adapters.cursors, self.urls),
            CollectionRoutes(records, adapters.cursors, self.urls),
            CollectionPostRoutes(self.feed.timelines),
            self._moderation_routes(),
            TagRoutes(records, self.urls),
            *self.media.routes(self.urls, adapters.clock, adapters.tickets),
            self.desk,
            *self.notifications.routes(adapters.cursors, self.urls),
            *self.signals.routes(self.urls),
            self.likeness.routes(self.feed.proposals, adapters.cursors),
            self.search.trends,
            self.search.routes(self.feed.proposals, adapters.cursors, self.urls),
            self.explore.routes(self.feed.proposals, adapters.sessions, adapters.cursors, self.feed.ranker),
        ]
        return [route for source in sources for route in source.routes()]

    def _moderation_routes(self) -> ModerationRoutes:
        records = self.adapters.records
        blocked, review = BlockedPictures(records), Review(records)
        return ModerationRoutes(records, blocked, review, self.adapters.cursors, self.urls)

    async def me(self, viewer: Viewer) -> Me:
        """The viewer's own profile, as the web app starts with it."""
        return (await self.profiles.me(viewer))[0]

    async def boot(self, viewer: Viewer, path: str) -> Mapping[str, object]:
        """What the web app starts with: who is looking, and at `/` the first page of home."""
        if not viewer.is_known:
            return {"viewer": None, "csrf": None}

        csrf = self.accounts.sessions.csrf_of(viewer.session_id)
        boot: dict[str, object] = {"viewer": await self.me(viewer), "csrf": csrf}
        if path == "/":
            page = await self.feed.hot.first(viewer, BOOT_POSTS)
            boot["first_page"] = msgspec.Raw(page)
            boot["preloads"] = first_photo(page)
        return boot

    async def close(self) -> None:
        """Finish what has been asked for; visits that are being noted and passwords being checked included."""
        await self.accounts.sessions.visits.noted()
        await self.likes.close()
        await self.likeness.close()
        self.accounts.passwords.close()

    @property
    def desk(self) -> Desk:
        """Archives of everything somebody has, in and out."""
        its = self.adapters
        return Desk(its.records, its.blobs, self.media.uploads, its.clock, its.cursors, its.settings.origin)

    @property
    def search(self) -> SearchUses:
        """Finding, and keeping what finds."""
        return SearchUses(self.adapters.records, self.adapters.search)

    @property
    def explore(self) -> ExploreUses:
        """What people are shown of those they do not follow."""
        its = self.adapters
        return ExploreUses(its.records, its.clock, its.settings.explore)

    @property
    def avatars(self) -> Avatars:
        """People's own pictures."""
        return Avatars(self.adapters.records, self.accounts.editing)


def build_subjects(
    adapters: Adapters, pool: MediaPool | None = None, passwords: Passwords | None = None
) -> Subjects:
    """All use cases over one process's adapters; `pool` in the worker alone, the only one that makes pictures."""
    records, clock = adapters.records, adapters.clock
    urls = MediaUrls(adapters.secret, clock)
    accounts = _accounts(adapters, passwords or Passwords(breached=adapters.breached))
    return Subjects(
        adapters=adapters,
        urls=urls,
        accounts=accounts,
        profiles=Profiles(records, urls, totals, MailUse(accounts.has_mail, accounts.limits_unconfirmed)),
        follows=Follows(records),
        blocks=Blocks(records),
        posts=Posts(records, clock),
        likes=Likes(records),
        saves=Saves(records),
        comments=Comments(records),
        media=_media(adapters, urls, pool),
        feed=feed_uses(
            FeedNeeds(
                records,
                adapters.feeds,
                adapters.broadcast,
                adapters.sessions,
                clock,
                adapters.cursors,
                urls,
                Ranker(records, adapters.blobs),
            )
        ),
        repeats=Idempotency(records),
        letters=_letters(adapters, accounts),
        notifications=_notifications(adapters),
        signals=Signals(records, clock, adapters.settings.feed.impressions_days),
        likeness=LikenessUses.over(records, adapters.tail, is_on=adapters.vision is not None),
    )


def _accounts(adapters: Adapters, passwords: Passwords) -> AccountUses:
    needs = AccountNeeds(
        adapters.records,
        adapters.limits,
        adapters.clock,
        adapters.cursors,
        adapters.secret,
        adapters.settings,
    )
    return account_uses(needs, passwords)


def _notifications(adapters: Adapters) -> Notifications:
    digests = Digests(adapters.records, adapters.secret)
    return Notifications(adapters.records, adapters.clock, adapters.broadcast, adapters.push, digests)


def _letters(adapters: Adapters, accounts: AccountUses) -> Sender:
    """Everything that goes out as mail; a subject that writes more than words into a letter adds its composers."""
    composers = {**accounts.letters.composers(), **_notifications(adapters).composers()}
    return Sender(adapters.records, adapters.mailer, adapters.settings.origin, recipient, composers)


def _media(adapters: Adapters, urls: MediaUrls, pool: MediaPool | None) -> MediaUses:
    chosen = adapters.settings.media
    return media_uses(
        MediaNeeds(
            adapters.records,
            adapters.blobs,
            adapters.broadcast,
            adapters.clock,
            urls,
            adapters.cdn,
            adapters.classifier,
            adapters.vision,
            pool,
            FileLimits(chosen.photo_mb * 1_000_000, chosen.video_mb * 1_000_000),
            chosen.quota_mb * 1_000_000,
            posted_as,
        )
    )
