"""What people of the demo write: captions, titles, tags, comments, places, descriptions of pictures."""
