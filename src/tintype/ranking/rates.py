"""How often people act on a post, from counts that are small: empirical Bayes, never a raw quotient.

author = (n + 200 · site) / (impressions + 200), post = (n + 50 · author) / (impressions + 50) (ranking.md).
"""

import numpy as np

from tintype.ranking import weights as w
from tintype.ranking.candidates import Numbers
from tintype.ranking.weights import Act

_SITE = np.asarray(w.SITE_RATES)
_CAPS = np.asarray([w.RATE_MAX] * Act.DWELL + [np.inf])


def site_rates(actions: Numbers, impressions: float) -> Numbers:
    """(8,) by `Act`: what is usual here. `actions` (8,) counts, seconds for `DWELL`."""
    return _smoothed(actions, impressions, _SITE, w.SITE_PRIOR)


def author_rates(actions: Numbers, impressions: Numbers, site: Numbers) -> Numbers:
    """(n, 8) for n authors with counts (n, 8) and impressions (n,)."""
    return _smoothed(actions, impressions[:, None], site, w.AUTHOR_PRIOR)


def post_rates(actions: Numbers, impressions: Numbers, authors: Numbers) -> Numbers:
    """(n, 8) for n posts with counts (n, 8) and impressions (n,), and the rates (n, 8) of their authors."""
    return _smoothed(actions, impressions[:, None], authors, w.POST_PRIOR)


def _smoothed(actions: Numbers, impressions: Numbers | float, prior: Numbers, weight: float) -> Numbers:
    return np.minimum((actions + weight * prior) / (impressions + weight), _CAPS)
