"""All that is packaged."""

GREETING = "Hello, World!"
