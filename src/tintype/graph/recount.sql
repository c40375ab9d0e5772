-- name: ties_differing  (uses the primary keys)
SELECT e.src, e.kind, coalesce(c.n, 0), e.n
  FROM (SELECT shard, src, kind, count(*) AS n FROM edges
         WHERE shard = :shard AND kind IN :kinds GROUP BY shard, src, kind) AS e
  LEFT JOIN counts AS c ON c.shard = e.shard AND c.node = e.src AND c.kind = e.kind
 WHERE coalesce(c.n, 0) <> e.n;

-- name: ties_gone  (uses the primary keys)
SELECT c.node, c.kind, c.n, 0 FROM counts AS c
 WHERE c.shard = :shard AND c.n <> 0 AND NOT EXISTS (
   SELECT 1 FROM edges AS e WHERE e.shard = c.shard AND e.src = c.node AND e.kind = c.kind);

-- name: begin_count  (the constraint decides: whoever writes the same row first is waited for)
INSERT INTO counts (shard, node, kind, n, level) VALUES (:shard, :node, :kind, 0, :level)
ON CONFLICT (shard, node, kind) DO NOTHING;

-- name: hold_count  (uses the primary key)
SELECT node FROM counts WHERE shard = :shard AND node = :node AND kind = :kind;

-- name: one_count  (uses the primary keys)
SELECT c.n, (SELECT count(*) FROM edges AS e WHERE e.shard = c.shard AND e.src = c.node AND e.kind = c.kind)
  FROM counts AS c WHERE c.shard = :shard AND c.node = :node AND c.kind = :kind;

-- name: set_count  (uses the primary key)
UPDATE counts SET n = :n WHERE shard = :shard AND node = :node AND kind = :kind;
