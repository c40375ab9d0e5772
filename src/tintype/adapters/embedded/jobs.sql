-- name: reclaim_jobs  (uses jobs_due)
UPDATE jobs SET due_us = :now_us
 WHERE lane IN :lanes AND state = 0 AND due_us > :now_us AND due_us <= :lease_until_us AND attempts > 0;
