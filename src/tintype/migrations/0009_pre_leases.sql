-- Who does what only one may do. The fence rises each time a lease is taken, and what is written under it names it.

CREATE TABLE leases (
  shard smallint NOT NULL,
  name text NOT NULL,
  holder text NOT NULL,
  fence bigint NOT NULL,
  until_us bigint NOT NULL,
  PRIMARY KEY (shard, name)
) WITHOUT ROWID;

ALTER TABLE consumers ADD COLUMN fence bigint NOT NULL DEFAULT 0;
