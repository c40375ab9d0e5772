-- The number of attempts is the fence: it rises with each lease, so whoever has lost one changes nothing.

-- name: due_jobs  (uses jobs_due; the first of each shard, then the second, a job under a lease being the first of its)
SELECT queued.id, queued.shard, queued.turn
  FROM (SELECT oldest.id, oldest.shard, oldest.due_us,
               row_number() OVER (PARTITION BY oldest.shard
                                  ORDER BY oldest.due_us > :now_us DESC, oldest.due_us, oldest.id) AS turn
          FROM (SELECT shard, id, due_us FROM jobs
                 WHERE lane = :lane AND state = 0 AND due_us <= :leased_us AND (due_us <= :now_us OR attempts > 0)
                 ORDER BY due_us, id LIMIT :looked_at) AS oldest) AS queued
 WHERE queued.due_us <= :now_us
 ORDER BY queued.turn, queued.due_us, queued.id LIMIT :limit;

-- name: lease_jobs  (uses the primary key; of two who come at once the second finds the rows no longer due)
UPDATE jobs SET due_us = :lease_until_us, attempts = jobs.attempts + 1
 WHERE (shard, id) IN (SELECT k.shard, k.id FROM keys(:ids) AS k)
   AND jobs.state = 0 AND jobs.due_us <= :now_us
RETURNING id, shard, lane, kind, args, attempts;

-- name: finish_job  (uses the primary key)
DELETE FROM jobs WHERE shard = :shard AND id = :id AND state = 0 AND attempts = :attempt;

-- name: postpone_job  (uses the primary key)
UPDATE jobs SET due_us = :due_us, error = :error
 WHERE shard = :shard AND id = :id AND state = 0 AND attempts = :attempt;

-- name: bury_job  (uses the primary key; due_us is then when that was)
UPDATE jobs SET state = 1, error = :error, due_us = :now_us
 WHERE shard = :shard AND id = :id AND state = 0 AND attempts = :attempt;

-- name: extend_job  (uses the primary key)
UPDATE jobs SET due_us = :lease_until_us
 WHERE shard = :shard AND id = :id AND state = 0 AND attempts = :attempt;

-- name: job_depth  (uses jobs_due)
SELECT lane, CASE WHEN state = 1 THEN 'buried' WHEN attempts > 0 AND due_us > :now_us THEN 'leased' ELSE 'waiting' END,
       count(*) FROM jobs GROUP BY 1, 2;
