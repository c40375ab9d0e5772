-- name: note_seen  (uses the primary key; what is older than what is known changes nothing)
INSERT INTO classes (shard, account_id, reader, seen_us)
SELECT r.shard, r.account_id, r.reader, r.seen_us FROM rows(:people, shard, account_id, reader, seen_us) AS r
 WHERE true
ON CONFLICT (shard, account_id) DO UPDATE SET reader = excluded.reader, seen_us = excluded.seen_us
 WHERE classes.seen_us < excluded.seen_us;

-- name: note_fame  (uses the primary key)
INSERT INTO classes (shard, account_id, famous) VALUES (:shard, :account_id, :famous)
ON CONFLICT (shard, account_id) DO UPDATE SET famous = excluded.famous;

-- name: settle_fame  (uses the primary key; nothing for who has become famous once more)
UPDATE classes SET famous = 0 WHERE shard = :shard AND account_id = :account_id AND famous = 2;

-- name: pulled  (uses classes_pulled, nothing else is read)
SELECT account_id FROM classes WHERE famous > 0;

-- name: classes_of  (uses the primary key)
SELECT c.account_id, c.reader, c.famous, c.seen_us FROM keys(:ids) AS k
  JOIN classes AS c ON c.shard = k.shard AND c.account_id = k.id;

-- name: unseen_since  (uses classes_reader)
SELECT account_id FROM classes WHERE reader = :reader AND seen_us < :before ORDER BY seen_us LIMIT :limit;

-- name: set_reader  (uses the primary key; nothing for who was here meanwhile)
UPDATE classes SET reader = :reader
 WHERE (shard, account_id) IN (SELECT k.shard, k.id FROM keys(:ids) AS k) AND seen_us < :before;

-- name: count_readers  (uses classes_reader, nothing else is read)
SELECT reader, count(*) FROM classes GROUP BY reader;

-- name: count_famous  (uses classes_famous, nothing else is read)
SELECT count(*) FROM classes WHERE famous = 1;

-- name: active_in_shard  (uses the primary key)
SELECT account_id FROM classes WHERE shard = :shard AND account_id > :after AND reader = 0 ORDER BY account_id LIMIT :limit;
