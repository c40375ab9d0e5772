-- name: graves  (uses jobs_due; asks every shard, for operators)
SELECT id, lane, kind, args, attempts, due_us, error FROM jobs
 WHERE lane IN :lanes AND state = 1 AND (kind = :kind OR :kind = '') AND id > :after
 ORDER BY id LIMIT :limit;

-- name: exhume  (uses the primary key; of two who come at once the second finds nothing)
DELETE FROM jobs WHERE (shard, id) IN (SELECT k.shard, k.id FROM keys(:ids) AS k) AND state = 1
RETURNING shard, lane, kind, args;
