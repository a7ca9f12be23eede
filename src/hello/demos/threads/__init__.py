"""Threads: what they share, how they wait for each other."""
