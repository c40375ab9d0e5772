"""A film's bytes to everything we play of it. Runs only inside the sandbox, but for its limits and fragments."""
