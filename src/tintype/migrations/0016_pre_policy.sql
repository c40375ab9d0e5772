-- What media looks like, by which it is found again; which looks are not shown here; who decided what.

-- One row for each medium that was ever made. turns: pHashes of its orientations, 8 bytes each, its own first; null
-- where too little is to be seen for a comparison, and for what was made before there were any.
CREATE TABLE media_hashes (
  shard smallint NOT NULL,
  owner_id bigint NOT NULL,
  media_id bigint NOT NULL,
  sha256 blob NOT NULL,
  turns blob,
  PRIMARY KEY (shard, owner_id, media_id)
) WITHOUT ROWID;

INSERT INTO media_hashes (shard, owner_id, media_id, sha256, turns)
SELECT shard, owner_id, id, sha256, NULL FROM media WHERE state = 'ready';

-- hash: how an entry is named: 64 hexadecimal digits of a SHA-256, or 16 of a pHash alone; the shard is that of this
-- text. phash: signed. by_id: 0 for whoever sits at the machine. found: how much was taken down by it. looked_us: when
-- everything that was here had been compared with it; 0 while that goes on.
CREATE TABLE blocked_hashes (
  shard smallint NOT NULL,
  id bigint NOT NULL,
  hash text NOT NULL CHECK (length(hash) BETWEEN 1 AND 64),
  sha256 blob,
  phash bigint,
  note text NOT NULL DEFAULT '' CHECK (length(note) <= 2000),
  by_id bigint NOT NULL,
  at_us bigint NOT NULL,
  found bigint NOT NULL DEFAULT 0,
  looked_us bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (shard, hash)
) WITHOUT ROWID;
CREATE INDEX blocked_hashes_at ON blocked_hashes (at_us, id);

-- What waits for a person to look at it.
CREATE INDEX media_held ON media (updated_us, shard, id) WHERE verdict = 1;

-- What people have decided about media, never changed: by_id as above, act: held, cleared, blocked.
CREATE TABLE media_acts (
  shard smallint NOT NULL,
  id bigint NOT NULL,
  media_id bigint NOT NULL,
  owner_id bigint NOT NULL,
  by_id bigint NOT NULL,
  act text NOT NULL,
  note text NOT NULL DEFAULT '' CHECK (length(note) <= 2000),
  at_us bigint NOT NULL,
  PRIMARY KEY (shard, id)
) WITHOUT ROWID;
CREATE INDEX media_acts_at ON media_acts (at_us, id);
