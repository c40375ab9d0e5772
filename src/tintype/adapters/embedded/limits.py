"""Limits beside SQLite."""

from tintype.adapters.rows.limits import RowLimits


class EmbeddedLimits(RowLimits):
    """See ports/limits.py. Rows and this process's memory are all it takes."""
