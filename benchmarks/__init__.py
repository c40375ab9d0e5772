"""What Tintype can do on one machine, measured with real requests: `make bench`."""
