"""Text of what arrives at a client, however it was cut on its way. No socket, no thread."""

import codecs

LONGEST = 65_536
"""Characters after which a line is shown although its end has not arrived."""


class IncomingLines:
    """Makes lines of bytes in UTF-8; a character that was cut waits for its rest.

    What is no UTF-8 becomes U+FFFD.
    """

    def __init__(self) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")
        self._rest = ""

    def feed(self, data: bytes) -> list[str]:
        """Return the lines that *data* completes, without their ends."""
        *lines, self._rest = (self._rest + self._decoder.decode(data)).split("\n")
        if len(self._rest) > LONGEST:
            lines.append(self._rest)
            self._rest = ""
        return [line.removesuffix("\r") for line in lines]

    def end(self) -> list[str]:
        """Return what there is of a last line without an end."""
        rest = self._rest + self._decoder.decode(b"", final=True)
        self._rest = ""
        return [rest] if rest else []
