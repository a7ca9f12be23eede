"""The way in: listening, who may in, TLS."""
