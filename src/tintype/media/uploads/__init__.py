"""Bytes on their way in: announced, sent in one piece or in parts, checked, counted, and settled once."""
