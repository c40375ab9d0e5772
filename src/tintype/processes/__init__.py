"""The processes of one running site: a supervisor, API processes and a worker."""
