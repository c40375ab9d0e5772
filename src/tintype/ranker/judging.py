"""What a model does with looks that it has not seen, beside the formula and simpler orders."""

from collections.abc import Mapping

import numpy as np

from tintype.ranking import Act, learned

Numbers = np.ndarray[tuple[int], np.dtype[np.float64]]


def judged(
    rows: learned.Rows, model: learned.Model, trained: learned.Trained | None = None
) -> learned.Report:
    """The report of one window. With `trained` it says too what the baseline does and what the features were worth."""
    scorer = learned.Scorer(model, rows.names)
    formula = learned.formula_rates(rows)
    said = scorer(rows.features)
    orders = {
        **learned.rivals(rows),
        learned.MODEL: learned.ordered(rows, learned.predicted(scorer, rows.features, formula)),
    }
    baseline: Mapping[str, Numbers] = {} if trained is None else trained.baseline
    actions = {
        action: _action(rows, action, formula, said[:, at], baseline.get(action))
        for at, action in enumerate(scorer.actions)
    }
    return learned.Report(
        from_us=int(rows.at_us.min()),
        until_us=int(rows.at_us.max()) + 1,
        order=learned.table(rows.engaged, rows.viewers, orders),
        classes=learned.by_class(rows.engaged, rows.viewers, rows.classes, rows.class_names, orders),
        actions=actions,
        gains={} if trained is None else dict(trained.gains),
        skipped={} if trained is None else dict(trained.skipped),
    )


def _action(
    rows: learned.Rows,
    action: str,
    formula: np.ndarray[tuple[int, int], np.dtype[np.float64]],
    said: Numbers,
    baseline: Numbers | None,
) -> learned.Table:
    """One action by its own probability. How long somebody looks is none, so there the formula only orders."""
    expected = formula[:, Act[action.upper()]]
    sure = {learned.MODEL: said} if baseline is None else {learned.BASELINE: baseline, learned.MODEL: said}
    if action == "dwell":
        return learned.table(rows.labels[action], rows.viewers, {learned.FORMULA: expected}, sure)
    return learned.table(rows.labels[action], rows.viewers, {}, {learned.FORMULA: expected, **sure})
