from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.contracts.adapters import Wires, adapters_of
from tests.contracts.waiting import until
from tintype.ports.broadcast import MESSAGE_BYTES_MAX


@pytest.fixture(params=adapters_of("broadcast"))
async def wires(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Wires]:
    async with request.param(tmp_path) as made:
        yield made


async def test_every_process_gets_a_message_once_the_sender_too(wires: Wires) -> None:
    own: list[bytes] = []
    others: list[bytes] = []
    wires.one.subscribe("live", own.append)
    wires.other.subscribe("live", others.append)
    wires.other.subscribe("another", others.append)
    await wires.one.publish("live", b"hello")
    await wires.one.publish("live", b"")
    await wires.other.publish("live", b"back")
    await until(lambda: len(own) == 3 and len(others) == 3, "three messages at both ends")
    assert sorted(own) == sorted(others) == [b"", b"back", b"hello"]


async def test_messages_of_one_sender_stay_in_order_through_a_burst(wires: Wires) -> None:
    got: list[bytes] = []
    wires.other.subscribe("live", got.append)
    sent = [b"%d" % number for number in range(2000)]
    for message in sent:
        await wires.one.publish("live", message)
    await until(lambda: len(got) == len(sent), "the whole burst")
    assert got == sent
    assert wires.lost() == 0


async def test_the_largest_message_arrives_whole(wires: Wires) -> None:
    got: list[bytes] = []
    wires.other.subscribe("a topic of some length", got.append)
    message = bytes(range(256)) * (MESSAGE_BYTES_MAX // 256)
    await wires.one.publish("a topic of some length", message)
    await until(lambda: bool(got), "a large message")
    assert got == [message]


async def test_a_process_that_does_not_keep_up_loses_messages_that_are_counted(wires: Wires) -> None:
    got: list[bytes] = []
    wires.other.subscribe("live", got.append)
    # Nothing is sent or read while this loop does not give way.
    for _ in range(400):
        wires.one.send_now("live", bytes(MESSAGE_BYTES_MAX))
    lost = wires.lost()
    assert lost > 0
    await until(lambda: len(got) + lost == 400, "what was kept")


async def test_nothing_comes_after_stop(wires: Wires) -> None:
    stopped: list[bytes] = []
    heard: list[bytes] = []
    stop = wires.other.subscribe("live", stopped.append)
    wires.other.subscribe("live", heard.append)
    stop()
    stop()
    await wires.one.publish("live", b"x")
    await until(lambda: bool(heard), "a message")
    assert stopped == []


async def test_bytes_that_are_no_text_pass_through(wires: Wires) -> None:
    got: list[bytes] = []
    wires.other.subscribe("live", got.append)
    await wires.one.publish("live", b"\xff\x00\xfe")
    await until(lambda: bool(got), "a message")
    assert got == [b"\xff\x00\xfe"]
