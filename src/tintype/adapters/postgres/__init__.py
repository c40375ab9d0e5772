"""Adapters of sites in PostgreSQL: many processes on many machines share one truth."""
