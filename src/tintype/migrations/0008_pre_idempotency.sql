-- Answers that are given again: a client that sends the same Idempotency-Key twice gets one effect.
-- status 0: the first request is still being answered.

CREATE TABLE idempotency (
  shard smallint NOT NULL,
  account_id bigint NOT NULL,
  key text NOT NULL,
  digest blob NOT NULL,
  status smallint NOT NULL,
  body blob NOT NULL,
  claimed_us bigint NOT NULL,
  PRIMARY KEY (shard, account_id, key)
) WITHOUT ROWID;
CREATE INDEX idempotency_claimed ON idempotency (claimed_us);
