-- name: chosen  (uses the primary key)
SELECT home FROM feed_choices WHERE shard = :shard AND account_id = :account_id;

-- name: choose  (uses the primary key)
INSERT INTO feed_choices (shard, account_id, home) VALUES (:shard, :account_id, :home)
ON CONFLICT (shard, account_id) DO UPDATE SET home = excluded.home;
