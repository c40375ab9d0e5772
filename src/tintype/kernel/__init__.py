"""What every subject stands on: ids, clock, viewer, problems, pages, events, text. Imports nothing of ours."""
