"""The heart: home feeds pushed behind the event log, read in four stages, joined from baked cards."""

from tintype.feed.assembly import Assembly
from tintype.feed.card_cache import CardCache
from tintype.feed.cards import Baker
from tintype.feed.checking import Checking, Difference, Looking, counted
from tintype.feed.choices import Choices
from tintype.feed.collection_routes import CollectionPostRoutes
from tintype.feed.create import CreatePost
from tintype.feed.events import FarChosen, HomeOrderChosen
from tintype.feed.fanout import FANOUT, HAND_OVER, POST_NEW, REBUILD, Fanout, PostNew
from tintype.feed.far import CHOOSE, Far
from tintype.feed.home import Home
from tintype.feed.hot import HotHome
from tintype.feed.invalidation import Invalidation
from tintype.feed.opening import Opening
from tintype.feed.page_cache import PageCache
from tintype.feed.people_cache import PeopleCache
from tintype.feed.pulled import Pulled
from tintype.feed.ranked import RankedHome
from tintype.feed.readers import Readers
from tintype.feed.rebuilding import REBUILD_ALL, REBUILD_ONE, Progress, Rebuilding
from tintype.feed.replay import Replay
from tintype.feed.routes import FeedRoutes
from tintype.feed.sessions import Sessions
from tintype.feed.shapes import Card, CardPage
from tintype.feed.timelines import Timelines
from tintype.feed.traits import Traits

__all__ = [
    "CHOOSE",
    "FANOUT",
    "HAND_OVER",
    "POST_NEW",
    "REBUILD",
    "REBUILD_ALL",
    "REBUILD_ONE",
    "Assembly",
    "Baker",
    "Card",
    "CardCache",
    "CardPage",
    "Checking",
    "Choices",
    "CollectionPostRoutes",
    "CreatePost",
    "Difference",
    "Fanout",
    "Far",
    "FarChosen",
    "FeedRoutes",
    "Home",
    "HomeOrderChosen",
    "HotHome",
    "Invalidation",
    "Looking",
    "Opening",
    "PageCache",
    "PeopleCache",
    "PostNew",
    "Progress",
    "Pulled",
    "RankedHome",
    "Readers",
    "Rebuilding",
    "Replay",
    "Sessions",
    "Timelines",
    "Traits",
    "counted",
]
