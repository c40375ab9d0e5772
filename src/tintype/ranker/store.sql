-- name: models  (uses the primary key; a site has some dozens)
SELECT id, kind, state, sha256, from_us, until_us, made_us, promoted_us, overruled FROM models
 WHERE shard = 0 ORDER BY id;

-- name: promoted  (uses models_promoted)
SELECT id, kind, state, sha256, from_us, until_us, made_us, promoted_us, overruled FROM models
 WHERE shard = 0 AND state = 2;

-- name: hold_models  (uses the primary key)
SELECT id FROM models WHERE shard = 0 ORDER BY id;

-- name: add_model
INSERT INTO models (shard, id, kind, state, sha256, from_us, until_us, made_us)
VALUES (0, :id, :kind, 1, :sha256, :from_us, :until_us, :now_us);

-- name: retire_model  (uses models_promoted)
UPDATE models SET state = 3 WHERE shard = 0 AND state = 2;

-- name: promote_model  (uses the primary key)
UPDATE models SET state = 2, promoted_us = :now_us, overruled = :overruled WHERE shard = 0 AND id = :id;

-- name: add_evaluation  (uses the primary key)
INSERT INTO model_evaluations (shard, model_id, from_us, until_us, at_us, against, report)
VALUES (0, :model_id, :from_us, :until_us, :now_us, :against, :report)
ON CONFLICT (shard, model_id, until_us, from_us) DO UPDATE SET
  at_us = excluded.at_us, against = excluded.against, report = excluded.report;

-- name: evaluations_of  (uses the primary key)
SELECT from_us, until_us, at_us, against, report FROM model_evaluations
 WHERE shard = 0 AND model_id = :model_id ORDER BY until_us, from_us;
