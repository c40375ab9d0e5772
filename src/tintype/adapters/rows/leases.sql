-- name: lease_of  (uses the primary key)
SELECT fence, until_us FROM leases WHERE shard = :shard AND name = :name;

-- name: take_lease  (uses the primary key; the row decides between two who come at once)
INSERT INTO leases (shard, name, holder, fence, until_us) VALUES (:shard, :name, :holder, 1, :until_us)
ON CONFLICT (shard, name) DO UPDATE SET
  holder = excluded.holder, fence = leases.fence + 1, until_us = excluded.until_us
WHERE leases.until_us <= :now_us
RETURNING fence;

-- name: renew_lease  (uses the primary key; also one that has run out, if nobody has taken it since)
UPDATE leases SET until_us = :until_us WHERE shard = :shard AND name = :name AND fence = :fence;

-- name: leave_lease  (uses the primary key)
UPDATE leases SET until_us = 0 WHERE shard = :shard AND name = :name AND fence = :fence;
