-- name: count_call  (uses the primary key; one row per key, whose window moves on)
INSERT INTO limits (shard, key, window_us, n) VALUES (:shard, :key, :window_us, 1)
ON CONFLICT (shard, key) DO UPDATE SET
  n = CASE WHEN limits.window_us = excluded.window_us THEN limits.n + 1 ELSE 1 END,
  window_us = excluded.window_us
RETURNING n;

-- name: forget_calls  (uses the primary key)
DELETE FROM limits WHERE shard = :shard AND key = :key;

-- name: forget_windows  (uses limits_window)
DELETE FROM limits WHERE window_us < :before_us;
