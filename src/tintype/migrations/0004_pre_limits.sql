-- Exact counts over all processes: attempts to sign in and to sign up.

CREATE TABLE limits (
  shard smallint NOT NULL,
  key text NOT NULL,
  window_us bigint NOT NULL,
  n integer NOT NULL,
  PRIMARY KEY (shard, key)
);
CREATE INDEX limits_window ON limits (window_us);
