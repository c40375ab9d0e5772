-- name: pool  (uses the primary key)
SELECT entries, leanings FROM explore_pools WHERE shard = :shard AND owner_id = :owner_id;

-- name: put_pool  (uses the primary key)
INSERT INTO explore_pools (shard, owner_id, build_id, entries, leanings)
VALUES (:shard, :owner_id, :build_id, :entries, :leanings)
ON CONFLICT (shard, owner_id) DO UPDATE SET build_id = excluded.build_id, entries = excluded.entries,
  leanings = excluded.leanings;

-- name: forget_pools  (uses the primary key: its shard, when each of its people has a new one)
DELETE FROM explore_pools WHERE shard = :shard AND build_id < :build_id;

-- name: groups  (uses the primary key; some dozens)
SELECT id, entries, leanings FROM explore_groups WHERE shard = 0 ORDER BY id;

-- name: put_group  (uses the primary key)
INSERT INTO explore_groups (shard, id, build_id, entries, leanings)
VALUES (0, :id, :build_id, :entries, :leanings)
ON CONFLICT (shard, id) DO UPDATE SET build_id = excluded.build_id, entries = excluded.entries,
  leanings = excluded.leanings;

-- name: forget_groups  (uses the primary key)
DELETE FROM explore_groups WHERE shard = 0 AND build_id < :build_id;

-- name: build  (uses the primary key)
SELECT build_id, next_shard, moved_us, ended_us FROM explore_builds WHERE shard = 0 AND id = 1;

-- name: put_build  (uses the primary key)
INSERT INTO explore_builds (shard, id, build_id, next_shard, moved_us, ended_us)
VALUES (0, 1, :build_id, :next_shard, :now_us, :ended_us)
ON CONFLICT (shard, id) DO UPDATE SET build_id = excluded.build_id, next_shard = excluded.next_shard,
  moved_us = excluded.moved_us, ended_us = excluded.ended_us;

-- name: add_fresh  (uses the primary key; all of a list that every process reads at once)
INSERT INTO explore_fresh (shard, order_id, is_marked)
SELECT r.shard, r.order_id, r.is_marked FROM rows(:posts, shard, order_id, is_marked) AS r
 WHERE true
ON CONFLICT (shard, order_id) DO NOTHING;

-- name: fresh  (uses the primary key: at most what has come out since the last making)
SELECT order_id FROM explore_fresh WHERE shard = 0 AND is_marked = :is_marked ORDER BY order_id DESC LIMIT :limit;

-- name: forget_fresh  (uses the primary key)
DELETE FROM explore_fresh WHERE shard = 0 AND order_id < :before;

-- name: figures  (uses the primary key)
SELECT f.post_id, f.shown, f.opened FROM keys(:ids) AS k
  JOIN explore_figures AS f ON f.shard = k.shard AND f.post_id = k.id;

-- name: add_figures  (uses the primary key)
INSERT INTO explore_figures (shard, post_id, shown, opened)
SELECT r.shard, r.post_id, r.shown, r.opened FROM rows(:posts, shard, post_id, shown, opened) AS r
 WHERE true
ON CONFLICT (shard, post_id) DO UPDATE SET shown = explore_figures.shown + excluded.shown,
  opened = explore_figures.opened + excluded.opened;

-- name: forget_figures  (uses the primary key)
DELETE FROM explore_figures WHERE (shard, post_id) IN (SELECT k.shard, k.id FROM keys(:ids) AS k);
