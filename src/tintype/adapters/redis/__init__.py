"""Redis and Valkey, a single server or a cluster: caches, broadcast, feeds and limits that many nodes share."""
