-- What people find: marked posts or not, hashtags that are followed, hashtags that many use today: docs/decisions/0108, 0109.

-- What an account has chosen for every list of posts by everybody. No row: nothing that is marked sensitive.
CREATE TABLE discovery_choices (
  shard smallint NOT NULL,
  account_id bigint NOT NULL,
  shows_sensitive smallint NOT NULL,
  PRIMARY KEY (shard, account_id)
) WITHOUT ROWID;

CREATE TABLE tag_follows (
  shard smallint NOT NULL,
  account_id bigint NOT NULL,
  tag text NOT NULL,
  at_us bigint NOT NULL,
  PRIMARY KEY (shard, account_id, tag)
) WITHOUT ROWID;

-- On which day (since 1970, UTC) posts with a tag were published, in the shard of the tag. people: how many distinct ones
-- had used it in public in the day before it was last counted.
CREATE TABLE tag_days (
  shard smallint NOT NULL,
  tag text NOT NULL,
  day bigint NOT NULL,
  people bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (shard, tag, day)
) WITHOUT ROWID;
CREATE INDEX tag_days_day ON tag_days (day, shard, tag);

-- Tags that more people use than usually, as last counted: people of the last day, weight where new accounts count less,
-- usual people a day; the highest score so far and when that was.
CREATE TABLE tag_trends (
  shard smallint NOT NULL,
  tag text NOT NULL,
  people bigint NOT NULL,
  weight double precision NOT NULL,
  usual double precision NOT NULL,
  peak double precision NOT NULL,
  peak_us bigint NOT NULL,
  PRIMARY KEY (shard, tag)
) WITHOUT ROWID;

-- What moderators have decided about tags. state: 1 may trend whoever uses it, 2 is held back.
CREATE TABLE tag_reviews (
  shard smallint NOT NULL,
  tag text NOT NULL,
  state smallint NOT NULL CHECK (state IN (1, 2)),
  by_id bigint NOT NULL,
  at_us bigint NOT NULL,
  PRIMARY KEY (shard, tag)
) WITHOUT ROWID;
