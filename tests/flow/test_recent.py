"""What was read once is what the log itself answers, for whoever stands wherever."""

import asyncio
import random

import pytest

from tests.flow.test_flow import publish
from tests.ground import Ground
from tintype.flow import Recent
from tintype.kernel.events import Recorded
from tintype.ports.event_log import EventLog


class Asked:
    """A log that counts how often it is read."""

    def __init__(self, log: EventLog) -> None:
        self.times = 0
        self._log = log

    async def after(self, seq: int, limit: int) -> list[Recorded]:
        self.times += 1
        return await self._log.after(seq, limit)


@pytest.mark.parametrize("seed", range(4))
async def test_many_readers_find_what_the_log_holds(ground: Ground, seed: int) -> None:
    rng, recent = random.Random(seed), Recent(ground.log, kept=8)
    places = [0] * 6
    for _ in range(40):
        await publish(ground, *range(1, rng.randrange(1, 6)))
        readers = rng.sample(range(6), rng.randrange(1, 7))
        limits = [rng.choice([1, 2, 5, 50]) for _ in readers]
        wanted = [
            await ground.log.after(places[who], most) for who, most in zip(readers, limits, strict=True)
        ]
        asked = (recent.after(places[who], most) for who, most in zip(readers, limits, strict=True))
        found = await asyncio.gather(*asked)
        assert [[one.seq for one in some[:1]] for some in found] == [
            [one.seq for one in some[:1]] for some in wanted
        ]
        for who, some, all_of_them in zip(readers, found, wanted, strict=True):
            assert some == all_of_them[: len(some)]
            places[who] = some[-1].seq if some else places[who]
    for place in places:
        seqs = [one.seq for one in await ground.log.after(place, 1_000)]
        walked: list[int] = []
        while some := await recent.after(walked[-1] if walked else place, 3):
            walked += [one.seq for one in some]
        assert walked == seqs


async def test_nine_who_follow_read_each_event_once(ground: Ground) -> None:
    log = Asked(ground.log)
    recent = Recent(log)
    await publish(ground, 1, 2, 3)
    found = await asyncio.gather(*(recent.after(0, 500) for _ in range(9)))
    assert [[one.seq for one in some] for some in found] == [[1, 2, 3]] * 9
    assert log.times == 1
