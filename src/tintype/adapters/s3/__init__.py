"""Blobs in an S3 bucket, through obstore; tickets and the few calls it lacks are signed by ourselves."""
