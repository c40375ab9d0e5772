"""Follow suggestions: how many of the follows that were hidden from the site it suggests within twenty.

On published graphs, in the real records, through the use case that answers people. A tenth of all follows is hidden; of
2,000 people who lost some it is counted which share of these the first twenty suggestions bring back.
"""

import asyncio
import gzip
import random
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from benchmarks.progress import say
from benchmarks.results import Results
from benchmarks.sites import settings_for
from tintype.accounts.model import Account
from tintype.accounts.store import add_account
from tintype.graph import EdgeKind, MostFollowed, Suggestions, edges, suggestions
from tintype.kernel.ids import AccountId, SessionId
from tintype.kernel.viewer import Role, Viewer
from tintype.ports.records import Transaction
from tintype.wiring import Adapters, open_adapters

HIDDEN = 0.1
ASKED = 2_000
SHOWN = 20
SHARDS = 4096
ACCOUNTS_AT_ONCE = 500
TIES_AT_ONCE = 5_000
Edge = tuple[int, int]
Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Graph:
    """A published graph. `is_mutual`: each line is a follow in both directions."""

    name: str
    file: str
    is_mutual: bool = False


GRAPHS = (
    Graph("wiki_vote", "graph-wiki-vote/wiki-Vote.txt.gz"),
    Graph("facebook", "graph-musae/facebook_edges.csv.gz", is_mutual=True),
    Graph("github", "graph-musae/git_edges.csv.gz", is_mutual=True),
)


def measure(results: Results, folder: Path, graphs: Path) -> None:
    """Recall@20 on each graph that is in a folder."""
    for graph in GRAPHS:
        if (graphs / graph.file).exists():
            asyncio.run(_measure(results, folder / graph.name, graph, graphs))
        else:
            say(f"no {graph.file} in {graphs}: see benchmarks/README.md")


async def _measure(results: Results, folder: Path, graph: Graph, graphs: Path) -> None:
    known, hidden = split(list(pairs_in(graphs / graph.file)), is_mutual=graph.is_mutual)
    adapters = await open_adapters(settings_for(folder), writes_feeds=False)
    try:
        ids = await people(adapters, {node for pair in [*known, *_pairs(hidden)] for node in pair})
        for some in _parts([(ids[one], ids[other]) for one, other in known], TIES_AT_ONCE):
            await adapters.records.transact(lambda tx, some=some: edges.add(tx, EdgeKind.FOLLOW, some))
        following = {one for one, _ in known}
        asked = sorted(one for one in hidden if one in following)
        random.Random(7).shuffle(asked)
        await ask(results, adapters, graph.name, {
            ids[one]: {ids[other] for other in hidden[one]} for one in asked[:ASKED]
        })  # fmt: skip
    finally:
        await adapters.close()


async def ask(
    results: Results, adapters: Adapters, name: str, wanted: dict[AccountId, set[AccountId]]
) -> None:
    """What each of some people is suggested, against what they are known to want."""
    most_followed = MostFollowed(adapters.records, adapters.cache)
    suggested = Suggestions(adapters.records, adapters.cache, most_followed)
    popular = await most_followed.ids()
    walked, followed, ms = [0.0], [0.0], [0.0]
    for account_id, theirs in wanted.items():
        viewer = Viewer(account_id, SessionId(1))
        began = time.perf_counter()
        candidates = await suggested.candidates(viewer)
        ms.append((time.perf_counter() - began) * 1000)
        walked.append(await _recall(adapters, viewer, candidates, theirs))
        followed.append(await _recall(adapters, viewer, popular, theirs))
    results.add(f"suggestions_{name}_recall", sum(walked) / len(wanted))
    results.add(f"suggestions_{name}_ms", sorted(ms)[len(ms) // 2])
    results.fact(f"suggestions_{name}_most_followed", f"{sum(followed) / len(wanted):.3f}")
    results.fact(f"suggestions_{name}_ms_p99", f"{sorted(ms)[len(ms) * 99 // 100]:.0f}")


async def _recall(
    adapters: Adapters, viewer: Viewer, candidates: Sequence[AccountId], wanted: set[AccountId]
) -> float:
    found = await adapters.records.look(lambda reading: suggestions(reading, viewer, candidates, SHOWN))
    return len(wanted & set(found)) / len(wanted)


def pairs_in(file: Path) -> Iterator[Edge]:
    """The pairs of a file, loops left out: two numbers a line, whatever stands between them."""
    with gzip.open(file, "rt") as lines:
        for line in lines:
            words = line.replace(",", " ").split()
            if words and words[0].isdecimal() and words[0] != words[1]:
                yield int(words[0]), int(words[1])


def split(pairs: list[Edge], *, is_mutual: bool) -> tuple[list[Edge], dict[int, set[int]]]:
    """What the site knows, and what is hidden from it by who follows."""
    chance = random.Random(7)
    known: list[Edge] = []
    hidden: defaultdict[int, set[int]] = defaultdict(set)
    for one, other in sorted(set(pairs)):
        both = [(one, other), (other, one)] if is_mutual else [(one, other)]
        if chance.random() < HIDDEN:
            for follower, followed in both:
                hidden[follower].add(followed)
        else:
            known += both
    return known, dict(hidden)


async def people(adapters: Adapters, nodes: set[int]) -> dict[int, AccountId]:
    """An account for each node."""
    found: dict[int, AccountId] = {}
    chance = random.Random(7)
    for some in _parts(sorted(nodes), ACCOUNTS_AT_ONCE):

        async def body(tx: Transaction, some: Sequence[int] = some) -> dict[int, AccountId]:
            ids = {node: AccountId(tx.mint(chance.randrange(SHARDS))) for node in some}
            for node, account_id in ids.items():
                await add_account(tx, _account(account_id, f"n{node}", tx.now_us), "no password")
            return ids

        found |= await adapters.records.transact(body)
    return found


def _account(account_id: AccountId, name: str, now_us: int) -> Account:
    return Account(
        id=account_id,
        username=name,
        name="",
        bio="",
        link="",
        email=f"{name}@example.org",
        role=Role.MEMBER,
        is_active=True,
        is_private=False,
        avatar_id=None,
        version=1,
        created_us=now_us,
    )


def _pairs(hidden: dict[int, set[int]]) -> Iterator[Edge]:
    return ((one, other) for one, others in hidden.items() for other in others)


def _parts(items: Sequence[Item], size: int) -> Iterator[Sequence[Item]]:
    return (items[start : start + size] for start in range(0, len(items), size))
