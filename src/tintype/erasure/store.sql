-- Everything that is kept of one account, table by table. tests/erasure holds this file against the schema: a table with
-- a column for accounts is named here or in `kept.py`, with the reason.
--
-- Rows are found by the account's shard, which is a 4,096th of the site, and walked there: an account is erased once in
-- its life, and an index for that would be paid for with every post.

-- name: own_sessions  (uses sessions_account)
DELETE FROM sessions WHERE shard = :shard AND account_id = :account_id;

-- name: own_passkeys  (uses the primary key)
DELETE FROM passkeys WHERE shard = :shard AND account_id = :account_id;

-- name: own_second_factors  (uses the primary key)
DELETE FROM second_factors WHERE shard = :shard AND account_id = :account_id;

-- name: own_recovery_codes  (uses the primary key)
DELETE FROM recovery_codes WHERE shard = :shard AND account_id = :account_id;

-- name: own_asks  (uses the primary key)
DELETE FROM asks WHERE shard = :shard AND asker_id = :account_id;

-- name: own_totals  (uses the primary key)
DELETE FROM post_totals WHERE shard = :shard AND author_id = :account_id;

-- name: own_storage  (uses the primary key)
DELETE FROM storage_used WHERE shard = :shard AND account_id = :account_id;

-- name: own_answers  (uses the primary key)
DELETE FROM idempotency WHERE shard = :shard AND account_id = :account_id;

-- name: own_hashes  (uses the primary key)
DELETE FROM media_hashes WHERE shard = :shard AND owner_id = :account_id;

-- name: own_vectors  (uses the primary key: its shard)
DELETE FROM media_vectors WHERE shard = :shard AND owner_id = :account_id;

-- name: own_acts_on_media  (uses the primary key: its shard)
DELETE FROM media_acts WHERE shard = :shard AND owner_id = :account_id;

-- name: own_uploads  (uses the primary key: its shard)
DELETE FROM uploads WHERE shard = :shard AND owner_id = :account_id;

-- name: own_mute_ends  (uses the primary key)
DELETE FROM mute_ends WHERE shard = :shard AND by_id = :account_id;

-- name: own_classes  (uses the primary key)
DELETE FROM classes WHERE shard = :shard AND account_id = :account_id;

-- name: own_far_readers  (uses the primary key)
DELETE FROM far_readers WHERE shard = :shard AND reader_id = :account_id;

-- name: own_engagement_choices  (uses the primary key)
DELETE FROM engagement_choices WHERE shard = :shard AND account_id = :account_id;

-- name: own_collection_items  (uses collection_items_post)
DELETE FROM collection_items WHERE shard = :shard AND owner_id = :account_id;

-- name: own_collections  (uses collections_owner)
DELETE FROM collections WHERE shard = :shard AND owner_id = :account_id;

-- name: own_posts_naming  (uses the primary key)
DELETE FROM posts_naming WHERE shard = :shard AND account_id = :account_id;

-- name: own_naming_rules  (uses the primary key)
DELETE FROM naming_rules WHERE shard = :shard AND account_id = :account_id;

-- name: own_notices  (uses the primary key)
DELETE FROM notices WHERE shard = :shard AND owner_id = :account_id;

-- name: own_notifications  (uses the primary key)
DELETE FROM notifications WHERE shard = :shard AND owner_id = :account_id;

-- name: own_notification_wishes  (uses the primary key)
DELETE FROM notification_wishes WHERE shard = :shard AND owner_id = :account_id;

-- name: own_quiet_posts  (uses the primary key)
DELETE FROM quiet_posts WHERE shard = :shard AND owner_id = :account_id;

-- name: own_push_subscriptions  (uses the primary key)
DELETE FROM push_subscriptions WHERE shard = :shard AND owner_id = :account_id;

-- name: own_discovery_choices  (uses the primary key)
DELETE FROM discovery_choices WHERE shard = :shard AND account_id = :account_id;

-- name: own_followed_tags  (uses the primary key)
DELETE FROM tag_follows WHERE shard = :shard AND account_id = :account_id;

-- name: own_explore_pools  (uses the primary key)
DELETE FROM explore_pools WHERE shard = :shard AND owner_id = :account_id;

-- name: own_feed_choices  (uses the primary key)
DELETE FROM feed_choices WHERE shard = :shard AND account_id = :account_id;

-- name: own_impressions  (uses impressions_viewer)
DELETE FROM impressions WHERE shard = :shard AND viewer_id = :account_id;

-- name: own_seen_posts  (uses the primary key)
DELETE FROM seen_posts WHERE shard = :shard AND viewer_id = :account_id;

-- name: own_tastes  (uses the primary key)
DELETE FROM tastes WHERE shard = :shard AND viewer_id = :account_id;

-- name: own_author_wishes  (uses the primary key)
DELETE FROM author_wishes WHERE shard = :shard AND viewer_id = :account_id;

-- name: own_hidden_posts  (uses the primary key)
DELETE FROM hidden_posts WHERE shard = :shard AND viewer_id = :account_id;

-- name: own_author_figures  (uses the primary key)
DELETE FROM author_figures WHERE shard = :shard AND author_id = :account_id;

-- name: own_deeds  (uses the primary key)
DELETE FROM own_acts WHERE shard = :shard AND actor_id = :account_id;

-- name: own_mail_links  (uses mail_links_account)
DELETE FROM mail_links WHERE shard = :shard AND account_id = :account_id;

-- name: own_invites  (uses invites_by)
DELETE FROM invites WHERE shard = :shard AND by_id = :account_id;

-- name: own_arrivals  (uses the primary key)
DELETE FROM arrivals WHERE shard = :shard AND account_id = :account_id;

-- name: own_exports  (uses exports_owner)
DELETE FROM exports WHERE shard = :shard AND owner_id = :account_id;

-- name: own_imports  (uses imports_owner)
DELETE FROM imports WHERE shard = :shard AND owner_id = :account_id;

-- name: own_brought  (uses the primary key)
DELETE FROM brought WHERE shard = :shard AND owner_id = :account_id;

-- name: own_counts  (uses the primary key)
DELETE FROM counts WHERE shard = :shard AND node = :account_id;

-- name: posts_walk  (uses the primary key)
SELECT id, author_id, order_id FROM posts WHERE shard = :shard AND id > :after ORDER BY id LIMIT :limit;

-- name: tags_of  (uses the primary key)
SELECT t.post_id, t.tag FROM keys(:post_ids) AS k JOIN post_tags AS t ON t.shard = k.shard AND t.post_id = k.id;

-- name: captions_of  (uses the primary key)
SELECT h.post_id, h.caption FROM keys(:post_ids) AS k
  JOIN post_history AS h ON h.shard = k.shard AND h.post_id = k.id WHERE h.caption IS NOT NULL;

-- name: unlist  (uses the primary key)
DELETE FROM tag_posts WHERE shard = :shard AND tag = :tag AND order_id = :order_id;

-- name: places_of  (uses the primary key)
SELECT p.id, p.place_id FROM keys(:post_ids) AS k
  JOIN posts AS p ON p.shard = k.shard AND p.id = k.id WHERE p.place_id IS NOT NULL;

-- name: unlist_place  (uses the primary key)
DELETE FROM place_posts WHERE shard = :shard AND place_id = :place_id AND order_id = :order_id;

-- name: post_media  (uses the primary key)
DELETE FROM post_media WHERE (shard, post_id) IN (SELECT k.shard, k.id FROM keys(:post_ids) AS k);

-- name: post_tags  (uses the primary key)
DELETE FROM post_tags WHERE (shard, post_id) IN (SELECT k.shard, k.id FROM keys(:post_ids) AS k);

-- name: post_mentions  (uses the primary key)
DELETE FROM post_mentions WHERE (shard, post_id) IN (SELECT k.shard, k.id FROM keys(:post_ids) AS k);

-- name: post_history  (uses the primary key)
DELETE FROM post_history WHERE (shard, post_id) IN (SELECT k.shard, k.id FROM keys(:post_ids) AS k);

-- name: post_comment_totals  (uses the primary key)
DELETE FROM comment_totals WHERE (shard, post_id) IN (SELECT k.shard, k.id FROM keys(:post_ids) AS k);

-- name: post_conversations  (uses the primary key)
DELETE FROM conversations WHERE (shard, post_id) IN (SELECT k.shard, k.id FROM keys(:post_ids) AS k);

-- name: people_in  (uses the primary key)
SELECT p.post_id, p.account_id FROM keys(:post_ids) AS k
  JOIN post_people AS p ON p.shard = k.shard AND p.post_id = k.id;

-- name: forget_naming  (uses the primary key)
DELETE FROM posts_naming
 WHERE shard = :shard AND account_id = :person_id AND state IN (1, 2, 3, 4) AND order_id = :order_id;

-- name: post_people  (uses the primary key)
DELETE FROM post_people WHERE (shard, post_id) IN (SELECT k.shard, k.id FROM keys(:post_ids) AS k);

-- name: post_figures  (uses the primary key)
DELETE FROM post_figures WHERE (shard, post_id) IN (SELECT k.shard, k.id FROM keys(:post_ids) AS k);

-- name: post_counts  (uses the primary key)
DELETE FROM counts WHERE (shard, node) IN (SELECT k.shard, k.id FROM keys(:post_ids) AS k);

-- name: post_rows  (uses the primary key)
DELETE FROM posts WHERE (shard, id) IN (SELECT k.shard, k.id FROM keys(:post_ids) AS k);

-- name: comments_walk  (uses the primary key; those under the account's posts lie in its own shard)
SELECT id, owner_id FROM comments WHERE shard = :shard AND id > :after ORDER BY id LIMIT :limit;

-- name: comments_anywhere  (uses comments_anywhere)
SELECT id, state FROM comments WHERE author_id = :account_id ORDER BY shard, id LIMIT :limit;

-- name: comment_counts  (uses the primary key)
DELETE FROM counts WHERE (shard, node) IN (SELECT k.shard, k.id FROM keys(:comment_ids) AS k);

-- name: comment_rows  (uses the primary key)
DELETE FROM comments WHERE (shard, id) IN (SELECT k.shard, k.id FROM keys(:comment_ids) AS k);

-- name: media_of_owner  (uses media_owner)
SELECT id FROM media WHERE shard = :shard AND owner_id = :account_id ORDER BY id LIMIT :limit;

-- name: upload_blobs  (uses the primary key: its shard)
SELECT blob FROM uploads WHERE shard = :shard AND owner_id = :account_id;

-- name: drop_picture  (uses the primary key)
UPDATE accounts SET avatar_id = NULL WHERE shard = :shard AND id = :account_id;

-- name: asked_of  (uses asks_asked)
SELECT asker_id FROM asks WHERE asked_id = :account_id LIMIT :limit;

-- name: forget_asked  (uses the primary key)
DELETE FROM asks WHERE (shard, asker_id) IN (SELECT k.shard, k.id FROM keys(:ids) AS k)
   AND asked_id = :account_id;

-- name: mentioned_in  (uses post_mentions_account)
SELECT post_id FROM post_mentions WHERE account_id = :account_id LIMIT :limit;

-- name: forget_mentions  (uses the primary key)
DELETE FROM post_mentions WHERE (shard, post_id) IN (SELECT k.shard, k.id FROM keys(:ids) AS k)
   AND account_id = :account_id;

-- name: named_in  (uses post_people_account)
SELECT post_id FROM post_people WHERE account_id = :account_id LIMIT :limit;

-- name: forget_named  (uses the primary key)
DELETE FROM post_people WHERE (shard, post_id) IN (SELECT k.shard, k.id FROM keys(:ids) AS k)
   AND account_id = :account_id;

-- name: muted_by  (uses mute_ends_of)
SELECT by_id FROM mute_ends WHERE of_id = :account_id LIMIT :limit;

-- name: forget_muted  (uses the primary key)
DELETE FROM mute_ends WHERE (shard, by_id) IN (SELECT k.shard, k.id FROM keys(:ids) AS k)
   AND of_id = :account_id;

-- name: wished_by  (uses author_wishes_of)
SELECT viewer_id FROM author_wishes WHERE author_id = :account_id LIMIT :limit;

-- name: forget_wished  (uses the primary key)
DELETE FROM author_wishes WHERE (shard, viewer_id) IN (SELECT k.shard, k.id FROM keys(:ids) AS k)
   AND author_id = :account_id;

-- name: collections_of  (uses collections_owner)
SELECT id FROM collections WHERE shard = :shard AND owner_id = :account_id LIMIT :limit;

-- name: forget_lent  (uses the primary key; what the account put into collections of others)
DELETE FROM collection_items WHERE (shard, collection_id) IN (SELECT k.shard, k.id FROM keys(:ids) AS k)
   AND by_id = :account_id;

-- name: archives_of  (uses exports_owner and imports_owner)
SELECT blob FROM exports WHERE shard = :shard AND owner_id = :account_id
 UNION ALL SELECT i.blob FROM imports AS i WHERE i.shard = :shard AND i.owner_id = :account_id;

-- name: imports_of  (uses imports_owner)
SELECT id FROM imports WHERE shard = :shard AND owner_id = :account_id;

-- name: import_items  (uses the primary key)
DELETE FROM import_items WHERE (shard, import_id) IN (SELECT k.shard, k.id FROM keys(:ids) AS k);

-- name: import_media  (uses the primary key: its shard)
DELETE FROM import_media WHERE shard = :shard AND import_id IN :ids;

-- name: names_of  (uses usernames_account)
SELECT skeleton FROM usernames WHERE account_id = :account_id;

-- name: forget_name  (uses the primary key)
DELETE FROM usernames WHERE shard = :shard AND skeleton = :skeleton AND account_id = :account_id;

-- name: addresses_of  (uses emails_account)
SELECT address FROM emails WHERE account_id = :account_id;

-- name: forget_address  (uses the primary key)
DELETE FROM emails WHERE shard = :shard AND address = :address AND account_id = :account_id;

-- name: forget_founder  (uses the primary key; the row stays, or the next who comes would operate the site)
UPDATE founders SET account_id = 0 WHERE shard = 0 AND id = 1 AND account_id = :account_id;

-- name: forget_account  (uses the primary key)
DELETE FROM accounts WHERE shard = :shard AND id = :account_id;

-- name: remember_erased
INSERT INTO erased (shard, mark, at_us) VALUES (:shard, :mark, :now_us) ON CONFLICT (shard, mark) DO NOTHING;

-- name: accounts_walk  (uses the primary key)
SELECT id FROM accounts WHERE shard = :shard AND id > :after ORDER BY id LIMIT :limit;
