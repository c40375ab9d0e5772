-- name: count_calls  (uses the primary key; a row per key and slice of a window, which later windows take over)
INSERT INTO limits (shard, key, window_us, n) VALUES (:shard, :key, :window_us, :n)
ON CONFLICT (shard, key) DO UPDATE SET
  n = CASE WHEN limits.window_us = excluded.window_us THEN limits.n + excluded.n ELSE excluded.n END,
  window_us = excluded.window_us;

-- name: calls  (uses the primary key; window_us is when a row no longer counts)
SELECT window_us, n FROM limits
 WHERE shard = :shard AND key IN :keys AND window_us > :after_us AND window_us <= :until_us AND n > 0;

-- name: count_back  (uses the primary key)
UPDATE limits SET n = n - :n WHERE shard = :shard AND key = :key;

-- name: forget_calls  (uses the primary key)
DELETE FROM limits WHERE shard = :shard AND key IN :keys;

-- name: forget_windows  (uses limits_window)
DELETE FROM limits WHERE window_us < :now_us;
