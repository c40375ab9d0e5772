-- Stars: nodes with more inverse ties than one shard should hold: docs/decisions/0037.

-- 0: all inverse ties of the node are in its own shard. 1–3: they are spread since, in more buckets at each level.
-- -1: this is no node's own row; it counts what the bucket in this shard holds for the node.
ALTER TABLE counts ADD COLUMN level smallint NOT NULL DEFAULT 0;
-- Tiny, so that asking whether nodes are stars costs next to nothing.
CREATE INDEX counts_stars ON counts (shard, node, kind) WHERE level > 0;

-- A star's own row counts what is at home only, so stars are ranked by their level first.
DROP INDEX counts_most_followed;
CREATE INDEX counts_most_followed ON counts (level, n) WHERE kind = 2 AND level >= 0;
