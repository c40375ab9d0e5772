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

# Tables of PostgreSQL alone whose key begins with a range of shards, each with its reason.
RANGED_TABLES: dict[str, str] = {
    "log": "one relay writes the log of a range, in an order of its own",
}

# Queries that PostgreSQL is asked on every shard or across two, each with its reason.
EVERY_SHARD: dict[str, str] = {
    "src/tintype/accounts/passkeys.sql::forget_spent": "a sweep of what is old",
    "src/tintype/erasure/store.sql::addresses_of": "everything of one account, once in its life",
    "src/tintype/erasure/store.sql::asked_of": "everything of one account, once in its life",
    "src/tintype/erasure/store.sql::comments_anywhere": "everything of one account, once in its life",
    "src/tintype/erasure/store.sql::mentioned_in": "everything of one account, once in its life",
    "src/tintype/erasure/store.sql::muted_by": "everything of one account, once in its life",
    "src/tintype/erasure/store.sql::named_in": "everything of one account, once in its life",
    "src/tintype/erasure/store.sql::names_of": "everything of one account, once in its life",
    "src/tintype/erasure/store.sql::wished_by": "everything of one account, once in its life",
    "src/tintype/accounts/arrivals.sql::arrivals_page": "who waits on the whole site, for moderators",
    "src/tintype/adapters/rows/jobs.sql::due_jobs": "workers take the jobs of every shard",
    "src/tintype/adapters/rows/jobs.sql::job_depth": "how much waits, for operators",
    "src/tintype/adapters/rows/limits.sql::forget_windows": "a sweep of what is old",
    "src/tintype/adapters/postgres/search_index.sql::names_found": "who is called so on the whole site",
    "src/tintype/adapters/postgres/search_index.sql::names_near": "who is called so on the whole site",
    "src/tintype/adapters/postgres/search_index.sql::posts_between": "posts of the whole site",
    "src/tintype/adapters/postgres/search_index.sql::posts_found": "posts of the whole site with some words",
    "src/tintype/adapters/postgres/search_index.sql::most_used_places": "places of the whole site",
    "src/tintype/adapters/postgres/search_index.sql::places_found": "places of the whole site with a name or in cells",
    "src/tintype/adapters/postgres/search_index.sql::tags_found": "tags of the whole site, and each has a shard",
    "src/tintype/flow/graves.sql::graves": "what was given up on the whole site, for operators",
    "src/tintype/gateway/store.sql::forget_answers": "a sweep of what is old",
    "src/tintype/feed/far.sql::far_readers": "a short list of the whole site, kept by each process until it changes",
    "src/tintype/feed/far.sql::far_readers_before": "a sweep of what is old",
    "src/tintype/graph/classes.sql::count_famous": "how many there are on the whole site, for operators",
    "src/tintype/graph/classes.sql::count_readers": "how many there are on the whole site, for operators",
    "src/tintype/graph/classes.sql::pulled": "a short list of the whole site, kept by each process until it changes",
    "src/tintype/graph/classes.sql::unseen_since": "a sweep of what is old",
    "src/tintype/graph/store.sql::common_edges": "two lists of two shards; each node holds both on plain PostgreSQL",
    "src/tintype/graph/store.sql::most_followed": "the stars of the whole site, kept in the cache",
    "src/tintype/engagement/own_words.sql::own_words": "all that one person has said, for taking it along",
    "src/tintype/media/uploads/uploads.sql::due_uploads": "a sweep of what is due",
    "src/tintype/media/upkeep/upkeep.sql::biggest_owners": "who keeps most on the whole site, for operators",
    "src/tintype/media/upkeep/upkeep.sql::count_media": "how much there is on the whole site, for operators",
    "src/tintype/media/upkeep/upkeep.sql::media_ids_after": "a walk over everything",
    "src/tintype/media/upkeep/upkeep.sql::uploading": "everything that is on its way in, for operators",
    "src/tintype/media/policy/policy.sql::acts_page": "what was decided on the whole site, for moderators",
    "src/tintype/media/policy/policy.sql::blocked_at": "what one call has blocked, once for each walk",
    "src/tintype/media/policy/policy.sql::blocked_page": "what is blocked on the whole site, for moderators",
    "src/tintype/media/policy/policy.sql::blocked_since": "what has been blocked since the last photo was made",
    "src/tintype/media/policy/policy.sql::count_hashes": "how far a walk over everything has to go, for operators",
    "src/tintype/media/policy/policy.sql::hashes_after": "a walk over everything",
    "src/tintype/media/policy/policy.sql::held_page": "what waits on the whole site, for moderators",
    "src/tintype/media/vectors/vectors.sql::vectors_after": "a walk over everything",
    "src/tintype/media/store.sql::unshown": "a sweep of what is old",
    "src/tintype/notifications/store.sql::due_digests": "letters that are due",
    "src/tintype/notifications/store.sql::old_lines": "a sweep of what is old",
    "src/tintype/notifications/store.sql::old_notices": "a sweep of what is old",
    "src/tintype/search/trends/trends.sql::busy_tags": "which tags of the whole site are in use",
    "src/tintype/search/trends/trends.sql::old_days": "a sweep of what is old",
    "src/tintype/search/trends/trends.sql::reviews_page": "what was decided on the whole site, for moderators",
    "src/tintype/search/trends/trends.sql::trends": "a short list of the whole site",
    "src/tintype/signals/store.sql::impressions_between": "what was shown to everybody, for training and evaluating",
    "src/tintype/signals/store.sql::old_impressions": "a sweep of what is old",
}
