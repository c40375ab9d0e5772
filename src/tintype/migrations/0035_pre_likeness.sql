-- What pictures look like, as a model sees them: one row for each medium of a post that was published while there was a
-- model. vector: 256 signed bytes, of which only the direction means anything. model: which program wrote it; vectors of
-- two models cannot be compared.
CREATE TABLE media_vectors (
  shard smallint NOT NULL,
  media_id bigint NOT NULL,
  owner_id bigint NOT NULL,
  model smallint NOT NULL,
  vector blob NOT NULL,
  PRIMARY KEY (shard, media_id)
) WITHOUT ROWID;
