"""The options that server commands share, and the settings that they make."""

import functools
import math
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from typing import Any, TypeVar

import click

from hello.chat.entrance.access import check_exposure, read_token, server_context
from hello.chat.limits import Limits
from hello.chat.settings import DEFAULT_PORT, ServerSettings
from hello.errors import WrongUseError

Function = TypeVar("Function", bound=Callable[..., Any])


class Seconds(click.FloatRange):
    """A number of seconds in a range; NaN is in every range, as click sees it."""

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        """Return *value* as a number; see ``click.ParamType.convert``."""
        seconds: float = super().convert(value, param, ctx)
        if math.isnan(seconds):
            self.fail(f"{value!r} is not a number of seconds.", param, ctx)
        return seconds


OWN = {field.name for kind in (ServerSettings, Limits) for field in fields(kind)} | {
    "open_", "tls_cert", "tls_key", "token_file",
}  # fmt: skip
"""What the settings are made of, by the names of the options."""

FILE = click.Path(path_type=Path)

COMMON = (
    click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on."),
    click.option(
        "--port",
        type=click.IntRange(0, 65_535),
        default=DEFAULT_PORT,
        show_default=True,
        help="Port to listen on; 0 picks a free one.",
    ),
    click.option(
        "--max-clients",
        type=click.IntRange(1, 1_000_000),
        default=ServerSettings.max_clients,
        show_default=True,
        help="Clients at a time; one more is told so and refused.",
    ),
    click.option(
        "--token-file",
        type=FILE,
        metavar="FILE",
        help="Let in only who sends the line in this file first.",
    ),
    click.option(
        "--open",
        "open_",
        is_flag=True,
        help="Let everybody in who reaches the address. Other machines reach "
        "all but 127.0.0.1 and ::1.",
    ),
    click.option("--strict", is_flag=True, help="Refuse what is not UTF-8 instead of mending it."),
    click.option("--stats", is_flag=True, help="Write counters as JSON to stdout at the end."),
)

OF_STREAMS = (
    click.option(
        "--max-line",
        type=click.IntRange(16, 1 << 24),
        default=Limits.max_line,
        show_default=True,
        help="Bytes of a line; who sends a longer one has to go.",
    ),
    click.option(
        "--outbox",
        type=click.IntRange(1024, 1 << 30),
        default=Limits.outbox,
        show_default=True,
        help="Bytes that may wait for one client before nobody is read any further.",
    ),
    click.option(
        "--patience",
        type=Seconds(0.01, 3600),
        default=Limits.patience,
        show_default=True,
        help="Seconds that a client has to empty a full outbox.",
    ),
    click.option(
        "--slow",
        type=click.Choice(["drop", "skip"]),
        default=Limits.slow,
        show_default=True,
        help="A client without patience left is dropped, or misses lines.",
    ),
    click.option(
        "--idle-timeout",
        type=Seconds(0.1, 604_800),
        help="Drop who has sent nothing for so many seconds.  [default: never]",
    ),
    click.option(
        "--tls-cert", type=FILE, metavar="FILE", help="Encrypt: the certificate chain, PEM."
    ),
    click.option("--tls-key", type=FILE, metavar="FILE", help="The key of --tls-cert, PEM."),
    click.option(
        "--backplane",
        metavar="URL",
        envvar="HELLO_BACKPLANE",
        show_envvar=True,
        help="Be one room with all servers at this broker: redis://HOST or amqp://HOST. "
        "Others see the command line, so a password belongs in the variable.",
    ),
)


def server_examples(command: str) -> tuple[str, ...]:
    """Return lines for the help of a TCP server called *command*."""
    return (
        f"{command} --port 0 --stats",
        f"{command} --slow skip --patience 5",
        f"{command} --host 0.0.0.0 --token-file token --tls-cert cert.pem --tls-key key.pem",
    )


def server_options(function: Function) -> Function:
    """Add the options of a TCP server to a click command; see ``_with_settings``."""
    return _with_settings(function, (*COMMON, *OF_STREAMS))


def datagram_server_options(function: Function) -> Function:
    """Add the options of a UDP server to a click command; see ``_with_settings``."""
    return _with_settings(function, COMMON)


def _with_settings(function: Function, options: tuple[Callable[..., Any], ...]) -> Function:
    """Add *options*; *function* gets ``settings``, a ServerSettings, and the flag ``stats``."""

    @functools.wraps(function)
    def with_settings(**parameters: Any) -> Any:
        own = {name: parameters.pop(name) for name in OWN & parameters.keys()}
        return function(settings=_settings(own), **parameters)

    for option in reversed(options):
        option(with_settings)
    return with_settings  # type: ignore[return-value]  # click calls it with what the user gave


def _settings(given: dict[str, Any]) -> ServerSettings:
    """Return the settings of the options *given*, or raise WrongUseError."""
    _check_pairs(given)
    token_file, cert, key = (given.get(name) for name in ("token_file", "tls_cert", "tls_key"))
    is_exposed = check_exposure(
        given["host"], has_token=token_file is not None, open_=given["open_"]
    )
    if is_exposed and token_file and "tls_cert" in given and not cert:
        warn("the token crosses the network readable; encrypt it with --tls-cert and --tls-key")
    return ServerSettings(
        **_fields_of(ServerSettings, given),
        limits=Limits(**_fields_of(Limits, given)),
        token=read_token(token_file, warn) if token_file else None,
        tls=server_context(cert, key) if cert and key else None,
    )


def _fields_of(kind: type[Any], given: dict[str, Any]) -> dict[str, Any]:
    return {field.name: given[field.name] for field in fields(kind) if field.name in given}


def _check_pairs(given: dict[str, Any]) -> None:
    """Raise WrongUseError for options that do not go together."""
    cert, key = given.get("tls_cert"), given.get("tls_key")
    if bool(cert) != bool(key):
        one, other = ("--tls-cert", "--tls-key") if cert else ("--tls-key", "--tls-cert")
        raise WrongUseError(f"{one} without {other}", next_step="give both, or neither")
    if given["open_"] and given["token_file"]:
        raise WrongUseError(
            "--open lets everybody in, --token-file does not", next_step="give one of them"
        )
    if given.get("max_line", 0) > given.get("outbox", math.inf):
        raise WrongUseError(
            "--max-line is more than --outbox",
            given["max_line"],
            next_step=f"take at most {given['outbox']}: a line has to fit into it",
        )


def warn(text: str) -> None:
    """Write *text* to stderr as a line of the command that runs."""
    name = click.get_current_context().find_root().info_name
    click.echo(f"{name}: warning: {text}", err=True)
