"""Classes of people move with what people do, and with time."""

from __future__ import annotations

import random
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import apsw
import pytest

from tests.ground import Ground
from tintype.accounts import AccountSeen
from tintype.adapters.embedded.cache import EmbeddedCache
from tintype.adapters.embedded.dialect import bound, sqlite_text
from tintype.adapters.embedded.schema import apply_migrations
from tintype.graph import Classes, Fame, FameChanged, Follows, Reader, classes_of, pulled, settle_fame
from tintype.graph.classes import sql
from tintype.kernel.clock import DAY_US
from tintype.kernel.events import Event, Recorded
from tintype.kernel.ids import shard_of
from tintype.kernel.viewer import Viewer

LISTS: dict[str, Any] = {"ids": [1], "people": [(1, 1, 1, 1)]}


@pytest.fixture
def kept(ground: Ground) -> Classes:
    return Classes(ground.records, EmbeddedCache(1 << 20, lambda: 0.0, random.Random(7)))


async def tell(kept: Classes, event: Event) -> None:
    await kept.on_event(Recorded(1, shard_of(1), event.kind, 0, event))


async def seen(kept: Classes, ground: Ground, viewer: Viewer, days_ago: int) -> None:
    at_us = ground.clock.now_us() - days_ago * DAY_US
    await tell(kept, AccountSeen(viewer.account_id, at_us))


async def reader(ground: Ground, viewer: Viewer) -> Reader:
    return (await ground.look(lambda reading: classes_of(reading, [viewer.account_id])))[
        viewer.account_id
    ].reader


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (0, Reader.ACTIVE),
        (30, Reader.ACTIVE),
        (31, Reader.PASSIVE),
        (180, Reader.PASSIVE),
        (181, Reader.INACTIVE),
    ],
)
async def test_how_lately_somebody_was_here(
    kept: Classes, ground: Ground, days: int, expected: Reader
) -> None:
    ana = await ground.person()
    await seen(kept, ground, ana, days)
    assert await reader(ground, ana) is expected


async def test_time_moves_people_on_and_a_visit_brings_them_back(kept: Classes, ground: Ground) -> None:
    people = [await ground.person() for _ in range(5)]
    for one in people:
        await seen(kept, ground, one, 0)
    assert await kept.age() == 0
    ground.clock.advance(40 * DAY_US)
    await seen(kept, ground, people[0], 0)
    assert await kept.age() == 4
    assert [await reader(ground, one) for one in people[:2]] == [Reader.ACTIVE, Reader.PASSIVE]
    ground.clock.advance(150 * DAY_US)
    assert await kept.age() == 5
    assert await reader(ground, people[1]) is Reader.INACTIVE
    await seen(kept, ground, people[1], 0)
    assert await reader(ground, people[1]) is Reader.ACTIVE


async def test_what_is_heard_late_or_twice_changes_nothing(kept: Classes, ground: Ground) -> None:
    ana = await ground.person()
    for days_ago in (1, 1, 100, 1):
        await seen(kept, ground, ana, days_ago)
    assert await reader(ground, ana) is Reader.ACTIVE
    counts = await kept.counts()
    assert (counts.active, counts.passive, counts.inactive, counts.famous) == (1, 0, 0, 0)


async def test_fame_comes_and_goes_at_different_numbers(kept: Classes, ground: Ground) -> None:
    kept = replace(kept, famous_followers=4)
    star, *crowd = [await ground.person() for _ in range(6)]
    follows, told = Follows(ground.records), 0
    fame: list[Fame] = []

    async def after() -> None:
        nonlocal told
        events = await ground.events()
        for event in events[told:]:
            await tell(kept, event)
        told = len(events)
        found = await ground.look(lambda reading: classes_of(reading, [star.account_id]))
        fame.append(found[star.account_id].fame if star.account_id in found else Fame.ORDINARY)

    for one in crowd:
        await follows.request(one, star.account_id)
        await after()
    assert fame == [Fame.ORDINARY] * 4 + [Fame.FAMOUS]
    fame.clear()
    for one in crowd:
        await follows.withdraw(one, star.account_id)
        await after()
    # Five have become four, three, then two.
    assert fame == [Fame.FAMOUS] * 2 + [Fame.LEAVING] * 3
    assert await ground.look(pulled) == {star.account_id}
    told_of = [event.is_famous for event in await ground.events() if isinstance(event, FameChanged)]
    assert told_of == [True, False]
    await ground.records.transact(lambda tx: settle_fame(tx, star.account_id))
    assert await ground.look(pulled) == frozenset()


async def test_who_becomes_famous_again_while_leaving_stays_so(kept: Classes, ground: Ground) -> None:
    kept = replace(kept, famous_followers=1)
    star, ben, cleo = [await ground.person() for _ in range(3)]
    follows = Follows(ground.records)

    async def hear() -> Fame:
        await kept.on_events(
            [Recorded(1, shard_of(1), event.kind, 0, event) for event in await ground.events()]
        )
        return (await ground.look(lambda reading: classes_of(reading, [star.account_id])))[
            star.account_id
        ].fame

    for one in (ben, cleo):
        await follows.request(one, star.account_id)
    assert await hear() is Fame.FAMOUS
    for one in (ben, cleo):
        await follows.withdraw(one, star.account_id)
    assert await hear() is Fame.LEAVING
    for one in (ben, cleo):
        await follows.request(one, star.account_id)
    assert await hear() is Fame.FAMOUS
    await ground.records.transact(lambda tx: settle_fame(tx, star.account_id))
    assert await hear() is Fame.FAMOUS


def test_every_query_uses_an_index(tmp_path: Path) -> None:
    apply_migrations(tmp_path / "tintype.db", 1)
    database = apsw.Connection(str(tmp_path / "tintype.db"))
    for name, query in sql.all().items():
        names = set(re.findall(r":(\w+)", query.text))
        arguments = {name: LISTS.get(name, 1) for name in names}
        plan = database.execute(f"EXPLAIN QUERY PLAN {sqlite_text(query)}", bound(arguments))
        steps = [str(detail) for _, _, _, detail in plan if str(detail).startswith(("SCAN", "SEARCH"))]
        assert all(" USING " in step or " VIRTUAL " in step for step in steps), (name, steps)
