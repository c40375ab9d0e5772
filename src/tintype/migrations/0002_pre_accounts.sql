-- Accounts, their claims on names and addresses, their sessions, and counts of tries.

-- role: 0 member, 1 moderator, 2 operator. state: 0 active, 1 suspended. password: argon2id in PHC form.
-- The bounds are the byte bounds of what people may write, so that no path around the rules stores more.
CREATE TABLE accounts (
  shard smallint NOT NULL,
  id bigint NOT NULL,
  username text NOT NULL CHECK (length(username) BETWEEN 1 AND 240),
  name text NOT NULL DEFAULT '' CHECK (length(name) <= 512),
  bio text NOT NULL DEFAULT '' CHECK (length(bio) <= 4000),
  link text NOT NULL DEFAULT '' CHECK (length(link) <= 2048),
  email text NOT NULL CHECK (length(email) <= 254),
  password text NOT NULL,
  role smallint NOT NULL DEFAULT 0,
  state smallint NOT NULL DEFAULT 0,
  is_private smallint NOT NULL DEFAULT 0,
  avatar_id bigint,
  version bigint NOT NULL DEFAULT 1,
  created_us bigint NOT NULL,
  changed_us bigint NOT NULL,
  PRIMARY KEY (shard, id)
) WITHOUT ROWID;

-- Claims live under the shard of what is claimed, so that one look decides. An account holds one row for its name
-- and, where it differs, one for how the name looks; only the former has `folded`, by which names are found.
-- free_us: 0 while the name is in use, else when others may take it.
CREATE TABLE usernames (
  shard smallint NOT NULL,
  skeleton text NOT NULL,
  account_id bigint NOT NULL,
  folded text NOT NULL DEFAULT '',
  free_us bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (shard, skeleton)
) WITHOUT ROWID;

CREATE TABLE emails (
  shard smallint NOT NULL,
  address text NOT NULL,
  account_id bigint NOT NULL,
  PRIMARY KEY (shard, address)
) WITHOUT ROWID;

-- One row: who came first and operates the site.
CREATE TABLE founders (
  shard smallint NOT NULL,
  id smallint NOT NULL CHECK (shard = 0 AND id = 1),
  account_id bigint NOT NULL,
  PRIMARY KEY (shard, id)
) WITHOUT ROWID;

-- kind: 0 browser, 1 program. secret: keyed BLAKE2b of what the holder has; the holder's copy is nowhere here.
CREATE TABLE sessions (
  shard smallint NOT NULL,
  id bigint NOT NULL,
  account_id bigint NOT NULL,
  secret blob NOT NULL,
  kind smallint NOT NULL,
  scopes smallint NOT NULL,
  name text NOT NULL DEFAULT '' CHECK (length(name) <= 512),
  created_us bigint NOT NULL,
  seen_us bigint NOT NULL,
  expires_us bigint NOT NULL,
  PRIMARY KEY (shard, id)
) WITHOUT ROWID;
CREATE INDEX sessions_account ON sessions (shard, account_id, kind, id);
