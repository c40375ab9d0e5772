"""More kills than the test makes: python -m tests.crash --kills 1000 [--seed 7]"""

import argparse
import asyncio
import sys
import tempfile
import time
from pathlib import Path

from tests.crash.test_crash import kill_and_judge


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.crash", description=__doc__)
    parser.add_argument("--kills", type=int, default=25)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        told = asyncio.run(kill_and_judge(Path(folder), kills=given.kills, seed=given.seed))
    print(  # noqa: T201 — a command that people run
        f"{given.kills} kills in {time.monotonic() - began:.0f} s; acknowledged and kept: {told}"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
