"""Answers to ports that need nothing but records: the same rows and the same SQL on every engine."""
