"""One module a step: a function that takes the Plan, and returns what it found."""
