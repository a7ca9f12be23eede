"""Servers of streams: one in a single thread, two with a thread a client; and their command."""
