"""Everything of feeds that one process uses, over its stores."""

from dataclasses import dataclass

from tintype.feed.assembly import Assembly
from tintype.feed.card_cache import CardCache
from tintype.feed.cards import Baker
from tintype.feed.checking import Checking
from tintype.feed.choices import Choices
from tintype.feed.fanout import REBUILD, Fanout
from tintype.feed.far import Far
from tintype.feed.home import Home
from tintype.feed.hot import HotHome
from tintype.feed.invalidation import Invalidation
from tintype.feed.listed import Listed
from tintype.feed.opening import Opening
from tintype.feed.page_cache import PageCache
from tintype.feed.people_cache import PeopleCache
from tintype.feed.proposals import Proposals
from tintype.feed.pulled import Pulled
from tintype.feed.ranked import RankedHome
from tintype.feed.readers import Readers
from tintype.feed.rebuilding import Rebuilding
from tintype.feed.sessions import Sessions
from tintype.feed.timelines import Timelines
from tintype.feed.top import Tops
from tintype.feed.traits import Traits
from tintype.kernel.clock import Clock
from tintype.kernel.ids import AccountId
from tintype.kernel.pages import Cursors
from tintype.media import MediaUrls
from tintype.ports.broadcast import Broadcast
from tintype.ports.cache import Cache
from tintype.ports.feed_store import FeedStore
from tintype.ports.records import Records
from tintype.ranker import Ranker


@dataclass(frozen=True, slots=True)
class FeedNeeds:
    """What feeds are kept in and read from. `sessions` is the same for all processes."""

    records: Records
    feeds: FeedStore
    broadcast: Broadcast
    sessions: Cache
    clock: Clock
    cursors: Cursors
    urls: MediaUrls
    ranker: Ranker


@dataclass(frozen=True, slots=True)
class FeedUses:
    """Reading and keeping feeds."""

    home: Home
    hot: HotHome
    choices: Choices
    timelines: Timelines
    proposals: Proposals
    listed: Listed
    invalidation: Invalidation
    fanout: Fanout
    ranker: Ranker

    @property
    def far(self) -> Far:
        """Who is pushed, and who is pulled, for readers who follow very many."""
        return Far(self.fanout.records, self.fanout)

    @property
    def rebuilding(self) -> Rebuilding:
        """All feeds built anew, or one."""
        return Rebuilding(self.fanout.records, self.fanout)

    @property
    def checking(self) -> Checking:
        """Feeds compared with what they should be."""
        return Checking(self.fanout.records, self.fanout.feeds)


def feed_uses(needs: FeedNeeds) -> FeedUses:
    """All uses of feeds, with the caches of one process between them."""
    records, baker = needs.records, Baker(needs.urls)
    cards, people, pages, pulled = CardCache(), PeopleCache(), PageCache(), Pulled()
    readers, choices = Readers(), Choices(records)

    def ask_rebuild(reader_id: AccountId, /) -> None:
        needs.broadcast.send_now(REBUILD, reader_id.to_bytes(8))

    assembly = Assembly(baker, cards, people)
    proposals = Proposals(records, assembly)
    timelines = Timelines(records, baker, needs.cursors, proposals)
    home = Home(records, needs.feeds, assembly, pages, pulled, needs.cursors, ask_rebuild)
    opening = Opening(home, Traits(), readers, needs.clock, needs.ranker)
    return FeedUses(
        home=home,
        hot=HotHome(home, RankedHome(home, opening, Sessions(needs.sessions)), choices),
        choices=choices,
        timelines=timelines,
        proposals=proposals,
        listed=Listed(proposals, Tops(records, needs.sessions, needs.clock), needs.cursors),
        invalidation=Invalidation(cards, people, pages, pulled, readers, choices),
        fanout=Fanout(records, needs.feeds, needs.broadcast),
        ranker=needs.ranker,
    )
