-- How many bytes of photos each account keeps here: of every photo whose original is still here, as it was uploaded.

CREATE TABLE storage_used (
  shard smallint NOT NULL,
  account_id bigint NOT NULL,
  bytes bigint NOT NULL,
  PRIMARY KEY (shard, account_id)
) WITHOUT ROWID;

INSERT INTO storage_used (shard, account_id, bytes)
SELECT shard, owner_id, sum(bytes) FROM media WHERE source IS NOT NULL GROUP BY shard, owner_id;
