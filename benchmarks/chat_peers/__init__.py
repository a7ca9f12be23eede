"""What benchmarks/chat.py and chat_soak.py are made of: servers to compare, crowds of clients."""
