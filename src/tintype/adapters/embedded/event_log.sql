-- name: newest_seq  (uses the primary key)
SELECT seq FROM outbox ORDER BY seq DESC LIMIT 1;

-- name: events_after  (uses the primary key)
SELECT seq, shard, kind, at_us, body FROM outbox WHERE seq > :seq ORDER BY seq LIMIT :limit;

-- name: consumer_position  (uses the primary key)
SELECT seq FROM consumers WHERE consumer = :consumer;

-- name: advance_consumer  (uses the primary key; no row changes under an older fence)
INSERT INTO consumers (consumer, seq, fence, moved_us) VALUES (:consumer, :seq, :fence, :now_us)
ON CONFLICT (consumer) DO UPDATE SET
  seq = CASE WHEN excluded.seq > consumers.seq THEN excluded.seq ELSE consumers.seq END,
  fence = excluded.fence,
  moved_us = excluded.moved_us
WHERE consumers.fence <= excluded.fence;

-- name: bury_event  (uses the primary key)
INSERT INTO dead_events (consumer, seq, error, buried_us) VALUES (:consumer, :seq, :error, :now_us)
ON CONFLICT (consumer, seq) DO UPDATE SET error = excluded.error, buried_us = excluded.buried_us;

-- name: prune_events  (uses the primary key; the newest row stays, for its seq must not be given again)
DELETE FROM outbox WHERE seq IN (
  SELECT seq FROM outbox
   WHERE at_us < :before_us
     AND seq < coalesce((SELECT min(consumers.seq) FROM consumers), 0)
     AND seq < (SELECT max(newest.seq) FROM outbox AS newest)
   ORDER BY seq LIMIT :limit
);
