"""In which order posts are shown: pure functions on arrays. Who reads the records for them is `feed`."""

from tintype.ranking.candidates import Candidates, Kind, Numbers, Reader, among, places
from tintype.ranking.features import FEATURES, matrix
from tintype.ranking.formula import (
    half_life_us,
    kind_factors,
    less_factor,
    probabilities,
    ties_of,
    value,
)
from tintype.ranking.line import Line, line_up
from tintype.ranking.outlook import Outlook, look_again, outlook, score
from tintype.ranking.popular import heat, hottest
from tintype.ranking.rates import author_rates, post_rates, site_rates
from tintype.ranking.reasons import Why, usual, why
from tintype.ranking.weights import Act

__all__ = [
    "FEATURES",
    "Act",
    "Candidates",
    "Kind",
    "Line",
    "Numbers",
    "Outlook",
    "Reader",
    "Why",
    "among",
    "author_rates",
    "half_life_us",
    "heat",
    "hottest",
    "kind_factors",
    "less_factor",
    "line_up",
    "look_again",
    "matrix",
    "outlook",
    "places",
    "post_rates",
    "probabilities",
    "score",
    "site_rates",
    "ties_of",
    "usual",
    "value",
    "why",
]
