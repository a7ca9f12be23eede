"""Options that subcommands share, and what is to be checked of their values."""

import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from hello.errors import WrongUseError

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]


def refuse_nan(_ctx: click.Context, _param: click.Parameter, value: float) -> float:
    """Pass *value* on; NaN is in every range, as click sees it."""
    if math.isnan(value):
        raise click.BadParameter(f"{value} is not a number of seconds")
    return value


deadline_option: Decorator = click.option(
    "--deadline",
    "deadline_seconds",
    type=click.FloatRange(1, 7200),
    callback=refuse_nan,
    default=600.0,
    show_default=True,
    help="End the run after this many seconds.",
)

html_option: Decorator = click.option(
    "--html",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    help="Write the report to this file as well.",
)


def check_places(html: Path | None, keep: Path | None) -> None:
    """Make the folder *keep*; raise WrongUseError where that, or the page, cannot be."""
    if html and not html.parent.is_dir():
        raise WrongUseError("no such folder", str(html.parent), next_step="make it first")
    if keep:
        try:
            keep.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise WrongUseError(
                f"cannot make this folder: {error.strerror}", str(keep), next_step="give another"
            ) from None
