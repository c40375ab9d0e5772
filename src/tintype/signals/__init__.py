"""What people look at and like, added up for ordering their feeds. The door for subjects above."""

from tintype.signals.events import (
    ImpressionsNoted,
    PostHidden,
    PostUnhidden,
    PreferenceChanged,
    SignalsChosen,
)
from tintype.signals.facts import batches_of, deltas_of, liked_posts, reports_from
from tintype.signals.hiding import Hiding
from tintype.signals.model import WEIGHTS, Action, Shows, Surface, Taste
from tintype.signals.packing import DELTA, ITEM, aged, visit_gap, visits_with
from tintype.signals.signals import Signals
from tintype.signals.store import (
    Noted,
    figures_of_authors,
    figures_of_posts,
    figures_of_site,
    hidden_among,
    impressions_between,
    impressions_by,
    impressions_of,
    likings_of,
)
from tintype.signals.tasting import taste_of

__all__ = [
    "DELTA",
    "ITEM",
    "WEIGHTS",
    "Action",
    "Hiding",
    "ImpressionsNoted",
    "Noted",
    "PostHidden",
    "PostUnhidden",
    "PreferenceChanged",
    "Shows",
    "Signals",
    "SignalsChosen",
    "Surface",
    "Taste",
    "aged",
    "batches_of",
    "deltas_of",
    "figures_of_authors",
    "figures_of_posts",
    "figures_of_site",
    "hidden_among",
    "impressions_between",
    "impressions_by",
    "impressions_of",
    "liked_posts",
    "likings_of",
    "reports_from",
    "taste_of",
    "visit_gap",
    "visits_with",
]
