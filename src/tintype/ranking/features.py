"""What a learned model is told of each post, as a matrix: the terms of the explicit formula, taken apart."""

import numpy as np
from numpy.typing import NDArray

from tintype.kernel.clock import DAY_US, HOUR_US
from tintype.ranking.candidates import Candidates, Kind, Reader
from tintype.ranking.formula import Ties, probabilities
from tintype.ranking.weights import Act

#: Columns of `matrix`, in order. A model names those that it was trained on, and is not used with others.
FEATURES = (
    *(f"rate_{act.name.lower()}" for act in Act),
    *(f"lifted_{act.name.lower()}" for act in Act if act < Act.HIDE),
    "affinity",
    "is_mutual",
    "is_close",
    "reason",
    "age_h_log",
    "half_lives",
    "hour",
    "weekday",
    "is_photo",
    "is_series",
    "is_video",
    "kind_factor",
    "impressions_log",
    "followers_log",
    "has_tag",
    "is_seen",
    "posts_of_author",
)


def matrix(posts: Candidates, reader: Reader, ties: Ties, now_us: int) -> NDArray[np.float32]:
    """(n, len(FEATURES)) float32, rows in the order of the candidates."""
    age_us = np.maximum(now_us - posts.published_us, 0)
    lifted = probabilities(posts, ties)
    _, inverse, counts = np.unique(posts.authors, return_inverse=True, return_counts=True)
    columns = [
        *(posts.rates[:, act] for act in Act),
        *(lifted[:, act] for act in Act if act < Act.HIDE),
        ties.affinity,
        ties.mutual,
        posts.close,
        ties.reasons,
        np.log1p(age_us / HOUR_US),
        age_us / reader.half_life_us,
        posts.published_us // HOUR_US % 24,
        (posts.published_us // DAY_US + 3) % 7,  # 1970-01-01 was a Thursday; Monday is 0.
        *(posts.kinds == kind for kind in Kind),
        reader.kinds[posts.kinds],
        np.log1p(posts.impressions),
        np.log1p(posts.followers),
        posts.tags != 0,
        reader.has_seen(posts.orders),
        counts[inverse],
    ]
    assert len(columns) == len(FEATURES)
    found = np.empty((len(posts), len(FEATURES)), np.float32)
    for at, column in enumerate(columns):
        found[:, at] = column
    return found
