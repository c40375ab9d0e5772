-- name: find_sensitive  (uses the primary key)
SELECT d.account_id FROM keys(:ids) AS k
  JOIN discovery_choices AS d ON d.shard = k.shard AND d.account_id = k.id
 WHERE d.shows_sensitive = 1;

-- name: choose_discovery  (uses the primary key)
INSERT INTO discovery_choices (shard, account_id, shows_sensitive) VALUES (:shard, :account_id, :shows_sensitive)
ON CONFLICT (shard, account_id) DO UPDATE SET shows_sensitive = excluded.shows_sensitive;
