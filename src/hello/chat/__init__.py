"""A chat: protocol and room without sockets, and the thin servers and clients around them."""
