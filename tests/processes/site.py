"""Runs `serve` with stand-in children: python -m tests.processes.site FOLDER PORT"""

import os
import sys
from pathlib import Path

from tintype.processes.serve import Site, serve

STAND_IN = "tests.processes.stand_in"

if __name__ == "__main__":
    site = Site(
        data=Path(sys.argv[1]),
        host="127.0.0.1",
        port=int(sys.argv[2]),
        api_processes=2,
        environment=os.environ,
        api_module=STAND_IN,
        worker_module=STAND_IN,
    )
    sys.exit(serve(site))
