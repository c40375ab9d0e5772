"""Hashtags that more people use than usually, and what moderators say to that."""

from tintype.search.trends.counting import TrendCounting
from tintype.search.trends.reviewing import Review, Reviews, ReviewState, reviews_of
from tintype.search.trends.routes import TrendRoutes
from tintype.search.trends.trends import Judged, judged

__all__ = [
    "Judged",
    "Review",
    "ReviewState",
    "Reviews",
    "TrendCounting",
    "TrendRoutes",
    "judged",
    "reviews_of",
]
