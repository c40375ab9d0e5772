-- One row: a mark of the secret that the nodes of this site share, by which a node with another one is refused.

CREATE TABLE site (
  shard smallint NOT NULL,
  id smallint NOT NULL CHECK (shard = 0 AND id = 1),
  secret_mark blob NOT NULL,
  PRIMARY KEY (shard, id)
) WITHOUT ROWID;
