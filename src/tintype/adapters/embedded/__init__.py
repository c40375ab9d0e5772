"""Everything on one machine: SQLite, memory-mapped files, a local folder, Unix sockets."""
