"""The door: who is asking, may they, how much, in what words."""
