-- Who is told of what: a row for each thing that happened (a notice), and what they add up to in somebody's list.

-- kind: see NoticeKind. subject_id: what it is about, a post, a comment or 0; post_id: the post around it, or 0;
-- about_id: the comment that says it, or 0. day: the day it counts in, since 1970. is_gone: taken back; kept, so that
-- what is taken back and done again is not told twice a day.
CREATE TABLE notices (
  shard smallint NOT NULL,
  owner_id bigint NOT NULL,
  kind smallint NOT NULL,
  subject_id bigint NOT NULL,
  actor_id bigint NOT NULL,
  about_id bigint NOT NULL,
  post_id bigint NOT NULL,
  day integer NOT NULL,
  at_us bigint NOT NULL,
  is_gone smallint NOT NULL DEFAULT 0,
  PRIMARY KEY (shard, owner_id, kind, subject_id, actor_id, about_id)
) WITHOUT ROWID;
CREATE INDEX notices_newest ON notices (shard, owner_id, kind, subject_id, day, at_us) WHERE is_gone = 0;
CREATE INDEX notices_actor ON notices (shard, owner_id, actor_id);
CREATE INDEX notices_old ON notices (at_us);

-- One line of somebody's list: n people did the same to the same thing on one day. pushed_us: when a device was last
-- told of it, 0 for never.
CREATE TABLE notifications (
  shard smallint NOT NULL,
  owner_id bigint NOT NULL,
  kind smallint NOT NULL,
  subject_id bigint NOT NULL,
  day integer NOT NULL,
  id bigint NOT NULL,
  post_id bigint NOT NULL,
  n integer NOT NULL,
  newest_us bigint NOT NULL,
  pushed_us bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (shard, owner_id, kind, subject_id, day)
) WITHOUT ROWID;
CREATE INDEX notifications_newest ON notifications (shard, owner_id, newest_us, id) WHERE n > 0;
CREATE INDEX notifications_old ON notifications (newest_us);

-- What somebody wants to be told, and how far they have read. choices: JSON, only what differs from the defaults.
-- digest: 0 none, 1 daily, 2 weekly; due_us: when the next one is, 0 for never; told_us: up to when the last one told.
CREATE TABLE notification_wishes (
  shard smallint NOT NULL,
  owner_id bigint NOT NULL,
  choices text NOT NULL DEFAULT '{}' CHECK (length(choices) <= 4000),
  seen_us bigint NOT NULL DEFAULT 0,
  digest smallint NOT NULL DEFAULT 0,
  due_us bigint NOT NULL DEFAULT 0,
  told_us bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (shard, owner_id)
) WITHOUT ROWID;
CREATE INDEX notification_wishes_due ON notification_wishes (due_us, owner_id) WHERE due_us > 0;

-- Posts of which somebody no longer wants to hear.
CREATE TABLE quiet_posts (
  shard smallint NOT NULL,
  owner_id bigint NOT NULL,
  post_id bigint NOT NULL,
  at_us bigint NOT NULL,
  PRIMARY KEY (shard, owner_id, post_id)
) WITHOUT ROWID;

-- Browsers that are told while no page is open. key: the browser's point on P-256; auth: the secret it shares with us.
CREATE TABLE push_subscriptions (
  shard smallint NOT NULL,
  owner_id bigint NOT NULL,
  id bigint NOT NULL,
  session_id bigint NOT NULL,
  endpoint text NOT NULL CHECK (length(endpoint) <= 2048),
  key blob NOT NULL,
  auth blob NOT NULL,
  agent text NOT NULL DEFAULT '' CHECK (length(agent) <= 512),
  created_us bigint NOT NULL,
  PRIMARY KEY (shard, owner_id, id)
) WITHOUT ROWID;

-- What somebody did themselves, for their own eyes. kind: see ActKind; subject_id: the post or the comment.
CREATE TABLE own_acts (
  shard smallint NOT NULL,
  actor_id bigint NOT NULL,
  kind smallint NOT NULL,
  subject_id bigint NOT NULL,
  post_id bigint NOT NULL,
  at_us bigint NOT NULL,
  PRIMARY KEY (shard, actor_id, kind, subject_id)
) WITHOUT ROWID;
CREATE INDEX own_acts_newest ON own_acts (shard, actor_id, at_us, subject_id);
CREATE INDEX own_acts_of_kind ON own_acts (shard, actor_id, kind, at_us, subject_id);
