-- name: begin_rebuild  (the constraint decides)
INSERT INTO feed_rebuilds (shard, id, asked_us, at_shard, last_id, built, given_back, ended_us)
VALUES (:shard, :id, :now_us, 0, 0, 0, 0, 0);

-- name: rebuild_of  (uses the primary key)
SELECT id, at_shard, last_id, built, given_back, ended_us FROM feed_rebuilds WHERE shard = :shard AND id = :id;

-- name: rebuild_under_way  (uses the primary key: a few rows)
SELECT id FROM feed_rebuilds WHERE shard = :shard AND ended_us = 0 ORDER BY id DESC LIMIT 1;

-- name: move_rebuild  (uses the primary key; nothing if somebody else has moved it)
UPDATE feed_rebuilds SET at_shard = :at_shard, last_id = :last_id, ended_us = :ended_us,
       built = feed_rebuilds.built + :built, given_back = feed_rebuilds.given_back + :given_back
 WHERE shard = :shard AND id = :id AND at_shard = :was_shard AND last_id = :was_id AND ended_us = 0;

-- name: forget_rebuilds  (uses the primary key)
DELETE FROM feed_rebuilds WHERE shard = :shard AND ended_us > 0;

-- name: count_check  (uses the primary key)
INSERT INTO feed_checks (shard, id, looked, differed, missing, at_us)
VALUES (:shard, 0, :looked, :differed, :missing, :now_us)
ON CONFLICT (shard, id) DO UPDATE SET looked = feed_checks.looked + excluded.looked,
  differed = feed_checks.differed + excluded.differed, missing = feed_checks.missing + excluded.missing,
  at_us = excluded.at_us;

-- name: checks  (uses the primary key)
SELECT looked, differed, missing FROM feed_checks WHERE shard = :shard AND id = 0;
