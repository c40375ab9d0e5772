"""What may be shown: the block list, near copies, the classifier's word, and what people decide."""
