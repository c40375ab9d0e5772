"""The one list of exceptions to the rules. It may only shrink: an entry that is no longer needed fails its test."""

from __future__ import annotations

# Path → the lines it may have at most.
LONG_MODULES: dict[str, int] = {}

# "path::function" → the lines it may have at most.
LONG_FUNCTIONS: dict[str, int] = {}

# Tables without the shard in front, each with its reason.
UNSHARDED_TABLES: dict[str, str] = {
    "outbox": "the log; on PostgreSQL its key is (range, seq)",
    "consumers": "places in the log, one row a consumer",
    "dead_events": "events that could not be handled, by consumer",
}

# Distributions that a subject may import although they reach outside Python, by folder below src/tintype.
DRIVERS_OUTSIDE_ADAPTERS: dict[str, frozenset[str]] = {}

# Writes that are meant for every node, each with its reason.
WRITES_EVERYWHERE: dict[str, str] = {
    "src/tintype/adapters/embedded/jobs.sql::reclaim_jobs": "a starting worker takes up what the killed one held",
}
