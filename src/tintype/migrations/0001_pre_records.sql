-- The event log, its readers, and jobs.

CREATE TABLE outbox (
  seq integer PRIMARY KEY,
  shard smallint NOT NULL,
  kind text NOT NULL,
  at_us bigint NOT NULL,
  body blob NOT NULL
);

CREATE TABLE consumers (
  consumer text PRIMARY KEY,
  seq bigint NOT NULL,
  moved_us bigint NOT NULL
) WITHOUT ROWID;

CREATE TABLE dead_events (
  consumer text NOT NULL,
  seq bigint NOT NULL,
  error text NOT NULL,
  buried_us bigint NOT NULL,
  PRIMARY KEY (consumer, seq)
) WITHOUT ROWID;

-- state: 0 due at due_us (a lease is a due time in the future), 1 buried.
CREATE TABLE jobs (
  shard smallint NOT NULL,
  id bigint NOT NULL,
  lane text NOT NULL,
  kind text NOT NULL,
  args text NOT NULL,
  state smallint NOT NULL DEFAULT 0,
  due_us bigint NOT NULL,
  attempts integer NOT NULL DEFAULT 0,
  error text,
  created_us bigint NOT NULL,
  PRIMARY KEY (shard, id)
) WITHOUT ROWID;
CREATE INDEX jobs_due ON jobs (lane, state, due_us);
