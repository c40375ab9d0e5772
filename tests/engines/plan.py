"""What ten thousand people-minutes look like: operations drawn from a seed, naming people and things by their order."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass

PEOPLE_FIRST = 24
PEOPLE_MAX = 40
# How many of a hundred: writes about as people do them, and reads of every list that shows them.
SHARES = {
    "sign_up": 0.2,
    "follow": 11,
    "unfollow": 3,
    "accept": 4,
    "refuse": 1,
    "drop_follower": 0.7,
    "block": 1.2,
    "unblock": 1.2,
    "mute": 0.6,
    "unmute": 0.5,
    "go_private": 1.0,
    "go_public": 0.5,
    "post": 3,
    "edit": 1.5,
    "delete": 0.8,
    "like": 14,
    "unlike": 4,
    "save": 3,
    "unsave": 1,
    "comment": 7,
    "reply": 2.5,
    "uncomment": 1.5,
    "like_comment": 3,
    "unlike_comment": 1,
    "home": 9,
    "home_to_the_end": 1,
    "profile": 5,
    "card": 5,
    "likers": 2.5,
    "talk": 4,
    "followers": 1.5,
    "following": 1.5,
    "mutuals": 0.7,
    "person": 2,
    "requests": 1,
    "blocks": 0.4,
    "mutes": 0.3,
    "saved": 1.5,
    "history": 0.6,
    "me": 0.5,
}
BURST = 20
READS = frozenset(list(SHARES)[list(SHARES).index("home") :])


@dataclass(frozen=True, slots=True)
class Operation:
    """One act. `whom` and `which` are numbers that each site takes modulo what it has by then."""

    at: int
    what: str
    who: int
    whom: int
    which: int


def operations(seed: int, count: int) -> Iterator[Operation]:
    """The first people sign up, then anybody does anything: some writes, then some reads of what came of them.

    Before reads a site settles, which takes longer than all else: so they come together.
    """
    drawn = list(_drawn(seed, count))
    for first in range(0, count, BURST):
        yield from sorted(drawn[first : first + BURST], key=lambda operation: operation.what in READS)


def _drawn(seed: int, count: int) -> Iterator[Operation]:
    rng = random.Random(seed)
    names, weights = list(SHARES), list(SHARES.values())
    people = 0
    for at in range(count):
        what = "sign_up" if at < PEOPLE_FIRST else rng.choices(names, weights)[0]
        if what == "sign_up" and people == PEOPLE_MAX:
            what = "home"
        people += what == "sign_up"
        # Counted from the newest, so that much happens to few posts.
        which = int(rng.paretovariate(0.6)) - 1
        yield Operation(at, what, rng.randrange(people), rng.randrange(people), which)
