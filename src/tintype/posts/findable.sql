-- name: finds_sensitive  (uses the primary key)
SELECT shows_sensitive FROM discovery_choices
 WHERE shard = :shard AND account_id = :account_id AND shows_sensitive = 1;

-- name: choose_discovery  (uses the primary key)
INSERT INTO discovery_choices (shard, account_id, shows_sensitive) VALUES (:shard, :account_id, :shows_sensitive)
ON CONFLICT (shard, account_id) DO UPDATE SET shows_sensitive = excluded.shows_sensitive;
