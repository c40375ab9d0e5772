"""The heart: home feeds pushed behind the event log, read in four stages, joined from baked cards."""

from tintype.feed.checking import Difference, Looking, counted
from tintype.feed.collection_routes import CollectionPostRoutes
from tintype.feed.create import CreatePost
from tintype.feed.entries import Entry
from tintype.feed.fanout import FANOUT, HAND_OVER, POST_NEW, REBUILD, Fanout, PostNew
from tintype.feed.far import CHOOSE, Far
from tintype.feed.home import Home
from tintype.feed.list_routes import ListRoutes
from tintype.feed.listed import tag_of
from tintype.feed.proposals import Proposals, as_cards
from tintype.feed.readers import reader_with
from tintype.feed.rebuilding import REBUILD_ALL, REBUILD_ONE, Progress
from tintype.feed.replay import Replay
from tintype.feed.routes import FeedRoutes
from tintype.feed.rules import Found, allowed, findable_among
from tintype.feed.shapes import Card, CardPage, PlaceOfCard
from tintype.feed.timelines import Timelines
from tintype.feed.traits import Traits
from tintype.feed.uses import FeedNeeds, FeedUses, feed_uses

__all__ = [
    "CHOOSE",
    "FANOUT",
    "HAND_OVER",
    "POST_NEW",
    "REBUILD",
    "REBUILD_ALL",
    "REBUILD_ONE",
    "Card",
    "CardPage",
    "CollectionPostRoutes",
    "CreatePost",
    "Difference",
    "Entry",
    "Fanout",
    "Far",
    "FeedNeeds",
    "FeedRoutes",
    "FeedUses",
    "Found",
    "Home",
    "ListRoutes",
    "Looking",
    "PlaceOfCard",
    "PostNew",
    "Progress",
    "Proposals",
    "Replay",
    "Timelines",
    "Traits",
    "allowed",
    "as_cards",
    "counted",
    "feed_uses",
    "findable_among",
    "reader_with",
    "tag_of",
]
