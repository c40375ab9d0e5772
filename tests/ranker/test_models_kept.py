"""Train, evaluate, promote, serve, go back: on a town that follows a rule. It says nothing about quality."""

from __future__ import annotations

import numpy as np
import pytest
import structlog

from tests.ranker.site import Town
from tintype.feed.readers import reader_of
from tintype.feed.traits import Traits
from tintype.kernel.problems import NotFound
from tintype.ranker import Entry, Models, NotBetter, Ranker, State, registry
from tintype.ranker.history import CLASSES, FIXED, NAMES
from tintype.ranking.learned import (
    Report,
    Rows,
    Table,
    TooLittle,
    Unusable,
    by_time,
    objections,
    train,
    verdict,
)
from tintype.ranking.learned.report import FORMULA, MODEL, Figures


def unseen(_what: str, _done: int, _total: int) -> None:
    """Nobody looks at the progress of a test."""


async def rated(town: Town, ranker: Ranker) -> np.ndarray | None:
    """What the ranker says of the newest posts for the first viewer."""
    ground, traits = town.site.ground, Traits()
    posts = [await town.site.post(author) for author in town.authors]
    orders = [await town.site.order(post) for post in posts]
    now_us = ground.clock.now_us()

    async def body(reading):
        traits.keep(await traits.read(reading, orders, now_us))
        places, _ = traits.places(orders, now_us)
        found = traits.candidates(places)
        authors = np.unique(found.authors)
        return found, await reader_of(reading, town.viewers[0].account_id, now_us, authors)

    candidates, reader = await ground.look(body)
    return ranker.rates(candidates, reader, now_us)


async def by_rule(models: Models) -> Entry:
    """A model of rows that nobody lived."""
    chance, n = np.random.default_rng(7), 2_000
    features = chance.random((n, len(NAMES)), np.float32)
    likes = {"like": chance.random(n) < features[:, 0] / 2}
    nobody = np.zeros(n, np.int64)
    rows = Rows(NAMES, features, likes, nobody, np.zeros(n, np.uint8), CLASSES, np.arange(n))
    found = train(by_time(rows, n, n // 5, n // 5), FIXED, models.growth, unseen)
    return await models._keep(found.model, 0, n)


async def test_a_model_is_trained_kept_forced_served_and_taken_back(town: Town, models: Models) -> None:
    await town.lives(8)
    told: list[str] = []
    made = await models.train(lambda what, _done, _total: told.append(what))
    assert {"the log", "actions"} <= set(told)
    assert "like" in made.report.actions
    assert set(made.report.classes) <= set(CLASSES)
    (entry,) = await models.all()
    assert (entry.id, entry.state, entry.overruled) == (made.entry.id, State.CANDIDATE, "")
    # Nothing that it is tested on did it learn from.
    assert entry.until_us <= made.report.from_us
    with pytest.raises(NotBetter, match="of 2 test windows in a row"):
        await models.promote(entry.id)
    ranker = Ranker(models.records, models.blobs)
    await ranker.look()
    assert await rated(town, ranker) is None
    overruled = await models.promote(entry.id, forced=True)
    assert overruled
    (entry,) = await models.all()
    assert (entry.state, entry.overruled) == (State.PROMOTED, "; ".join(overruled))
    await ranker.look()
    rates = await rated(town, ranker)
    assert rates is not None
    # The first viewer likes every third author: the model has seen it.
    assert rates[[0, 3], 0].min() > rates[[1, 2, 4, 5], 0].max()
    assert await models.retire()
    assert not await models.retire()
    await ranker.look()
    assert await rated(town, ranker) is None


async def test_an_evaluation_is_of_looks_that_no_other_had(town: Town, models: Models) -> None:
    await town.lives(6)
    made = await models.train(unseen)
    with pytest.raises(TooLittle, match="There are 0 looks since model"):
        await models.evaluate(made.entry.id, unseen)
    await town.lives(2)
    again = await models.evaluate(made.entry.id, unseen)
    assert again.report.from_us >= made.report.until_us
    assert again.report.order.rows == 2 * 12 * 6
    assert [each.report for each in await models.evaluations(made.entry.id)] == [made.report, again.report]


async def test_too_little_says_how_much_there_is_and_how_much_is_needed(town: Town, models: Models) -> None:
    with pytest.raises(TooLittle, match=r"There are 0 looks .* over 0.0 days; 300 over 3 are needed"):
        await models.train(unseen)
    await town.lives(1)
    with pytest.raises(TooLittle, match="There are 72 looks"):
        await models.train(unseen)


async def test_a_file_that_is_gone_or_damaged_leaves_the_formula_and_is_said_once(
    town: Town, models: Models
) -> None:
    made = await by_rule(models)
    await models.promote(made.id, forced=True)
    await models.blobs.put(made.key, b"{}", bytes_max=10)
    ranker = Ranker(models.records, models.blobs)
    with structlog.testing.capture_logs() as logs:
        await ranker.look()
        await ranker.look()
    assert [(line["event"], line["model"]) for line in logs] == [("ranker_failed", made.id)]
    assert await rated(town, ranker) is None
    with pytest.raises(Unusable, match="is not what it was"):
        await models.promote(made.id, forced=True)
    await models.blobs.delete([made.key])
    with pytest.raises(Unusable, match="is gone"):
        await models.promote(made.id, forced=True)
    with pytest.raises(NotFound):
        await models.promote(7, forced=True)


async def test_a_model_that_fails_at_a_page_leaves_the_formula(town: Town, models: Models) -> None:
    made = await by_rule(models)
    await models.promote(made.id, forced=True)
    ranker = Ranker(models.records, models.blobs)
    await ranker.look()
    assert await rated(town, ranker) is not None
    scorer = ranker._scorer
    assert scorer is not None
    # A calibration that says no number: nothing that `decode` lets through, so it is put there by hand.
    object.__setattr__(
        scorer._calibrations[0], "probabilities", np.full_like(scorer._calibrations[0].probabilities, np.nan)
    )
    with structlog.testing.capture_logs() as logs:
        assert await rated(town, ranker) is None
        assert await rated(town, ranker) is None
        await ranker.look()
    assert [line["event"] for line in logs] == ["ranker_failed"]


def report(from_day: int, model: float, formula: float = 0.60, regulars: float | None = None) -> Report:
    day_us = 86_400_000_000
    figures = {
        MODEL: Figures(model, model, model, model),
        FORMULA: Figures(formula, formula, formula, formula),
    }
    classes = {"regulars": (40, model if regulars is None else regulars, formula), "famous": (3, 0.1, 0.9)}
    table = Table(1_000, 100, 50, figures)
    return Report(from_day * day_us, (from_day + 4) * day_us, table, classes, {})


def test_the_gate_asks_for_a_hundredth_and_for_no_class_to_lose() -> None:
    assert verdict(report(0, 0.62)).passes
    assert not verdict(report(0, 0.61)).passes
    (against,) = verdict(report(0, 0.62, regulars=0.59)).against
    assert "for regulars viewers" in against
    # Three famous viewers are too few to say anything.
    assert all("famous" not in reason for reason in verdict(report(0, 0.5)).against)


def test_the_gate_asks_for_two_windows_in_a_row_without_a_row_in_common() -> None:
    good = [verdict(report(0, 0.62)), verdict(report(7, 0.62))]
    assert objections(good) == []
    assert objections(good[:1]) == ["1 of 2 test windows in a row are passed"]
    assert objections([good[0], verdict(report(2, 0.62))])
    assert objections([*good, verdict(report(14, 0.55))])
    assert objections([good[0], verdict(report(7, 0.55)), verdict(report(14, 0.62))])
    assert objections([verdict(report(0, 0.55)), verdict(report(7, 0.62)), verdict(report(14, 0.62))]) == []


async def test_a_model_that_is_better_twice_is_promoted_and_the_one_before_retires(models: Models) -> None:
    for id in (1 << 10, 2 << 10):
        await _kept(models, id)
        for day in (0, 7):
            await models.records.transact(
                lambda tx, id=id, day=day: registry.add_evaluation(tx, id, report(day, 0.65))
            )
        assert await models.records.transact(lambda tx, id=id: registry.promote(tx, id, forced=False)) == []
    found = await models.all()
    assert [entry.state for entry in found] == [State.RETIRED, State.PROMOTED]
    # And back to the one before: what it has passed stays passed.
    assert await models.records.transact(lambda tx: registry.promote(tx, 1 << 10, forced=False)) == []
    assert [entry.state for entry in await models.all()] == [State.PROMOTED, State.RETIRED]


async def _kept(models: Models, id: int) -> None:
    entry = Entry(id, "lightgbm", State.CANDIDATE, b"\0" * 32, 0, 1, 2, 0, "")
    await models.records.transact(lambda tx: registry.add_model(tx, entry))
