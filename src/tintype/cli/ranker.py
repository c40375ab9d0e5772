"""`tintype ranker train|evaluate|promote|list`: models that order feeds, made from the site's own log."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

from tintype.cli.opened import opened
from tintype.cli.progress import Line
from tintype.settings import Settings

if TYPE_CHECKING:
    from tintype.ranker import Entry, Judged, Models

FORMULA = "formula"


def add_ranker(
    command: argparse.ArgumentParser, add_data_option: Callable[[argparse.ArgumentParser], None]
) -> None:
    """What may be asked for."""
    acts = command.add_subparsers(dest="act", required=True, metavar="act")
    add_data_option(
        acts.add_parser("train", help="make a model from what people did with what they were shown")
    )
    evaluate = acts.add_parser("evaluate", help="how a model does with what was looked at since")
    evaluate.add_argument("id", type=int, nargs="?", help="its number; default the newest")
    add_data_option(evaluate)
    promote = acts.add_parser("promote", help="let a model order feeds, within a minute everywhere")
    promote.add_argument("id", help=f"its number, or `{FORMULA}` to do without one")
    promote.add_argument("--force", action="store_true", help="whatever speaks against it; that is noted")
    add_data_option(promote)
    add_data_option(acts.add_parser("list", help="every model, how it did, and which one orders feeds"))


def run(settings: Settings, given: argparse.Namespace) -> int:
    """Do it, beside a running site as well."""
    from tintype.ranking.learned import TooLittle, Unusable

    try:
        return asyncio.run(_run(settings, given))
    except (TooLittle, Unusable) as problem:
        print(f"tintype: {problem}", file=sys.stderr)
        return 1


async def _run(settings: Settings, given: argparse.Namespace) -> int:
    from tintype.ranker import Models

    async with opened(settings) as adapters:
        models = Models(
            adapters.records,
            adapters.events,
            adapters.blobs,
            adapters.clock,
            min(settings.feed.impressions_days, 28),
        )
        match given.act:
            case "train":
                return await _train(models)
            case "evaluate":
                return await _evaluate(models, given.id)
            case "promote":
                return await _promote(models, given.id, is_forced=given.force)
            case _:
                return await _list(models)


async def _train(models: Models) -> int:
    from tintype.kernel.problems import CannotStart
    from tintype.ranking.learned import is_installed

    if not is_installed():
        # Said at once, and not after an hour of reading the log.
        raise CannotStart("Training needs LightGBM: pip install 'tintype[ranker]'")
    found = await models.train(Line("Training"))
    _tell(found)
    print(f"\nModel {found.entry.id} is kept. In a week: tintype ranker evaluate {found.entry.id}")
    return 0


async def _evaluate(models: Models, model_id: int | None) -> int:
    if model_id is None:
        made = await models.all()
        if not made:
            print("tintype: There is no model. Make one: tintype ranker train", file=sys.stderr)
            return 1
        model_id = made[-1].id
    _tell(await models.evaluate(model_id, Line("Evaluating")))
    return 0


async def _promote(models: Models, which: str, *, is_forced: bool) -> int:
    if which == FORMULA:
        was = await models.retire()
        print("The formula orders feeds again." if was else "The formula orders feeds already.")
        return 0
    if not which.isdecimal():
        print(
            f"tintype: {which} is no number of a model. See them with: tintype ranker list", file=sys.stderr
        )
        return 2
    overruled = await models.promote(int(which), forced=is_forced)
    for reason in overruled:
        print(f"OVERRULED: {reason}", file=sys.stderr)
    if overruled:
        print(
            "This model was NOT shown to be better than the formula. That is noted with it.", file=sys.stderr
        )
    print(f"Model {which} orders feeds within a minute. Back again: tintype ranker promote {FORMULA}")
    return 0


async def _list(models: Models) -> int:
    made = await models.all()
    for entry in made:
        print(_about(entry))
        for each in await models.evaluations(entry.id):
            told = "passed" if each.verdict.passes else "; ".join(each.verdict.against)
            print(f"    {_day(each.verdict.from_us)} to {_day(each.verdict.until_us)}: {told}")
    if not made:
        print("There is no model; the formula orders feeds.")
    return 0


def _tell(found: Judged) -> None:
    from tintype.ranking.learned import lines

    print(f"{_about(found.entry)}\nTested on {_day(found.report.from_us)} to {_day(found.report.until_us)}\n")
    print("\n".join(lines(found.report)))
    print("\nThe gate: " + ("passed" if found.verdict.passes else "; ".join(found.verdict.against)))


def _about(entry: Entry) -> str:
    trained = f"{_day(entry.from_us)} to {_day(entry.until_us)}"
    overruled = f"  OVERRULED: {entry.overruled}" if entry.overruled else ""
    return f"{entry.id}  {entry.kind}  {entry.state.name.lower()}  trained on {trained}{overruled}"


def _day(at_us: int) -> str:
    from tintype.kernel.clock import rfc3339

    return rfc3339(at_us)[:16] + "Z"
