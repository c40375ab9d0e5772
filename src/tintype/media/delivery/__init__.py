"""Bytes on their way out: one address a file, its type, its parts and its playlists."""
