-- How accounts arrive: who has proven an e-mail address, who invites whom, who waits to be let in.

-- confirmed_us: when the address was proven; 0 while the account has been asked to, null where nobody has asked.
-- invite_id: the invite that somebody came by.
ALTER TABLE accounts ADD COLUMN confirmed_us bigint;
ALTER TABLE accounts ADD COLUMN invite_id bigint;

-- forwards: links to a name that rests lead to the account that had it.
ALTER TABLE usernames ADD COLUMN forwards smallint NOT NULL DEFAULT 0;

-- What a link in a letter proves, once. purpose: 0 an address, 1 another address, 2 that one may take a new password.
-- The link is made from the id and the site's secret when the letter leaves, so no row lets anybody in. An account has
-- at most three of a purpose.
CREATE TABLE mail_links (
  shard smallint NOT NULL,
  id bigint NOT NULL,
  account_id bigint NOT NULL,
  purpose smallint NOT NULL,
  email text NOT NULL CHECK (length(email) <= 254),
  expires_us bigint NOT NULL,
  PRIMARY KEY (shard, id)
) WITHOUT ROWID;
CREATE INDEX mail_links_account ON mail_links (shard, account_id, purpose, id);

-- Under the shard of whoever invites. uses counts those who came.
CREATE TABLE invites (
  shard smallint NOT NULL,
  id bigint NOT NULL,
  by_id bigint NOT NULL,
  note text NOT NULL DEFAULT '' CHECK (length(note) <= 512),
  uses_max bigint NOT NULL,
  uses bigint NOT NULL DEFAULT 0,
  expires_us bigint NOT NULL,
  PRIMARY KEY (shard, id)
) WITHOUT ROWID;
CREATE INDEX invites_by ON invites (shard, by_id, id);

-- Accounts that wait to be let in, with what they say about themselves.
CREATE TABLE arrivals (
  shard smallint NOT NULL,
  account_id bigint NOT NULL,
  words text NOT NULL DEFAULT '' CHECK (length(words) <= 4000),
  at_us bigint NOT NULL,
  PRIMARY KEY (shard, account_id)
) WITHOUT ROWID;
CREATE INDEX arrivals_at ON arrivals (at_us, account_id);
