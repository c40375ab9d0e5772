-- name: leave_mark  (uses the primary key: the first node's mark stays)
INSERT INTO site (shard, id, secret_mark) VALUES (0, 1, :secret_mark)
ON CONFLICT (shard, id) DO NOTHING;

-- name: mark_left  (uses the primary key)
SELECT secret_mark FROM site WHERE shard = 0 AND id = 1;
