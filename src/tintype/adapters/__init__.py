"""Answers to the ports, one folder per technology. Only `wiring` imports from here."""
