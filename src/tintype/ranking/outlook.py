"""What posts are to a reader whenever they look: all that their order is made of but what time it is."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tintype.ranking import weights as w
from tintype.ranking.candidates import Candidates, Flags, Ids, Numbers, Reader
from tintype.ranking.formula import Ties, probabilities, recency, worth


@dataclass(frozen=True, slots=True)
class Outlook:
    """n posts by m authors, in 9 bytes each, so that it can be kept for every reader.

    `of` (n,) says whose each post is, as a number below m; `own` is the reader's, or m where none is theirs. `worth`
    (n,): the logarithm of its score but for its age, minus infinity for what is not to be shown. `seen`: what the
    reader has had before their eyes; `little_known`: what few have, by somebody whom few follow.
    """

    of: NDArray[np.uint16]
    own: int
    counts: NDArray[np.intp]
    """(m,) posts of each author."""
    worth: NDArray[np.float32]
    half_life_us: float
    close: Flags
    seen: Flags
    little_known: Flags

    def __len__(self) -> int:
        return len(self.of)

    @property
    def has_own(self) -> bool:
        """Whether some of the posts are the reader's."""
        return self.own < len(self.counts)


def outlook(
    posts: Candidates, reader: Reader, ties: Ties, now_us: int, *, rates: Numbers | None = None
) -> Outlook:
    """Of at most 65,536 posts. `rates` (n, 8) are a model's; without them they are the formula's own."""
    authors, of, counts = np.unique(posts.authors, return_inverse=True, return_counts=True)
    own = np.flatnonzero(authors == reader.id)
    if rates is None:
        rates = probabilities(posts, ties)
    return Outlook(
        of=of.astype(np.uint16),  # Sixteen bits are sorted by counting.
        own=int(own[0]) if len(own) else len(authors),
        counts=counts,
        worth=worth(posts, reader, rates, ties.mutual, now_us).astype(np.float32),
        half_life_us=reader.half_life_us,
        close=posts.close,
        seen=reader.has_seen(posts.orders),
        little_known=_little_known(posts),
    )


def look_again(
    look: Outlook, at: NDArray[np.intp], posts: Candidates, ties: Ties, reader: Reader, *, now_us: int
) -> None:
    """Work out anew what some of the posts are to the same reader: those that stand at `at`, as they are now."""
    look.worth[at] = worth(posts, reader, probabilities(posts, ties), ties.mutual, now_us)
    look.close[at] = posts.close
    look.little_known[at] = _little_known(posts)


def score(look: Outlook, published_us: Ids, now_us: int) -> Numbers:
    """(n,): how the posts score now, higher is better: the logarithm, minus infinity for what is not to be shown."""
    return look.worth + recency(published_us, look.close, look.half_life_us, now_us)


def _little_known(posts: Candidates) -> Flags:
    return (posts.followers <= w.NEWCOMER_FOLLOWERS) & (posts.impressions < w.NEWCOMER_IMPRESSIONS)
