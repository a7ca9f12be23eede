"""The client of streams, and the line editor that both clients use."""
