"""What two people cannot both have."""

from tintype.kernel.problems import Conflict


class Taken(Conflict):
    """Somebody has this name, or one that looks like it, or this address."""

    code = "taken"
