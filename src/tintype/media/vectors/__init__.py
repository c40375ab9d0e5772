"""What pictures look like to a model: numbers by which others like them are found."""
