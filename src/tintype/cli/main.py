"""`tintype`: what an operator types."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence

from tintype import __version__
from tintype.cli.archives import add_archives
from tintype.cli.bench import add_bench
from tintype.cli.jobs import add_jobs
from tintype.cli.media import add_commands
from tintype.cli.ranker import add_ranker
from tintype.kernel.problems import CannotStart, Problem
from tintype.settings import BadSetting, Settings, load

# Option → the environment variable it stands for. An option wins over the environment.
OPTIONS = {
    "data": "TINTYPE_DATA",
    "host": "TINTYPE_HOST",
    "port": "TINTYPE_PORT",
    "public_url": "TINTYPE_PUBLIC_URL",
    "api_processes": "TINTYPE_API_PROCESSES",
    "roles": "TINTYPE_ROLES",
    "insecure": "TINTYPE_INSECURE",
    "unsafe_media": "TINTYPE_UNSAFE_MEDIA",
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command; returns its exit code."""
    os.umask(0o077)  # Whatever folder it is given, what a site writes is its own.
    # Threads that share a product of matrices spin while they wait for each other; other processes want the cores.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    given = _parser().parse_args(arguments)
    try:
        return _run(given, _settings(given))
    except BadSetting as bad:
        print(f"tintype: {bad}", file=sys.stderr)
        return 2
    except (CannotStart, Problem) as problem:
        print(f"tintype: {problem}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def _run(given: argparse.Namespace, settings: Settings) -> int:
    # Imported one by one: the supervisor stays small because nothing else is loaded beside it.
    match given.command:
        case "serve":
            from tintype.cli.serve import run
        case "demo":
            from tintype.cli.demo import run
        case "schema":
            from tintype.cli.schema import run
        case "openapi":
            from tintype.cli.openapi import run
        case "config":
            from tintype.cli.config import run
        case "doctor":
            from tintype.cli.doctor import run
        case "rebuild":
            return _rebuild(settings, given)
        case "check":
            from tintype.cli.feeds import check

            return check(settings, given.sample, mends=given.repair)
        case "replay":
            from tintype.cli.replay import run as replay

            return replay(settings, given.ledger)
        case "move":
            from tintype.cli.move import run as move

            return move(settings, given.to, given.blobs_to)
        case "operator":
            from tintype.cli.operator import run as give

            return give(settings, given.name, given.role)
        case "users":
            return _users(settings, given)
        case "jobs" | "ranker" | "bench" | "media" | "explore":
            return _family(settings, given)
        case _:
            from tintype.cli.version import run
    return run(settings)


def _family(settings: Settings, given: argparse.Namespace) -> int:
    match given.command:
        case "jobs":
            from tintype.cli.jobs import run
        case "ranker":
            from tintype.cli.ranker import run
        case "media":
            from tintype.cli.media import run
        case "explore":
            from tintype.cli.explore import run
        case _:
            from tintype.cli.bench import run as bench

            return bench(given)
    return run(settings, given)


def _rebuild(settings: Settings, given: argparse.Namespace) -> int:
    if given.what == "feeds":
        from tintype.cli.feeds import rebuild

        return rebuild(settings, given.reader)
    if given.what == "likeness":
        from tintype.cli.likeness import fill as look

        return look(settings)
    if given.what == "search":
        from tintype.cli.search import rebuild as fill

        return fill(settings)
    from tintype.cli.rebuild import run as recount

    return recount(settings, mends=not given.verify)


def _users(settings: Settings, given: argparse.Namespace) -> int:
    match given.act:
        case "classes":
            from tintype.cli.users import run as users

            return users(settings, as_json=given.json)
        case "export" | "import":
            from tintype.cli.archives import run as carry

            return carry(settings, given)
        case _:
            from tintype.cli.accounts import run as act

            return act(settings, given.act, given.name, at_once=given.now)


def _settings(given: argparse.Namespace) -> Settings:
    environment = dict(os.environ)
    for option, variable in OPTIONS.items():
        value = getattr(given, option, None)
        if value is not None:
            environment[variable] = "1" if value is True else str(value)
    if given.command == "demo" and "TINTYPE_DATA" not in environment:
        # The community of the demo never mixes with somebody's own site.
        environment["TINTYPE_DATA"] = "data-demo"
    return load(environment)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="tintype",
        description="A photo-sharing social network that one command starts.",
        epilog="Settings come from TINTYPE_* variables; `tintype config show` lists them.",
    )
    parser.add_argument("--version", action="version", version=f"tintype {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="command")
    _add_site_options(commands.add_parser("serve", help="run the site until Ctrl-C"))
    _add_site_options(commands.add_parser("demo", help="run a site with a lively community"))
    schema = commands.add_parser("schema", help="bring the records to this version")
    schema.add_argument("apply", choices=["apply"])
    _add_data_option(schema)
    commands.add_parser("openapi", help="print the description of the API")
    config = commands.add_parser("config", help="print every setting and its value")
    config.add_argument("show", choices=["show"], nargs="?")
    _add_site_options(config)
    _add_site_options(commands.add_parser("doctor", help="check this machine and the data folder"))
    rebuild = commands.add_parser(
        "rebuild", help="make anew what is derived: counters, feeds, likeness or search"
    )
    rebuild.add_argument("what", choices=["counters", "feeds", "likeness", "search"])
    rebuild.add_argument("--verify", action="store_true", help="of counters: only say what differs")
    rebuild.add_argument("--reader", metavar="NAME", default="", help="of feeds: this account's alone")
    _add_data_option(rebuild)
    check = commands.add_parser("check", help="compare some feeds with what they should be")
    check.add_argument("what", choices=["feeds"])
    check.add_argument("--sample", metavar="N", type=int, default=100, help="how many readers; default 100")
    check.add_argument("--repair", action="store_true", help="build those anew that differ")
    _add_data_option(check)
    replay = commands.add_parser("replay", help="after a backup was put back: delete what was deleted since")
    replay.add_argument("what", choices=["deletions"])
    replay.add_argument("--from", dest="ledger", metavar="FILE", help="default FOLDER/deletions.log")
    _add_data_option(replay)
    move = commands.add_parser("move", help="move the site in the data folder to PostgreSQL and S3")
    move.add_argument("--to", metavar="URL", required=True, help="postgresql://user:password@host/database")
    move.add_argument(
        "--blobs-to", metavar="URL", default="", help="s3://KEY:SECRET@host/bucket; else photos stay"
    )
    _add_data_option(move)
    operator = commands.add_parser("operator", help="let an account operate the site")
    operator.add_argument("name", help="its username or e-mail address")
    operator.add_argument("--role", choices=["member", "moderator", "operator"], default="operator")
    _add_data_option(operator)
    _add_families(commands.add_parser)
    _add_users(
        commands.add_parser("users", help="who is here, how often; show, suspend or delete an account")
    )
    commands.add_parser("version", help="print the version")
    return parser


def _add_families(add_parser: Callable[..., argparse.ArgumentParser]) -> None:
    """Commands with several acts, each in a module of its own."""
    add_jobs(add_parser("jobs", help="what was given up, and once more"), _add_data_option)
    add_ranker(
        add_parser("ranker", help="models that order feeds: train, evaluate, promote, list"),
        _add_data_option,
    )
    explore = add_parser("explore", help="make anew what people may be shown of those they do not follow")
    explore.add_argument("act", choices=["build"])
    _add_data_option(explore)
    add_bench(add_parser("bench", help="how well methods recommend, on any table"))
    add_commands(
        add_parser("media", help="look after photos and videos: stats, sweep, verify, block …"),
        _add_data_option,
    )


def _add_users(command: argparse.ArgumentParser) -> None:
    acts = command.add_subparsers(dest="act", required=True, metavar="act")
    classes = acts.add_parser("classes", help="how many people are here, and how often")
    classes.add_argument("--json", action="store_true", help="for programs")
    _add_data_option(classes)
    for act, does in (
        ("show", "what is known of an account"),
        ("suspend", "shut an account out, and hide it"),
        ("restore", "let a suspended account take part again"),
        ("reset-link", "print a link by which somebody who lost every way in takes a new password"),
        ("end-second-factor", "ask somebody who lost their authenticator for the password alone"),
        ("delete", "hide an account, and erase it when the days of grace are over"),
    ):
        one = acts.add_parser(act, help=does)
        one.add_argument("name", help="its username or e-mail address")
        if act == "delete":
            one.add_argument("--now", action="store_true", help="without days of grace")
        else:
            one.set_defaults(now=False)
        _add_data_option(one)
    for one in add_archives(acts.add_parser):
        _add_data_option(one)


def _add_site_options(command: argparse.ArgumentParser) -> None:
    _add_data_option(command)
    command.add_argument("--port", type=int, help="default 8000")
    command.add_argument("--host", help="default 127.0.0.1: this machine only")
    command.add_argument("--public-url", help="what browsers call the site; default http://localhost:PORT")
    command.add_argument("--api-processes", type=int, help="default 2")
    command.add_argument("--roles", help="some of api,live,worker,media; default all of them")
    command.add_argument("--insecure", action="store_true", default=None, help="plain http to other machines")
    command.add_argument(
        "--unsafe-media",
        action="store_true",
        default=None,
        help="decode without a sandbox where there is none",
    )


def _add_data_option(command: argparse.ArgumentParser) -> None:
    command.add_argument("--data", metavar="FOLDER", help="where everything is kept; default ./data")


if __name__ == "__main__":
    sys.exit(main())
