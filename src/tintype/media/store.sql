-- name: add_media
INSERT INTO media (shard, id, owner_id, kind, state, name, bytes, sha256, source, key, wishes, created_us,
                   updated_us)
VALUES (:shard, :id, :owner_id, :kind, 'waiting', :name, :bytes, :sha256, :source, :key, :wishes, :now_us, :now_us);

-- name: media_of  (uses primary key)
SELECT m.id, m.owner_id, m.kind, m.state, m.key, m.created_us, m.updated_us, m.problem, m.detail, m.name, m.bytes,
       m.sha256, m.source, m.width, m.height, m.placeholder, m.camera, m.taken_at, m.files, m.reach, m.made, m.wishes,
       m.verdict
  FROM keys(:ids) AS k JOIN media AS m ON m.shard = k.shard AND m.id = k.id;

-- name: media_kinds  (uses primary key)
SELECT m.id, m.kind FROM keys(:ids) AS k JOIN media AS m ON m.shard = k.shard AND m.id = k.id;

-- name: hold_media  (uses primary key)
SELECT id FROM media WHERE shard = :shard AND id IN :ids ORDER BY id;

-- name: media_by_key  (uses media_key)
SELECT id, owner_id, kind, state, key, created_us, updated_us, problem, detail, name, bytes,
       sha256, source, width, height, placeholder, camera, taken_at, files, reach, made, wishes, verdict
  FROM media WHERE shard = :shard AND key = :key;

-- name: change_state  (uses primary key)
UPDATE media SET state = :state, problem = NULL, detail = NULL, updated_us = :now_us
 WHERE shard = :shard AND id = :id AND state IN :before;

-- name: mark_failed  (uses primary key)
UPDATE media SET state = 'failed', problem = :problem, detail = :detail, updated_us = :now_us
 WHERE shard = :shard AND id = :id AND state IN :before;

-- name: mark_ready  (uses primary key)
UPDATE media SET state = 'ready', problem = NULL, detail = NULL, source = :source, width = :width, height = :height,
       placeholder = :placeholder, phash = :phash, files = :files, camera = :camera, taken_at = :taken_at, made = :made,
       updated_us = :now_us
 WHERE shard = :shard AND id = :id AND state IN :before;

-- name: take_in  (uses primary key)
UPDATE media SET key = :key, problem = NULL, detail = NULL, width = :width, height = :height,
       placeholder = :placeholder, phash = :phash, files = :files, camera = :camera, taken_at = :taken_at, made = :made,
       updated_us = :now_us
 WHERE shard = :shard AND id = :id AND state = 'ready';

-- name: note_problem  (uses primary key)
UPDATE media SET problem = :problem, detail = :detail, updated_us = :now_us
 WHERE shard = :shard AND id = :id AND state = 'ready';

-- name: set_made  (uses primary key)
UPDATE media SET made = :made, updated_us = :now_us WHERE shard = :shard AND id = :id;

-- name: set_wishes  (uses primary key)
UPDATE media SET wishes = :wishes, updated_us = :now_us WHERE shard = :shard AND id = :id;

-- name: set_reach  (uses primary key)
UPDATE media SET reach = :reach, updated_us = :now_us WHERE shard = :shard AND id = :id AND reach <> :reach;

-- name: remove_media  (uses primary key)
DELETE FROM media WHERE shard = :shard AND id = :id
RETURNING key, next_key, old_key, source, bytes;

-- name: charge_storage  (uses primary key; nothing when it would not fit)
INSERT INTO storage_used (shard, account_id, bytes) VALUES (:shard, :account_id, :size)
ON CONFLICT (shard, account_id) DO UPDATE SET bytes = storage_used.bytes + :size
  WHERE storage_used.bytes + :size <= :bytes_max;

-- name: refund_storage  (uses primary key)
UPDATE storage_used SET bytes = bytes - :size WHERE shard = :shard AND account_id = :account_id;

-- name: storage_used  (uses primary key)
SELECT bytes FROM storage_used WHERE shard = :shard AND account_id = :account_id;

-- name: same_bytes  (uses media_same)
SELECT id FROM media WHERE shard = :shard AND owner_id = :owner_id AND sha256 = :sha256 LIMIT 100;

-- name: unshown  (uses media_unshown)
SELECT created_us, id, owner_id FROM media
 WHERE reach = 0 AND (created_us, shard, id) > (:after_us, :after_shard, :after_id) AND created_us < :before_us
 ORDER BY created_us, shard, id LIMIT :limit;

-- name: forget_source  (uses primary key)
UPDATE media SET source = NULL, updated_us = :now_us WHERE shard = :shard AND id = :id AND source = :source
RETURNING owner_id, bytes;

-- name: keys_of_owner  (uses media_owner; the pair keeps SQLite from walking all owners of the shard instead)
SELECT id, key, next_key, old_key FROM media
 WHERE shard = :shard AND (owner_id, id) > (:owner_id, :after) AND owner_id = :owner_id AND state = 'ready'
 ORDER BY owner_id, id LIMIT :limit;

-- name: plan_key  (uses primary key)
UPDATE media SET next_key = :key WHERE shard = :shard AND id = :id AND next_key IS NULL;

-- name: change_key  (uses primary key)
UPDATE media SET old_key = key, key = next_key, next_key = NULL, updated_us = :now_us
 WHERE shard = :shard AND id = :id AND key = :key AND next_key = :coming;

-- name: keys_of  (uses primary key)
SELECT id, key, next_key, old_key FROM media WHERE shard = :shard AND id = :id;

-- name: forget_old_key  (uses primary key)
UPDATE media SET old_key = NULL WHERE shard = :shard AND id = :id AND old_key = :key;
