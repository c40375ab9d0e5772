"""Pictures drawn from a seed: landscapes, cities, patterns and faces one likes to look at."""
