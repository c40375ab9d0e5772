-- How feeds are kept for readers who follow very many, built anew on request, and looked over: docs/decisions/0102.

-- Readers to whom not everybody they follow is pushed. Whose posts they pull are ties of the kinds 31 and 32.
CREATE TABLE far_readers (
  shard smallint NOT NULL,
  reader_id bigint NOT NULL,
  chosen_us bigint NOT NULL,
  PRIMARY KEY (shard, reader_id)
) WITHOUT ROWID;
CREATE INDEX far_readers_chosen ON far_readers (chosen_us, shard, reader_id);

-- All feeds built anew, as an operator asked: accounts up to last_id of each shard from 0 to at_shard are done. ended_us 0:
-- it goes on.
CREATE TABLE feed_rebuilds (
  shard smallint NOT NULL,
  id bigint NOT NULL,
  asked_us bigint NOT NULL,
  at_shard smallint NOT NULL,
  last_id bigint NOT NULL,
  built bigint NOT NULL,
  given_back bigint NOT NULL,
  ended_us bigint NOT NULL,
  PRIMARY KEY (shard, id)
) WITHOUT ROWID;

-- What looking over some feeds a day has found, on the whole site so far: one row.
CREATE TABLE feed_checks (
  shard smallint NOT NULL,
  id smallint NOT NULL,
  looked bigint NOT NULL,
  differed bigint NOT NULL,
  missing bigint NOT NULL,
  at_us bigint NOT NULL,
  PRIMARY KEY (shard, id)
) WITHOUT ROWID;
