"""Facts come in one order, none lost, none twice; places move forward, and only under the newest fence."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.contracts.adapters import adapters_of
from tests.contracts.blobs import NOON_US
from tests.contracts.processes import Process, Site, number_of
from tintype.kernel.clock import DAY_US, SECOND_US
from tintype.ports.event_log import EventLog


@pytest.fixture(params=adapters_of("event_log"))
async def site(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Site]:
    async with request.param(tmp_path) as made:
        yield made


async def numbers(log: EventLog, seq: int = 0) -> list[int]:
    return [number_of(recorded) for recorded in await log.after(seq, 10_000)]


async def carried(*processes: Process) -> None:
    for process in processes:
        await process.carry()


async def test_an_empty_log_begins_at_zero(site: Site) -> None:
    assert site.one.log.head() == 0
    assert await site.one.log.after(0, 10) == []
    assert await site.one.log.position("feed") == 0


async def test_facts_come_whole_and_in_the_order_they_were_published(site: Site) -> None:
    await site.one.publish(1, 2, 3, shard=4095)
    await site.other.publish(4)
    await carried(site.one, site.other)
    facts = await site.other.log.after(0, 10)
    assert [number_of(fact) for fact in facts] == [1, 2, 3, 4]
    assert [fact.shard for fact in facts] == [4095, 4095, 4095, 1]
    assert facts[0].at_us == NOON_US
    assert [fact.seq for fact in facts] == sorted({fact.seq for fact in facts})
    assert site.one.log.head() == site.other.log.head() == facts[-1].seq


async def test_pages_of_any_size_joined_are_the_whole_log(site: Site) -> None:
    await site.one.publish(*range(1, 12))
    await carried(site.one)
    whole = await site.one.log.after(0, 100)
    for size in (1, 3, 11):
        seq, pages = 0, []
        while page := await site.one.log.after(seq, size):
            assert len(page) <= size
            pages += page
            seq = page[-1].seq
        assert pages == whole


async def test_what_is_rolled_back_is_not_in_the_log(site: Site) -> None:
    async def body(tx: object) -> None:
        raise LookupError("no")

    await site.one.publish(1)
    with pytest.raises(LookupError):
        await site.one.records.transact(body)
    await site.one.publish(2)
    await carried(site.one)
    assert await numbers(site.one.log) == [1, 2]


async def test_two_processes_publish_at_once_and_nothing_is_lost_or_doubled(site: Site) -> None:
    async def author(process: Process, first: int) -> None:
        for number in range(first, first + 20):
            await process.publish(number, shard=first // 100)

    authors = [author(site.one, 100), author(site.one, 200), author(site.other, 300), author(site.other, 400)]
    await asyncio.gather(*authors)
    await carried(site.one, site.other)
    found = await numbers(site.one.log)
    assert sorted(found) == [first + n for first in (100, 200, 300, 400) for n in range(20)]
    for first in (100, 200, 300, 400):
        mine = [number for number in found if first <= number < first + 100]
        assert mine == sorted(mine), "within an owner's shard facts keep their order"


async def test_places_are_kept_and_never_move_back(site: Site) -> None:
    assert await site.one.log.advance("feed", 7)
    assert await site.other.log.advance("feed", 5)
    assert await site.other.log.position("feed") == 7
    assert await site.other.log.position("posts") == 0


async def test_a_place_is_not_moved_under_an_old_fence(site: Site) -> None:
    assert await site.one.log.advance("feed", 3, fence=1)
    assert await site.other.log.advance("feed", 3, fence=2)
    assert not await site.one.log.advance("feed", 9, fence=1)
    assert await site.one.log.position("feed") == 3
    assert await site.other.log.advance("feed", 4, fence=2)
    assert await site.one.log.position("feed") == 4


async def test_an_event_is_buried_once_with_its_last_error(site: Site) -> None:
    await site.one.publish(1)
    await carried(site.one)
    (fact,) = await site.one.log.after(0, 10)
    await site.one.log.bury("feed", fact, "first")
    await site.other.log.bury("feed", fact, "second" * 1000)
    rows = await site.one.rows("SELECT consumer, seq, error FROM dead_events")
    assert [(consumer, seq) for consumer, seq, _ in rows] == [("feed", fact.seq)]
    assert rows[0][2].startswith("second")
    assert len(rows[0][2]) == 2000


async def test_old_events_are_pruned_behind_every_consumer_and_the_newest_stays(site: Site) -> None:
    await site.one.publish(1, 2, 3)
    site.clock.advance(2 * DAY_US)
    await site.one.publish(4)
    await carried(site.one)
    facts = await site.one.log.after(0, 10)
    assert await site.one.log.prune(NOON_US + DAY_US) == 0, "no consumer is past anything"
    await site.one.log.advance("feed", facts[-1].seq)
    await site.one.log.advance("posts", facts[1].seq)
    assert await site.one.log.prune(NOON_US + DAY_US) == 1
    assert await numbers(site.one.log) == [2, 3, 4]
    await site.one.log.advance("posts", facts[-1].seq)
    assert await site.one.log.prune(NOON_US + 9 * DAY_US) == 2
    await site.one.publish(5)
    await carried(site.one)
    assert await numbers(site.one.log) == [4, 5]


async def test_waiting_ends_when_the_log_has_moved_or_the_time_is_over(site: Site) -> None:
    log = site.one.log
    await log.wait(0, 0.01)
    assert log.head() == 0
    await site.one.publish(1)
    await carried(site.one)
    async with asyncio.timeout(60):
        await log.wait(0, 600)
    assert log.head() > 0


async def test_a_process_that_has_just_asked_is_fresh(site: Site) -> None:
    await site.one.publish(1)
    await carried(site.other)
    await site.one.log.refresh()
    assert site.one.log.is_fresh()
    assert site.one.log.head() == site.other.log.head() > 0


async def test_a_lease_is_one_process_s_until_it_runs_out_and_then_has_a_larger_fence(site: Site) -> None:
    one, other = (process.leases.tenure("relay", 6) for process in (site.one, site.other))
    first = await one.hold()
    assert first is not None
    assert await other.hold() is None
    site.clock.advance(5 * SECOND_US)
    assert await one.hold() == first, "renewed in time"
    assert await other.hold() is None
    site.clock.advance(7 * SECOND_US)
    second = await other.hold()
    assert second is not None
    assert second > first
    assert await one.hold() is None, "who was paused finds its fence old"
    site.clock.advance(3 * SECOND_US)
    assert await one.hold() is None


async def test_a_lease_that_ran_out_untaken_is_still_its_holder_s(site: Site) -> None:
    tenure = site.one.leases.tenure("relay", 6)
    fence = await tenure.hold()
    site.clock.advance(60 * SECOND_US)
    assert await tenure.hold() == fence


async def test_what_is_given_back_is_taken_without_waiting_for_its_end(site: Site) -> None:
    one, other = (process.leases.tenure("relay", 600) for process in (site.one, site.other))
    first = await one.hold()
    await one.leave()
    await one.leave()
    assert first is not None
    assert await other.hold() == first + 1


async def test_of_many_who_ask_at_once_one_holds(site: Site) -> None:
    tenures = [process.leases.tenure("chore", 60) for _ in range(10) for process in (site.one, site.other)]
    fences = await asyncio.gather(*(tenure.hold() for tenure in tenures))
    assert [fence for fence in fences if fence is not None] == [1]
