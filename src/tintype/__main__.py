"""`python -m tintype` is the command `tintype`."""

import sys

from tintype.cli.main import main

sys.exit(main())
