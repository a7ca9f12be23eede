"""Chat in datagrams: server, client, and a relay that loses them."""
