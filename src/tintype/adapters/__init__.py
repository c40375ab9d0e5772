"""Answers to the ports, one folder per technology. Only `wiring.py` imports from here."""
