-- What people may be shown of those they do not follow: docs/decisions/0112.

-- What one person may be shown, made every few hours. entries: posts by their order ids, with how well each fits;
-- leanings: authors and topics, with how much they are to this person's liking. Both packed: explore/packing.py.
CREATE TABLE explore_pools (
  shard smallint NOT NULL,
  owner_id bigint NOT NULL,
  build_id bigint NOT NULL,
  entries blob NOT NULL,
  leanings blob NOT NULL,
  PRIMARY KEY (shard, owner_id)
) WITHOUT ROWID;

-- The same for groups of people with one taste, for all who have no pool of their own; number 0 is everybody's.
CREATE TABLE explore_groups (
  shard smallint NOT NULL,
  id smallint NOT NULL,
  build_id bigint NOT NULL,
  entries blob NOT NULL,
  leanings blob NOT NULL,
  PRIMARY KEY (shard, id)
) WITHOUT ROWID;

-- How far the making has come: shards before next_shard are done. One row.
CREATE TABLE explore_builds (
  shard smallint NOT NULL,
  id smallint NOT NULL,
  build_id bigint NOT NULL,
  next_shard integer NOT NULL,
  moved_us bigint NOT NULL,
  ended_us bigint NOT NULL,
  PRIMARY KEY (shard, id)
) WITHOUT ROWID;

-- What has been published since the last making; those that could be shown to anybody then.
CREATE TABLE explore_fresh (
  shard smallint NOT NULL,
  order_id bigint NOT NULL,
  PRIMARY KEY (shard, order_id)
) WITHOUT ROWID;

-- How often a post was shown while exploring, and how often it was opened from there.
CREATE TABLE explore_figures (
  shard smallint NOT NULL,
  post_id bigint NOT NULL,
  shown bigint NOT NULL,
  opened bigint NOT NULL,
  PRIMARY KEY (shard, post_id)
) WITHOUT ROWID;

-- Where posts were shown: 0 at home, 1 while exploring. What is shown in a grid says nothing of how a feed is read.
ALTER TABLE impressions ADD COLUMN surface smallint NOT NULL DEFAULT 0;
