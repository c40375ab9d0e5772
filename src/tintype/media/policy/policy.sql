-- name: keep_hashes  (the constraint decides: made anew, it looks as it looks now)
INSERT INTO media_hashes (shard, owner_id, media_id, sha256, turns)
VALUES (:shard, :owner_id, :media_id, :sha256, :turns)
ON CONFLICT (shard, owner_id, media_id) DO UPDATE SET turns = excluded.turns;

-- name: forget_hashes  (uses primary key)
DELETE FROM media_hashes WHERE shard = :shard AND owner_id = :owner_id AND media_id = :media_id;

-- name: hashes_of  (uses primary key)
SELECT shard, owner_id, media_id, sha256, turns FROM media_hashes
 WHERE shard = :shard AND owner_id = :owner_id AND media_id = :media_id;

-- name: turns_of  (uses primary key; none of what is flat)
SELECT h.media_id, h.turns FROM rows(:media, shard, owner_id, media_id) AS r
  JOIN media_hashes AS h ON h.shard = r.shard AND h.owner_id = r.owner_id AND h.media_id = r.media_id
 WHERE h.turns IS NOT NULL;

-- name: hashes_of_owner  (uses primary key, newest first)
SELECT shard, owner_id, media_id, sha256, turns FROM media_hashes
 WHERE shard = :shard AND owner_id = :owner_id ORDER BY media_id DESC LIMIT :limit;

-- name: hashes_after  (uses primary key: everything that is here, in the order of the key)
SELECT shard, owner_id, media_id, sha256, turns FROM media_hashes
 WHERE (shard, owner_id, media_id) > (:shard, :owner_id, :media_id) ORDER BY shard, owner_id, media_id LIMIT :limit;

-- name: count_hashes  (uses primary key: what a walk over everything has before it)
SELECT count(media_id) FROM media_hashes;

-- name: block_hash
INSERT INTO blocked_hashes (shard, id, hash, sha256, phash, note, by_id, at_us)
VALUES (:shard, :id, :hash, :sha256, :phash, :note, :by_id, :now_us)
ON CONFLICT (shard, hash) DO NOTHING;

-- name: unblock_hash  (uses primary key)
DELETE FROM blocked_hashes WHERE shard = :shard AND hash = :hash;

-- name: blocked_hash  (uses primary key)
SELECT id, hash, sha256, phash, note, by_id, at_us, found, looked_us FROM blocked_hashes
 WHERE shard = :shard AND hash = :hash;

-- name: blocked_since  (uses blocked_hashes_at)
SELECT hash, phash FROM blocked_hashes WHERE at_us >= :since_us AND phash IS NOT NULL;

-- name: blocked_at  (uses blocked_hashes_at)
SELECT id, hash, sha256, phash, note, by_id, at_us, found, looked_us FROM blocked_hashes
 WHERE at_us = :at_us AND looked_us = 0 ORDER BY id LIMIT :limit;

-- name: blocked_page  (uses blocked_hashes_at, newest first)
SELECT id, hash, sha256, phash, note, by_id, at_us, found, looked_us FROM blocked_hashes
 WHERE (at_us, id) < (:at_us, :id) ORDER BY at_us DESC, id DESC LIMIT :limit;

-- name: note_found  (uses primary key)
UPDATE blocked_hashes SET found = found + 1 WHERE shard = :shard AND hash = :hash;

-- name: note_looked  (uses primary key)
UPDATE blocked_hashes SET looked_us = :now_us WHERE shard = :shard AND hash = :hash;

-- name: judge  (uses primary key)
UPDATE media SET verdict = :verdict, made = :made, updated_us = :now_us
 WHERE shard = :shard AND id = :id AND state = 'ready' AND verdict IN :before;

-- name: take_down  (uses primary key)
UPDATE media SET state = 'failed', verdict = 3, problem = :problem, detail = :detail, updated_us = :now_us
 WHERE shard = :shard AND id = :id AND state = 'ready'
RETURNING key, next_key, old_key;

-- name: held_page  (uses media_held, longest waiting first)
SELECT updated_us, id FROM media
 WHERE verdict = 1 AND (updated_us, shard, id) > (:after_us, :after_shard, :after_id)
 ORDER BY updated_us, shard, id LIMIT :limit;

-- name: add_act
INSERT INTO media_acts (shard, id, media_id, owner_id, by_id, act, note, at_us)
VALUES (:shard, :id, :media_id, :owner_id, :by_id, :act, :note, :now_us);

-- name: acts_page  (uses media_acts_at, newest first)
SELECT id, media_id, owner_id, by_id, act, note, at_us FROM media_acts
 WHERE (at_us, id) < (:at_us, :id) ORDER BY at_us DESC, id DESC LIMIT :limit;
