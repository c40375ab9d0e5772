"""Any history of pushes, rewrites, forgetting and restarts equals a list that is sorted and cut."""

import asyncio
import shutil
import tempfile
from bisect import bisect_left
from pathlib import Path

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from tintype.adapters.embedded.feed_store import EmbeddedFeedStore
from tintype.adapters.embedded.ordinals import Ordinals
from tintype.kernel.ids import AccountId, OrderId
from tintype.ports.feed_store import FEED_ENTRIES_MAX

TOP = (1 << 63) - 1
READERS = [AccountId(number << 22 | 5) for number in (9, 2, 7, 4)]
readers = st.lists(st.sampled_from(READERS), max_size=6)
orders = st.one_of(st.integers(1, 40), st.integers(1, TOP))


class Rings(RuleBasedStateMachine):
    """The store against a dictionary of sorted lists; a row that is stale has none."""

    @initialize()
    def start(self) -> None:
        self.runner = asyncio.Runner()
        self.folder = Path(tempfile.mkdtemp())
        self.store = EmbeddedFeedStore.open(self.folder, writer=True)
        self.reader = EmbeddedFeedStore.open(self.folder, writer=False)
        self.model: dict[AccountId, list[int]] = {}
        self.versions: dict[tuple[AccountId, int], list[int]] = {}

    @rule(reader_ids=readers, order_id=orders)
    def push(self, reader_ids: list[AccountId], order_id: int) -> None:
        took = 0
        for reader_id in set(reader_ids) & self.model.keys():
            row = self.model[reader_id]
            kept = sorted({*row, order_id})[-FEED_ENTRIES_MAX:]
            took += kept != row
            self.model[reader_id] = kept
        assert self.runner.run(self.store.push(reader_ids, OrderId(order_id))) == took

    @rule(reader_id=st.sampled_from(READERS), count=st.integers(1, 600), step=st.integers(1, 3))
    def push_many(self, reader_id: AccountId, count: int, step: int) -> None:
        if reader_id not in self.model:
            return
        start = max(self.model[reader_id][-1:] or [0])
        numbers = [n for n in range(start + 1, start + 1 + count * step, step) if n <= TOP]
        for number in numbers:
            self.store._push([reader_id], number)
        self.model[reader_id] = [*self.model[reader_id], *numbers][-FEED_ENTRIES_MAX:]

    @rule(reader_id=st.sampled_from(READERS), order_ids=st.lists(orders, max_size=30))
    def rewrite(self, reader_id: AccountId, order_ids: list[OrderId]) -> None:
        self.runner.run(self.store.rewrite(reader_id, order_ids))
        self.model[reader_id] = sorted(set(order_ids))

    @rule(reader_id=st.sampled_from(READERS), start=st.integers(1, 1000), count=st.integers(480, 520))
    def rewrite_whole(self, reader_id: AccountId, start: int, count: int) -> None:
        order_ids = [OrderId(number) for number in range(start, start + 3 * count, 3)]
        self.runner.run(self.store.rewrite(reader_id, order_ids))
        self.model[reader_id] = order_ids[-FEED_ENTRIES_MAX:]

    @rule(reader_ids=readers)
    def forget(self, reader_ids: list[AccountId]) -> None:
        self.runner.run(self.store.forget(reader_ids))
        for reader_id in reader_ids:
            self.model.pop(reader_id, None)

    @rule()
    def restart(self) -> None:
        self.store.close()
        self.store = EmbeddedFeedStore.open(self.folder, writer=True)

    @rule()
    def crash(self) -> None:
        self.store._files._writer = False  # Lets go of the files without marking them as whole.
        self.store.close()
        self.store = EmbeddedFeedStore.open(self.folder, writer=True)
        self.model.clear()

    @rule(reader_id=st.sampled_from(READERS), limit=st.integers(1, 600), before=orders)
    def page(self, reader_id: AccountId, limit: int, before: int) -> None:
        row = self.model.get(reader_id)
        expected = None if row is None else row[: bisect_left(row, before)][-limit:][::-1]
        assert self.reader.newest_now(reader_id, limit, before) == expected
        assert self.store.newest_now(reader_id, limit, before) == expected

    @invariant()
    def rows_and_versions_agree(self) -> None:
        for reader_id in READERS:
            row = self.model.get(reader_id)
            version = self.reader.version_now(reader_id)
            assert version == self.store.version_now(reader_id)
            assert (version == -1) == (row is None)
            # NOTE: at the very top nothing is below `before`; 2⁶³−1 is no id that time will ever give.
            expected = None if row is None else [entry for entry in reversed(row) if entry < TOP]
            assert self.reader.newest_now(reader_id, FEED_ENTRIES_MAX, TOP) == expected
            if row is not None:
                assert self.versions.setdefault((reader_id, version), row) == row

    def teardown(self) -> None:
        self.reader.close()
        self.store.close()
        self.runner.close()
        shutil.rmtree(self.folder)


Rings.TestCase.settings = settings(max_examples=40, stateful_step_count=25, deadline=None)
TestRings = Rings.TestCase


@settings(max_examples=50, deadline=None)
@given(st.lists(st.integers(1, TOP), unique=True, max_size=9000), st.lists(st.integers(1, TOP), max_size=20))
def test_ordinals_equal_a_dictionary(account_ids: list[int], strangers: list[int]) -> None:
    ordinals = Ordinals()
    for start in range(0, len(account_ids), 1000):
        ordinals.extend(np.array(account_ids[start : start + 1000], np.int64))
    known = {account_id: row for row, account_id in enumerate(account_ids)}
    asked = sorted({*strangers, *account_ids[::7]})
    assert [ordinals.find(account_id) for account_id in asked] == [known.get(one) for one in asked]
    rows = ordinals.find_many(np.array(asked, np.int64))
    assert sorted(rows.tolist()) == sorted(known[one] for one in asked if one in known)


def test_ordinals_find_everybody_after_many_merges() -> None:
    ordinals = Ordinals()
    account_ids = [number * 7919 % 30_011 + 1 for number in range(30_000)]
    for account_id in account_ids:
        ordinals.extend(np.array([account_id], np.int64))
    assert [ordinals.find(account_id) for account_id in account_ids] == list(range(30_000))
    rows = ordinals.find_many(np.array(account_ids, np.int64))
    assert sorted(rows.tolist()) == list(range(30_000))
