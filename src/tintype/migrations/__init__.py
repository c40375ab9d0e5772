"""The schema, forward only: numbered SQL files that both engines understand."""
