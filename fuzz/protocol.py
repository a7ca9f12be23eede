"""Feeds the protocol whatever bytes atheris thinks of, cut wherever it likes.

    nox -s fuzz -- -max_total_time=600

The answer is known without any cutting: split the whole stream at its newlines
and look at each line by itself. However the bytes were cut on their way, the
reader has to say the same, and to hold no more than one line.
"""

import sys
import unicodedata

import atheris

with atheris.instrument_imports(include=["hello.chat"]):
    from hello.chat.limits import Limits
    from hello.chat.protocol import LineReader, LineTooLongError, NotUtf8Error, printable

MOST = 64
"""Bytes, of a line and of a piece: short enough that all borders are met often."""

Outcome = tuple[bytes, type[Exception] | None]
"""The lines that were good, and what was wrong with the next one."""


def expected(stream: bytes, limits: Limits) -> Outcome:
    """Return what the whole *stream* has to come to."""
    good = b""
    *lines, rest = stream.split(b"\n")
    for line in lines:
        if len(line) + 1 > limits.max_line:
            return good, LineTooLongError
        try:
            line.decode()
        except UnicodeDecodeError:
            if limits.strict:
                return good, NotUtf8Error
        good += line.decode(errors="replace").encode() + b"\n"
    return good, LineTooLongError if len(rest) >= limits.max_line else None


def outcome(pieces: list[bytes], limits: Limits) -> Outcome:
    """Return what a reader makes of the *pieces*."""
    reader = LineReader(limits)
    good = b""
    for piece in pieces:
        try:
            lines = reader.feed(piece)
        except (LineTooLongError, NotUtf8Error) as error:
            return good + error.lines, type(error)
        assert lines == b"" or lines.endswith(b"\n"), lines
        good += lines
    return good, None


def pieces_of(provider: atheris.FuzzedDataProvider) -> list[bytes]:
    """Return the rest of the fuzzer's bytes in pieces."""
    pieces = []
    while provider.remaining_bytes():
        size = provider.ConsumeIntInRange(0, MOST)
        pieces.append(provider.ConsumeBytes(size))
    return pieces


def check_reader(provider: atheris.FuzzedDataProvider) -> None:
    """Compare the reader with what has to come out."""
    limits = Limits(max_line=provider.ConsumeIntInRange(1, MOST), strict=provider.ConsumeBool())
    pieces = pieces_of(provider)
    said = outcome(pieces, limits)

    assert said == expected(b"".join(pieces), limits), (limits, pieces, said)


def check_printable(provider: atheris.FuzzedDataProvider) -> None:
    """Look for anything that would still steer a terminal."""
    text = printable(provider.ConsumeUnicode(MOST))

    assert {unicodedata.category(one) for one in text} & {"Cc", "Cf", "Cs"} <= (
        {"Cc"} if "\t" in text else set()
    ), text
    assert set(text) & {"\x1b", "\x9b", "\r", "\n", "\x00"} == set(), text
    assert printable(text) == text, text


def check(data: bytes) -> None:
    """Use the first byte to choose what the others are for."""
    provider = atheris.FuzzedDataProvider(data)
    (check_reader if provider.ConsumeIntInRange(0, 3) else check_printable)(provider)


if __name__ == "__main__":
    atheris.Setup(sys.argv, check)
    atheris.Fuzz()
