"""Content networks, told over HTTP. Loaded only where a setting names one."""
