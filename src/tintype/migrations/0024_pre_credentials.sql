-- What lets somebody in beside a password, when a session last showed whose it is, and accounts that are leaving.

-- proven_us: when whoever holds the session last showed a password or a passkey. zone: the time zone that the browser
-- named when it signed in (Europe/Lisbon), by which its owner knows where that was.
ALTER TABLE sessions ADD COLUMN proven_us bigint NOT NULL DEFAULT 0;
ALTER TABLE sessions ADD COLUMN zone text NOT NULL DEFAULT '';

-- gone_us: when an account that is leaving is erased; 0 for all others.
ALTER TABLE accounts ADD COLUMN gone_us bigint NOT NULL DEFAULT 0;

-- credential: the authenticator's own id of it, base64url. public_key: COSE. sign_count: as the authenticator counts,
-- 0 where it does not. used_us: 0 until it has signed somebody in.
CREATE TABLE passkeys (
  shard smallint NOT NULL,
  account_id bigint NOT NULL,
  id bigint NOT NULL,
  credential text NOT NULL CHECK (length(credential) BETWEEN 1 AND 1400),
  public_key blob NOT NULL,
  sign_count bigint NOT NULL,
  name text NOT NULL CHECK (length(name) <= 512),
  made_us bigint NOT NULL,
  used_us bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (shard, account_id, id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX passkeys_credential ON passkeys (shard, credential);

-- secret: what the authenticator app shares with the site, sealed with the site's own secret. is_on: 0 until a first
-- code has been shown. last_step: the time step of the last code that was taken, so that none is taken twice.
CREATE TABLE second_factors (
  shard smallint NOT NULL,
  account_id bigint NOT NULL,
  secret blob NOT NULL,
  is_on smallint NOT NULL DEFAULT 0,
  last_step bigint NOT NULL DEFAULT 0,
  made_us bigint NOT NULL,
  PRIMARY KEY (shard, account_id)
) WITHOUT ROWID;

-- code: keyed BLAKE2b of a recovery code; the row goes when it is used.
CREATE TABLE recovery_codes (
  shard smallint NOT NULL,
  account_id bigint NOT NULL,
  code blob NOT NULL,
  PRIMARY KEY (shard, account_id, code)
) WITHOUT ROWID;

-- Challenges that a passkey has answered: each is answered once. Those that nobody answered leave nothing.
CREATE TABLE spent_challenges (
  shard smallint NOT NULL,
  mark text NOT NULL,
  until_us bigint NOT NULL,
  PRIMARY KEY (shard, mark)
) WITHOUT ROWID;
CREATE INDEX spent_challenges_until ON spent_challenges (until_us);

-- Marks of accounts that were erased, by which a restored backup is told to erase them again. mark: keyed BLAKE2b of the
-- id, so that whoever reads the table learns of nobody.
CREATE TABLE erased (
  shard smallint NOT NULL,
  mark blob NOT NULL,
  at_us bigint NOT NULL,
  PRIMARY KEY (shard, mark)
) WITHOUT ROWID;

-- Everything of one account that lies under the shards of others.
CREATE INDEX usernames_account ON usernames (account_id);
CREATE INDEX emails_account ON emails (account_id);
CREATE INDEX comments_anywhere ON comments (author_id, shard, id);
CREATE INDEX asks_asked ON asks (asked_id);
CREATE INDEX post_mentions_account ON post_mentions (account_id);
CREATE INDEX post_people_account ON post_people (account_id);
CREATE INDEX mute_ends_of ON mute_ends (of_id);
