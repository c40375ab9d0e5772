-- Uploads on their way in, and media: what was made of them.

-- state: waiting, processing, ready, failed. source: the blob that was uploaded, in quarantine until the media is
-- ready, then the owner's private original; null when it is gone. key: random, in every URL; next_key and old_key
-- while it changes. reach: whom published posts show it to: 0 nobody but its owner, 1 followers, 2 everyone. files: JSON list of sizes in bytes, largest rung first, AVIF before JPEG. phash: signed.
CREATE TABLE media (
  shard smallint NOT NULL,
  id bigint NOT NULL,
  owner_id bigint NOT NULL,
  kind text NOT NULL,
  state text NOT NULL,
  reach smallint NOT NULL DEFAULT 0,
  problem text,
  detail text,
  name text NOT NULL DEFAULT '' CHECK (length(name) <= 512),
  bytes bigint NOT NULL,
  sha256 blob NOT NULL,
  source text,
  key text NOT NULL,
  next_key text,
  old_key text,
  width integer,
  height integer,
  placeholder blob,
  phash bigint,
  files text,
  camera text,
  taken_at text,
  created_us bigint NOT NULL,
  updated_us bigint NOT NULL,
  PRIMARY KEY (shard, id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX media_key ON media (shard, key);
CREATE INDEX media_owner ON media (shard, owner_id, id);
CREATE INDEX media_same ON media (shard, owner_id, sha256);
-- What nobody but its owner sees: not posted yet, never posted, or a portrait.
CREATE INDEX media_unshown ON media (created_us, shard, id) WHERE reach = 0;

-- One row for each upload until nothing of it is left to clear away. is_ticket: the client puts the bytes itself.
-- state: 0 open, 1 complete. due_us: when the sweeper looks at it.
CREATE TABLE uploads (
  shard smallint NOT NULL,
  id bigint NOT NULL,
  owner_id bigint NOT NULL,
  is_ticket smallint NOT NULL,
  state smallint NOT NULL DEFAULT 0,
  blob text NOT NULL,
  bytes bigint NOT NULL DEFAULT 0,
  sha256 blob,
  name text NOT NULL DEFAULT '' CHECK (length(name) <= 512),
  media_id bigint,
  due_us bigint NOT NULL,
  PRIMARY KEY (shard, id)
) WITHOUT ROWID;
CREATE INDEX uploads_due ON uploads (due_us, shard, id);
