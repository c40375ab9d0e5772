"""How much a post is worth to somebody now: the explicit formula, and the fallback of every model.

score = value · recency · kind · what was asked for, with value = Σ weight · probability (ranking.md, "v1 feed"). Its
logarithm is added up here, so that neither age nor disfavour makes it nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from tintype.ranking import weights as w
from tintype.ranking.candidates import Candidates, Flags, Ids, Numbers, Reader, among, places
from tintype.ranking.weights import Act

LIFTED = slice(Act.LIKE, Act.HIDE)  # What fondness makes more likely.
_VALUES = np.asarray(w.VALUES)
_CLOSE_FLOOR = np.log2(w.CLOSE_FLOOR)
# What people would rather not see sinks to the end, and further with age as everything does.
VALUE_MIN = 1e-6


@dataclass(frozen=True, slots=True)
class Ties:
    """What the author of each of n posts is to the viewer. `affinity` 0 … 1; `reasons` an action or 0."""

    affinity: Numbers
    mutual: Flags
    reasons: np.ndarray[tuple[int], np.dtype[np.uint8]]


def ties_of(posts: Candidates, reader: Reader) -> Ties:
    """The viewer's side of each post. Affinity = 1 − exp(−x/5) for x points: 5 give 0.63, 15 give 0.95."""
    found = places(posts.authors, reader.authors)
    known = found >= 0
    strengths = np.zeros(len(posts))
    reasons = np.zeros(len(posts), np.uint8)
    if known.any():
        strengths[known] = reader.strengths[found[known]]
        reasons[known] = reader.reasons[found[known]]
    affinity = -np.expm1(-strengths / w.AFFINITY_SCALE)
    return Ties(affinity, among(posts.authors, reader.mutual), reasons)


def probabilities(posts: Candidates, ties: Ties) -> Numbers:
    """(n, 8): the rate of each post, lifted by affinity and by following each other, never above 0.9."""
    rates = posts.rates.copy()
    lift = np.exp(w.AFFINITY_LIFT * ties.affinity + w.MUTUAL_LIFT * ties.mutual)
    rates[:, LIFTED] *= lift[:, None]
    np.minimum(rates[:, LIFTED], w.RATE_MAX, out=rates[:, LIFTED])
    return rates


def value(rates: Numbers, mutual: Flags) -> Numbers:
    """(n,): what is to be expected of showing each post, in the currency of `weights.VALUES`."""
    return rates @ _VALUES + w.COMMENT_MUTUAL * rates[:, Act.COMMENT] * mutual


def worth(posts: Candidates, reader: Reader, rates: Numbers, mutual: Flags, now_us: int) -> Numbers:
    """(n,): log2 of value · kind · what was asked for; minus infinity for what is not to be shown."""
    found = np.log2(np.maximum(value(rates, mutual), VALUE_MIN))
    found += np.log2(reader.kinds)[posts.kinds]
    if len(reader.topical):
        found[among(posts.orders, reader.topical)] += np.log2(w.TOPIC)
    if reader.less or reader.more:
        asked = _asked_for(posts, reader, now_us)
        found += np.log2(asked, out=np.full(len(posts), -np.inf), where=asked > 0)
    return found


def recency(published_us: Ids, close: Flags, half_life_us: float, now_us: int) -> Numbers:
    """(n,): log2 of 2^(−age/half-life), which is 0, −1, −2 …; close friends' posts stay above that of 0.05.

    NOTE: not the power itself: 2^−1075 is nothing, and who comes four times a day met no post of last year again.
    """
    fresh = np.minimum(published_us - now_us, 0) / half_life_us
    np.maximum(fresh, _CLOSE_FLOOR, out=fresh, where=close)
    return fresh


def less_factor(since_us: int, now_us: int) -> float:
    """0 for 14 days, then 0.2, 0.4, 0.6, 0.8 for 35 days each, then 1 again (Twitter 2023)."""
    step = (now_us - since_us - w.LESS_HIDES_US) // w.LESS_STEP_US
    if step < 0:
        return 0.0
    return w.LESS_STEPS[step] if step < len(w.LESS_STEPS) else 1.0


def kind_factors(seen: Mapping[int, tuple[float, float]]) -> Numbers:
    """(3,) by `Kind`: the viewer's rate of likes for each over their rate for all, smoothed, 0.5 … 2.

    `seen`: impressions and likes of the viewer by kind.
    """
    impressions = np.asarray([seen.get(kind, (0.0, 0.0))[0] for kind in range(3)])
    likes = np.asarray([seen.get(kind, (0.0, 0.0))[1] for kind in range(3)])
    if likes.sum() <= 0:
        return np.ones(3)
    overall = min(likes.sum() / max(impressions.sum(), 1.0), w.RATE_MAX)
    each = (likes + w.KIND_PRIOR * overall) / (impressions + w.KIND_PRIOR)
    return np.clip(each / overall, w.KIND_MIN, w.KIND_MAX)


def half_life_us(visit_gap_us: int) -> float:
    """The viewer's usual time between visits, from 6 to 48 hours; a day when it is not known."""
    if visit_gap_us <= 0:
        return w.HALF_LIFE_US
    return float(min(max(visit_gap_us, w.HALF_LIFE_US_MIN), w.HALF_LIFE_US_MAX))


def _asked_for(posts: Candidates, reader: Reader, now_us: int) -> Numbers:
    factors = np.ones(len(posts))
    for author, since_us in reader.less.items():
        factors[posts.authors == author] = less_factor(since_us, now_us)
    for author in reader.more:
        factors[posts.authors == author] = w.MORE
    return factors
