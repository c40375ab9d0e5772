"""Who may see media, under which addresses, and what follows when that changes."""
