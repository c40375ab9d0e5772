"""A whole site from one kind of store to another. The one folder here that knows two technologies at once."""
