"""Words to videos."""
