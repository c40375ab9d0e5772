-- name: add_upload
INSERT INTO uploads (shard, id, owner_id, is_ticket, blob, bytes, sha256, name, due_us, type, part_bytes, digests,
                     parted)
VALUES (:shard, :id, :owner_id, :is_ticket, :blob, :bytes, :sha256, :name, :due_us, :type, :part_bytes, :digests,
        :parted);

-- name: upload_of  (uses primary key)
SELECT id, owner_id, is_ticket, state, blob, bytes, sha256, name, media_id, due_us, type, part_bytes, digests, parted
  FROM uploads WHERE shard = :shard AND id = :id;

-- name: open_uploads  (uses uploads_open)
SELECT count(*), CAST(coalesce(sum(bytes), 0) AS bigint) FROM uploads
 WHERE shard = :shard AND owner_id = :owner_id AND is_ticket = 1 AND state = 0;

-- name: complete_upload  (uses primary key)
UPDATE uploads SET state = 1, media_id = :media_id, due_us = :due_us
 WHERE shard = :shard AND id = :id AND state = 0;

-- name: give_up_upload  (uses primary key)
UPDATE uploads SET state = 2, due_us = :due_us WHERE shard = :shard AND id = :id AND state = 0;

-- name: keep_upload_open  (uses primary key)
UPDATE uploads SET due_us = :due_us WHERE shard = :shard AND id = :id AND state = 0;

-- name: postpone_upload  (uses primary key)
UPDATE uploads SET due_us = :due_us WHERE shard = :shard AND id = :id;

-- name: forget_upload  (uses primary key)
DELETE FROM uploads WHERE shard = :shard AND id = :id;

-- name: due_uploads  (uses uploads_due)
SELECT id, owner_id, is_ticket, state, blob, bytes, sha256, name, media_id, due_us, type, part_bytes, digests, parted
  FROM uploads WHERE due_us <= :now_us ORDER BY due_us LIMIT :limit;
