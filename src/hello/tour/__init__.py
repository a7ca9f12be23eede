"""The tour: a newcomer's first minute, stop by stop."""
