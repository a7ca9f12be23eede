"""Processes, pools and executors: work beyond one interpreter."""
