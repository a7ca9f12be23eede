"""How an index refuses: with a status, and a text in the status line."""


class RefusedError(Exception):
    """An upload is refused, with an HTTP status; the text is that of the status line."""

    def __init__(self, status: int, text: str, anchor: str = "") -> None:
        self.status = status
        see = f" See /help/#{anchor} for more information." if anchor else ""
        super().__init__(text + see)
