-- Models that may order feeds: docs/decisions/0103. All of the site, so all in shard 0; their files are blobs.

-- state: 1 candidate, 2 promoted, 3 retired. from_us, until_us: the looks that it was trained and calibrated on.
-- overruled: what spoke against it when it was promoted all the same.
CREATE TABLE models (
  shard smallint NOT NULL,
  id bigint NOT NULL,
  kind text NOT NULL,
  state smallint NOT NULL CHECK (state IN (1, 2, 3)),
  sha256 blob NOT NULL,
  from_us bigint NOT NULL,
  until_us bigint NOT NULL,
  made_us bigint NOT NULL,
  promoted_us bigint NOT NULL DEFAULT 0,
  overruled text NOT NULL DEFAULT '' CHECK (length(overruled) <= 8000),
  PRIMARY KEY (shard, id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX models_promoted ON models (shard) WHERE state = 2;

-- What a model did on looks that it had not seen. against: JSON list of what speaks against it. report: JSON.
CREATE TABLE model_evaluations (
  shard smallint NOT NULL,
  model_id bigint NOT NULL,
  from_us bigint NOT NULL,
  until_us bigint NOT NULL,
  at_us bigint NOT NULL,
  against text NOT NULL,
  report text NOT NULL CHECK (length(report) <= 200000),
  PRIMARY KEY (shard, model_id, until_us, from_us)
) WITHOUT ROWID;
