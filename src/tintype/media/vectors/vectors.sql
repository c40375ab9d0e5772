-- name: keep_vector  (the constraint decides: made anew, it looks as it looks now)
INSERT INTO media_vectors (shard, media_id, owner_id, model, vector)
VALUES (:shard, :media_id, :owner_id, :model, :vector)
ON CONFLICT (shard, media_id) DO UPDATE SET model = excluded.model, vector = excluded.vector;

-- name: forget_vector  (uses primary key)
DELETE FROM media_vectors WHERE shard = :shard AND media_id = :media_id;

-- name: vectors_of  (uses primary key)
SELECT v.media_id, v.vector
  FROM keys(:media_ids) AS k JOIN media_vectors AS v ON v.shard = k.shard AND v.media_id = k.id
 WHERE v.model = :model;

-- name: vectors_after  (uses primary key: everything that is here, in the order of the key)
SELECT media_id, vector FROM media_vectors
 WHERE model = :model AND (shard, media_id) > (:shard, :media_id) ORDER BY shard, media_id LIMIT :limit;
