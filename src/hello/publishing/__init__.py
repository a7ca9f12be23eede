"""Sends what passed a rehearsal to an index, and looks at what arrived."""
