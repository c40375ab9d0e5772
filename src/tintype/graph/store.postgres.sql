-- An upsert's own condition is asked here when its row is locked, and everybody who follows a star would queue for that.
-- SQLite has no such queue, and would pay for this form with 1.5 µs for each like.

-- name: change_counts  (uses the primary key and counts_stars)
INSERT INTO counts (shard, node, kind, n)
SELECT r.shard, r.node, r.kind, r.change FROM rows(:changes, shard, node, kind, change) AS r
 WHERE (r.node, r.kind) NOT IN (
   SELECT c.node, c.kind FROM keys(:nodes) AS k
     JOIN counts AS c ON c.shard = k.shard AND c.node = k.id AND c.level > 0)
ON CONFLICT (shard, node, kind) DO UPDATE SET n = counts.n + excluded.n
RETURNING node, kind, n;
