-- In which order a person reads their home feed, where they have chosen: docs/decisions/0100. home: 0 ranked, 1 latest.
CREATE TABLE feed_choices (
  shard smallint NOT NULL,
  account_id bigint NOT NULL,
  home smallint NOT NULL,
  PRIMARY KEY (shard, account_id)
) WITHOUT ROWID;
