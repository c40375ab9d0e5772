"""A photo's bytes to everything we show of it. Runs only inside the sandbox, but for what is said of looks."""
