"""Questions the subjects ask of the outside: one Protocol per file."""
