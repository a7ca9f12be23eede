"""Network programming: servers that survive their clients, and the clients."""
