"""What a server has done so far, in numbers."""

from dataclasses import dataclass


@dataclass
class Counters:
    """Counts of one server; ``lines_out`` and ``bytes_out`` count every member's copy.

    ``peak_outbox`` is the most that ever waited for one member, in bytes.
    """

    accepted: int = 0
    refused: int = 0
    left: int = 0
    dropped: int = 0
    skipped_lines: int = 0
    lines_in: int = 0
    lines_out: int = 0
    bytes_in: int = 0
    bytes_out: int = 0
    peak_outbox: int = 0
    now_clients: int = 0
    peak_clients: int = 0

    def one_more(self) -> None:
        """Count a client that came in."""
        self.accepted += 1
        self.now_clients += 1
        self.peak_clients = max(self.peak_clients, self.now_clients)

    def one_less(self) -> None:
        """Count a client that went."""
        self.left += 1
        self.now_clients -= 1
