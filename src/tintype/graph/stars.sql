-- Ties that may be those of a star. A query that asks home alone tells the star's level as one more row, in which the
-- other node is the negative level: no node has a negative id, and nobody who is no star pays another query.

-- name: contained_of  (uses the primary key and counts_stars)
SELECT dst, kind FROM edges WHERE shard = :shard AND src = :src AND kind IN :kinds AND dst IN :dsts
UNION ALL
SELECT -c.level, c.kind FROM counts AS c
 WHERE c.shard = :shard AND c.node = :src AND c.kind IN :kinds AND c.level > 0;

-- name: newest_of  (uses edges_newest, whose condition is repeated so that it may be used, and counts_stars)
SELECT n.src, n.dst, n.at_us FROM (
  SELECT src, dst, at_us FROM edges
   WHERE shard = :shard AND src = :src AND kind = :kind AND kind IN (1, 2, 4, 5, 7, 11, 15, 17, 19) AND (at_us, dst) < (:at_us, :dst)
   ORDER BY at_us DESC, dst DESC LIMIT :limit) AS n
UNION ALL
SELECT c.node, -c.level, 0 FROM counts AS c
 WHERE c.shard = :shard AND c.node = :src AND c.kind = :kind AND c.level > 0;

-- name: first_of  (uses the primary key and counts_stars)
SELECT n.dst FROM (
  SELECT dst FROM edges
   WHERE shard = :shard AND src = :src AND kind = :kind AND dst > :after ORDER BY dst LIMIT :limit) AS n
UNION ALL
SELECT -c.level FROM counts AS c
 WHERE c.shard = :shard AND c.node = :src AND c.kind = :kind AND c.level > 0;

-- name: levels_of  (uses counts_stars)
SELECT c.node, c.kind, c.level FROM keys(:nodes) AS k
  JOIN counts AS c ON c.shard = k.shard AND c.node = k.id AND c.level > 0;

-- name: raise_level  (uses the primary key; of two that raise it, the second finds it raised)
UPDATE counts SET level = :level WHERE shard = :shard AND node = :node AND kind = :kind AND level < :level;

-- name: change_slots  (uses the primary key)
INSERT INTO counts (shard, node, kind, n, level)
SELECT r.shard, r.node, r.kind, r.change, -1 FROM rows(:changes, shard, node, kind, change) AS r WHERE true
ON CONFLICT (shard, node, kind) DO UPDATE SET n = counts.n + excluded.n
RETURNING node, n;

-- name: slots_of  (uses the primary key)
SELECT c.shard, c.node, c.kind, c.n FROM rows(:slots, shard, node, kind) AS r
  JOIN counts AS c ON c.shard = r.shard AND c.node = r.node AND c.kind = r.kind;

-- name: contained_in  (uses the primary key)
SELECT e.dst, e.kind FROM rows(:places, shard, src, kind, dst) AS r
  JOIN edges AS e ON e.shard = r.shard AND e.src = r.src AND e.kind = r.kind AND e.dst = r.dst;

-- name: newest_in  (uses edges_newest: a few rows of each bucket)
SELECT (
  SELECT string_agg(CAST(n.at_us AS text) || ' ' || CAST(n.dst AS text), ' ') FROM (
    SELECT e.at_us, e.dst FROM edges AS e
     WHERE e.shard = r.shard AND e.src = :src AND e.kind = :kind AND e.kind IN (1, 2, 4, 5, 7, 11, 15, 17, 19)
       AND (e.at_us, e.dst) < (:at_us, :dst)
     ORDER BY e.at_us DESC, e.dst DESC LIMIT :limit) AS n)
  FROM rows(:buckets, shard) AS r;

-- name: first_in  (uses the primary key: a few rows of each bucket)
SELECT (
  SELECT string_agg(CAST(n.dst AS text), ' ') FROM (
    SELECT e.dst FROM edges AS e
     WHERE e.shard = r.shard AND e.src = :src AND e.kind = :kind AND e.dst > :after ORDER BY e.dst LIMIT :limit) AS n)
  FROM rows(:buckets, shard) AS r;

-- name: last_in  (uses the primary key: a few rows of each bucket)
SELECT (
  SELECT string_agg(CAST(n.dst AS text), ' ') FROM (
    SELECT e.dst FROM edges AS e
     WHERE e.shard = r.shard AND e.src = :src AND e.kind = :kind AND e.dst < :before
     ORDER BY e.dst DESC LIMIT :limit) AS n)
  FROM rows(:buckets, shard) AS r;

-- name: packed_edges  (uses the primary key and counts_stars; one text per chunk costs a third of one row per edge)
SELECT coalesce(string_agg(CAST(n.dst AS text), ' '), ''), coalesce((
  SELECT c.level FROM counts AS c
   WHERE c.shard = :home AND c.node = :src AND c.kind = :kind AND c.level > 0), 0)
  FROM (
    SELECT dst FROM edges WHERE shard = :shard AND src = :src AND kind = :kind AND dst > :after
     ORDER BY dst LIMIT :limit) AS n;

-- name: packed_buckets  (uses the primary key)
SELECT coalesce(string_agg(CAST(e.dst AS text), ' '), '') FROM rows(:buckets, shard) AS r
  JOIN edges AS e ON e.shard = r.shard AND e.src = :src AND e.kind = :kind;
