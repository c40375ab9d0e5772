"""The jobs that make photos and videos of uploads, make them anew, and make more of them at first request."""
