-- name: set_kind  (uses primary key)
UPDATE media SET kind = :kind, updated_us = :now_us WHERE shard = :shard AND id = :id;
