"""Nothing is shared yet."""
