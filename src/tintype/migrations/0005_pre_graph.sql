-- Ties between nodes (accounts, posts, comments) and how many there are of each kind: docs/decisions/0011.

-- Every tie is two rows, one from each end, written in one transaction; `shard` is that of `src`.
CREATE TABLE edges (
  shard smallint NOT NULL,
  src bigint NOT NULL,
  kind smallint NOT NULL,
  dst bigint NOT NULL,
  at_us bigint NOT NULL,
  PRIMARY KEY (shard, src, kind, dst)
) WITHOUT ROWID;
-- Only the kinds that are listed newest first; a like is in none, which saves a third of the pages it writes.
CREATE INDEX edges_newest ON edges (shard, src, kind, at_us, dst) WHERE kind IN (1, 2, 4, 5, 7, 11);

-- Exactly how many edges leave `node` by `kind`; no row means none.
CREATE TABLE counts (
  shard smallint NOT NULL,
  node bigint NOT NULL,
  kind smallint NOT NULL,
  n bigint NOT NULL,
  PRIMARY KEY (shard, node, kind)
) WITHOUT ROWID;
-- The most followed accounts; 2 is FOLLOWED_BY.
CREATE INDEX counts_most_followed ON counts (n) WHERE kind = 2;

-- What is remembered of a request to follow after it is gone; `shard` is that of the asker.
CREATE TABLE asks (
  shard smallint NOT NULL,
  asker_id bigint NOT NULL,
  asked_id bigint NOT NULL,
  told_us bigint NOT NULL,
  declined_us bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (shard, asker_id, asked_id)
) WITHOUT ROWID;
