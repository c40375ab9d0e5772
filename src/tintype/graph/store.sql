-- name: add_edges  (uses the primary key)
INSERT INTO edges (shard, src, kind, dst, at_us)
SELECT r.shard, r.src, r.kind, r.dst, :now_us FROM rows(:edges, shard, src, kind, dst) AS r WHERE true
ON CONFLICT (shard, src, kind, dst) DO NOTHING
RETURNING src, dst, kind;

-- name: remove_edges  (uses the primary key)
DELETE FROM edges
 WHERE (shard, src, kind, dst) IN (SELECT r.shard, r.src, r.kind, r.dst FROM rows(:edges, shard, src, kind, dst) AS r)
RETURNING shard, src, kind, dst;

-- name: change_counts  (uses the primary key; leaves out and does not return stars; written otherwise for PostgreSQL)
INSERT INTO counts (shard, node, kind, n)
SELECT r.shard, r.node, r.kind, r.change FROM rows(:changes, shard, node, kind, change) AS r WHERE true
ON CONFLICT (shard, node, kind) DO UPDATE SET n = counts.n + excluded.n WHERE counts.level = 0
RETURNING node, kind, n;

-- name: contained  (uses the primary key)
SELECT dst FROM edges WHERE shard = :shard AND src = :src AND kind = :kind AND dst IN :dsts;

-- name: ties  (uses the primary key)
SELECT dst, kind FROM edges WHERE shard = :shard AND src = :src AND kind IN :kinds AND dst IN :dsts;

-- name: ties_of_pairs  (uses the primary key)
SELECT e.src, e.dst, e.kind FROM rows(:pairs, shard, src, dst) AS r
  JOIN edges AS e ON e.shard = r.shard AND e.src = r.src AND e.dst = r.dst AND e.kind IN :kinds;

-- name: newest_edges  (uses edges_newest, whose condition is repeated so that it may be used)
SELECT src, dst, at_us FROM edges
 WHERE shard = :shard AND src = :src AND kind = :kind AND kind IN (1, 2, 4, 5, 7, 11, 15, 17, 19) AND (at_us, dst) < (:at_us, :dst)
 ORDER BY at_us DESC, dst DESC LIMIT :limit;

-- name: first_of_each  (uses the primary key: a few rows for each node, however many there are; and counts_stars)
SELECT k.id, (
  SELECT string_agg(CAST(n.dst AS text), ' ') FROM (
    SELECT e.dst FROM edges AS e
     WHERE e.shard = k.shard AND e.src = k.id AND e.kind = :kind ORDER BY e.dst LIMIT :limit) AS n), (
  SELECT c.level FROM counts AS c WHERE c.shard = k.shard AND c.node = k.id AND c.kind = :kind AND c.level > 0)
  FROM keys(:srcs) AS k;

-- name: counts_of  (uses the primary key)
SELECT c.node, c.kind, c.n, c.level FROM keys(:nodes) AS k
  JOIN counts AS c ON c.shard = k.shard AND c.node = k.id
 WHERE c.kind IN :kinds;

-- name: common_edges  (uses the primary key of both; the first walks, so it is the shorter one)
SELECT a.dst FROM edges AS a CROSS JOIN edges AS b
 WHERE a.shard = :shard_a AND a.src = :src_a AND a.kind = :kind_a AND a.dst < :before
   AND b.shard = :shard_b AND b.src = :src_b AND b.kind = :kind_b AND b.dst = a.dst
 ORDER BY a.dst DESC LIMIT :limit;

-- name: nodes_of_ties  (uses the primary key)
SELECT dst FROM edges WHERE shard = :shard AND src = :src AND kind IN :kinds;

-- name: most_followed  (uses counts_most_followed)
SELECT node FROM counts WHERE kind = 2 AND level >= 0 AND n > 0 ORDER BY level DESC, n DESC LIMIT :limit;

-- name: ask_of  (uses the primary key)
SELECT told_us, declined_us FROM asks WHERE shard = :shard AND asker_id = :asker_id AND asked_id = :asked_id;

-- name: note_ask  (uses the primary key)
INSERT INTO asks (shard, asker_id, asked_id, told_us) VALUES (:shard, :asker_id, :asked_id, :told_us)
ON CONFLICT (shard, asker_id, asked_id) DO UPDATE SET told_us = excluded.told_us;

-- name: note_decline  (uses the primary key)
UPDATE asks SET declined_us = :now_us WHERE shard = :shard AND asker_id = :asker_id AND asked_id = :asked_id;

-- name: forget_ask  (uses the primary key)
DELETE FROM asks WHERE shard = :shard AND asker_id = :asker_id AND asked_id = :asked_id;

-- name: mute_ends  (uses the primary key)
SELECT of_id, until_us FROM mute_ends WHERE shard = :shard AND by_id = :by_id AND of_id IN :of_ids;

-- name: note_mute_end  (uses the primary key; what was there is forgotten before)
INSERT INTO mute_ends (shard, by_id, of_id, until_us) VALUES (:shard, :by_id, :of_id, :until_us);

-- name: forget_mute_end  (uses the primary key)
DELETE FROM mute_ends WHERE shard = :shard AND by_id = :by_id AND of_id = :of_id;

-- name: ends_of_many  (uses the primary key: one range for each node and kind)
SELECT e.src, e.dst FROM keys(:srcs) AS k
  JOIN edges AS e ON e.shard = k.shard AND e.src = k.id AND e.kind IN :kinds AND e.dst > :above;
