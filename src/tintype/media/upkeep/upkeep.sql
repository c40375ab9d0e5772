-- name: media_ids_after  (uses primary key: everything that is here, in the order of the key)
SELECT shard, id FROM media WHERE (shard, id) > (:shard, :id) ORDER BY shard, id LIMIT :limit;

-- name: media_ids_of_owner  (uses media_owner)
SELECT shard, id FROM media WHERE shard = :shard AND owner_id = :owner_id AND id > :id ORDER BY id LIMIT :limit;

-- name: count_media  (uses primary key)
SELECT count(id) FROM media;

-- name: keys_in_use  (uses media_key)
SELECT key FROM media WHERE shard IN :shards AND key IN :keys;

-- name: keys_between  (uses primary key; of the few that are being changed at any moment)
SELECT next_key, old_key FROM media WHERE shard = :shard AND (next_key IS NOT NULL OR old_key IS NOT NULL);

-- name: uploading  (uses primary key; few, for they are swept)
SELECT blob FROM uploads;

-- name: biggest_owners  (uses primary key)
SELECT account_id, bytes FROM storage_used ORDER BY bytes DESC, account_id LIMIT :limit;
