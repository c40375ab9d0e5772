-- name: far_readers  (everybody of the whole site, who are few; uses far_readers_chosen, nothing else is read)
SELECT reader_id FROM far_readers;

-- name: far_readers_before  (uses far_readers_chosen, nothing else is read)
SELECT reader_id FROM far_readers WHERE chosen_us < :before ORDER BY chosen_us LIMIT :limit;

-- name: note_far_reader  (uses the primary key)
INSERT INTO far_readers (shard, reader_id, chosen_us) VALUES (:shard, :reader_id, :now_us)
ON CONFLICT (shard, reader_id) DO UPDATE SET chosen_us = excluded.chosen_us;

-- name: forget_far_reader  (uses the primary key)
DELETE FROM far_readers WHERE shard = :shard AND reader_id = :reader_id;
