"""Children that open what strangers send: forked warm, locked in, watched, and not believed."""
