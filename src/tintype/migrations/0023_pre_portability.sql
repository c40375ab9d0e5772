-- What people take with them, and what they bring along.

-- One row for each archive of somebody's own things. state: 0 being made, 1 ready, 2 failed, 3 over. done, total: how far
-- it is, in things and files. expires_us: until when a ready one can be fetched.
CREATE TABLE exports (
  shard smallint NOT NULL,
  id bigint NOT NULL,
  owner_id bigint NOT NULL,
  state smallint NOT NULL DEFAULT 0,
  blob text NOT NULL,
  bytes bigint NOT NULL DEFAULT 0,
  done bigint NOT NULL DEFAULT 0,
  total bigint NOT NULL DEFAULT 0,
  missing bigint NOT NULL DEFAULT 0,
  created_us bigint NOT NULL,
  expires_us bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (shard, id)
) WITHOUT ROWID;
CREATE INDEX exports_owner ON exports (shard, owner_id, id);

-- One row for each archive that somebody brings. state: 0 being looked at, 1 looked at and waiting for a word, 2 under
-- way, 3 done, 4 refused, 5 given up. audience: whom its posts are for, 0 for as it says itself. stage: the kind of item
-- that is brought now. blob: empty once the archive is let go.
CREATE TABLE imports (
  shard smallint NOT NULL,
  id bigint NOT NULL,
  owner_id bigint NOT NULL,
  state smallint NOT NULL DEFAULT 0,
  kind text NOT NULL DEFAULT '',
  name text NOT NULL,
  blob text NOT NULL,
  bytes bigint NOT NULL,
  audience smallint NOT NULL DEFAULT 0,
  stage smallint NOT NULL DEFAULT 0,
  code text NOT NULL DEFAULT '',
  detail text NOT NULL DEFAULT '',
  created_us bigint NOT NULL,
  changed_us bigint NOT NULL,
  PRIMARY KEY (shard, id)
) WITHOUT ROWID;
CREATE INDEX imports_owner ON imports (shard, owner_id, id);

-- What an archive holds, in the order in which it is brought. kind: 1 post, 2 comment, 3 save, 4 follow. state: 0 waiting,
-- 1 at it, 2 brought, 3 here already, 4 left out. key: the same thing has the same one in every archive. spec: what it
-- is, as JSON. media: the ids of its photos as far as they are here, 0 for those to come, -1 for those refused.
CREATE TABLE import_items (
  shard smallint NOT NULL,
  import_id bigint NOT NULL,
  position bigint NOT NULL,
  kind smallint NOT NULL,
  state smallint NOT NULL DEFAULT 0,
  key text NOT NULL,
  label text NOT NULL,
  spec text NOT NULL,
  media text NOT NULL DEFAULT '[]',
  target_id bigint NOT NULL DEFAULT 0,
  code text NOT NULL DEFAULT '',
  detail text NOT NULL DEFAULT '',
  PRIMARY KEY (shard, import_id, position)
) WITHOUT ROWID;
CREATE INDEX import_items_next ON import_items (shard, import_id, kind, state, position);

-- Which item waits for a photo to be made.
CREATE TABLE import_media (
  shard smallint NOT NULL,
  media_id bigint NOT NULL,
  import_id bigint NOT NULL,
  position bigint NOT NULL,
  PRIMARY KEY (shard, media_id)
) WITHOUT ROWID;

-- What somebody has brought before, and what it has become: so that it is here once, whatever archive it comes in.
CREATE TABLE brought (
  shard smallint NOT NULL,
  owner_id bigint NOT NULL,
  key text NOT NULL,
  target_id bigint NOT NULL,
  PRIMARY KEY (shard, owner_id, key)
) WITHOUT ROWID;
