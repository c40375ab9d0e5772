"""The engines themselves: they come back on their port with their data, and nothing of them outlives its starter."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import engines
import psutil
import pytest
from engine import Service, wait_until

ROOT = Path(__file__).parents[2]
SCRIPT = ROOT / "scripts" / "engines.py"


@pytest.fixture(params=["postgres15", "postgres18"])
def postgres(request: pytest.FixtureRequest) -> Iterator[Service]:
    with engines.running([request.param]) as (service,):
        yield service


async def test_acknowledged_row_survives_a_kill(postgres: Service) -> None:
    first = await asyncpg.connect(postgres.url)
    await first.execute("CREATE TABLE kept (n int); INSERT INTO kept VALUES (1)")
    postgres.kill()
    postgres.start()
    again = await asyncpg.connect(postgres.url)
    assert await again.fetchval("SELECT n FROM kept") == 1
    await again.close()


@pytest.mark.parametrize("kind", ["redis", "cluster", "s3"])
def test_killed_engine_starts_again_where_it_was(kind: str) -> None:
    with engines.running([kind]) as (service,):
        before = [engine.pid for engine in service.engines]
        service.kill()
        assert not any(engine.is_running for engine in service.engines)
        service.start()
        assert all(engine.is_ready() for engine in service.engines)
        assert before != [engine.pid for engine in service.engines]


def test_command_gets_the_addresses_and_its_code_is_passed_on() -> None:
    code = "import os, sys; print(os.environ['TINTYPE_TEST_REDIS']); sys.exit(7)"
    ran = engines_command("run", "--only", "redis", "--", sys.executable, "-c", code)
    said, _ = ran.communicate(timeout=60)
    assert said.decode().startswith("redis://127.0.0.1:")
    assert ran.returncode == 7


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_no_engine_outlives_its_starter(number: signal.Signals) -> None:
    starter = engines_command("start", "--only", "postgres18,redis")
    assert starter.stdout is not None
    assert b"TINTYPE_TEST_" in starter.stdout.readline()
    family = psutil.Process(starter.pid).children(recursive=True)
    assert {"postgres"} < {process.name() for process in family}
    starter.send_signal(number)
    starter.communicate(timeout=30)
    wait_until(lambda: not any(alive(process) for process in family), "the end of the engines")


def alive(process: psutil.Process) -> bool:
    try:
        return process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def test_missing_engine_is_one_clear_line() -> None:
    ran = engines_command("run", "--only", "oracle", "--", "true")
    said = ran.communicate(timeout=60)[0].decode()
    assert ran.returncode != 0
    assert "Traceback" not in said
    assert "oracle" in said


def engines_command(*arguments: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, str(SCRIPT), *arguments],
        cwd=ROOT,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT if "oracle" in arguments else None,
        start_new_session=True,
    )
