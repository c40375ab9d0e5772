-- name: log_state  (uses both primary keys, from their ends)
SELECT coalesce((SELECT max(log.seq) FROM log WHERE log.range = :range), 0),
       coalesce((SELECT max(outbox.seq) FROM outbox), 0);

-- name: long_waiting_events  (uses the primary key)
SELECT 0, outbox.shard, outbox.kind, outbox.at_us, outbox.body FROM outbox
 WHERE outbox.seq <= :seq AND outbox.shard BETWEEN :low AND :high ORDER BY outbox.seq LIMIT :limit;

-- name: events_after  (uses the primary key)
SELECT seq, shard, kind, at_us, body FROM log WHERE range = :range AND seq > :seq ORDER BY seq LIMIT :limit;

-- name: consumer_position  (uses the primary key)
SELECT seq FROM consumers WHERE consumer = :consumer AND range = :range;

-- name: advance_consumer  (uses the primary key; no row changes under an older fence)
INSERT INTO consumers (consumer, range, seq, fence, moved_us) VALUES (:consumer, :range, :seq, :fence, :now_us)
ON CONFLICT (consumer, range) DO UPDATE SET
  seq = greatest(consumers.seq, excluded.seq), fence = excluded.fence, moved_us = excluded.moved_us
WHERE consumers.fence <= excluded.fence;

-- name: bury_event  (uses the primary key)
INSERT INTO dead_events (consumer, range, seq, error, buried_us) VALUES (:consumer, :range, :seq, :error, :now_us)
ON CONFLICT (consumer, range, seq) DO UPDATE SET error = excluded.error, buried_us = excluded.buried_us;

-- name: prune_events  (uses the primary key; the newest row stays, for its seq must not be given again)
DELETE FROM log WHERE log.range = :range AND log.seq = ANY (ARRAY(
  SELECT old.seq FROM log AS old
   WHERE old.range = :range
     AND old.at_us < :before_us
     AND old.seq < coalesce((SELECT min(consumers.seq) FROM consumers WHERE consumers.range = :range), 0)
     AND old.seq < (SELECT max(newest.seq) FROM log AS newest WHERE newest.range = :range)
   ORDER BY old.seq LIMIT :limit
));

-- name: is_anything_waiting  (uses the primary key)
SELECT 1 FROM outbox WHERE outbox.shard BETWEEN :low AND :high LIMIT 1;

-- name: hold_fence  (uses the primary key; held to the end, so that nobody takes the lease meanwhile)
SELECT fence FROM leases WHERE shard = :shard AND name = :name AND fence = :fence FOR UPDATE;

-- name: move_events  (uses both primary keys; the outbox's order is right among what is committed: who waited for the
-- rows of another wrote to the outbox after it; an array, for a join planned while the outbox was empty stays a loop)
WITH moved AS (
  DELETE FROM outbox WHERE outbox.seq = ANY (ARRAY(
    SELECT waiting.seq FROM outbox AS waiting
     WHERE waiting.shard BETWEEN :low AND :high ORDER BY waiting.seq LIMIT :limit
  ))
  RETURNING seq, shard, kind, at_us, body
)
INSERT INTO log (range, seq, shard, kind, at_us, body)
SELECT :range,
       coalesce((SELECT max(newest.seq) FROM log AS newest WHERE newest.range = :range), 0)
         + row_number() OVER (ORDER BY moved.seq),
       moved.shard, moved.kind, moved.at_us, moved.body
  FROM moved
RETURNING seq;
