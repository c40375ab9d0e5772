-- Who does what only one may do, and the log: on PostgreSQL the outbox is in no order of commit, so one relay for each
-- range of shards moves what is committed into the log in an order of its own.

CREATE TABLE leases (
  shard smallint NOT NULL,
  name text NOT NULL,
  holder text NOT NULL,
  fence bigint NOT NULL,
  until_us bigint NOT NULL,
  PRIMARY KEY (shard, name)
);

CREATE TABLE log (
  range smallint NOT NULL,
  seq bigint NOT NULL,
  shard smallint NOT NULL,
  kind text NOT NULL,
  at_us bigint NOT NULL,
  body bytea NOT NULL,
  PRIMARY KEY (range, seq)
);

ALTER TABLE consumers
  ADD COLUMN fence bigint NOT NULL DEFAULT 0,
  ADD COLUMN range smallint NOT NULL DEFAULT 0,
  DROP CONSTRAINT consumers_pkey,
  ADD PRIMARY KEY (consumer, range);

ALTER TABLE dead_events
  ADD COLUMN range smallint NOT NULL DEFAULT 0,
  DROP CONSTRAINT dead_events_pkey,
  ADD PRIMARY KEY (consumer, range, seq);

-- A queue that is emptied all the time: left to its share of a table that has no size it would only grow.
ALTER TABLE outbox SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000);
