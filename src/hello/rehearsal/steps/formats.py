"""The tutorial's 13 setup.py commands, for a project of setuptools: see ``helloworld commands``."""

from hello.errors import WrongUseError
from hello.rehearsal.build_system import read_build_system
from hello.rehearsal.model import Finding, Found, SkippedError
from hello.rehearsal.plan import Command, Plan
from hello.rehearsal.redaction import redacted

MOST_NAMED = 3
NEXT = "see it whole with 'helloworld commands --only"


def take(plan: Plan) -> Found:
    """Run the commands. What another system's tool is missing for is no fault of the project."""
    system = read_build_system(plan.source)
    if not system.is_setuptools:
        raise SkippedError(f"these are setuptools' commands; {system.backend} builds the project")
    if plan.commands is None:
        raise SkippedError("not asked for")
    try:
        commands = plan.commands(plan.source)
    except WrongUseError as error:
        fact, _, remedy = str(error).rpartition("; ")
        return Found(findings=(Finding("command-fails", redacted(fact), remedy),))
    short = [command for command in commands if command.outcome == "failed"]
    said = [_in_words(command) for command in commands if command not in short]
    return Found(tuple(said), (_finding(short),) if short else ())


def _in_words(command: Command) -> str:
    parts = (f"{command.line}: {command.outcome}", ", ".join(command.files), command.why)
    return "; ".join(part for part in parts if part)


def _finding(short: list[Command]) -> Finding:
    """Return the one finding for all that fell *short*."""
    named = [f"{command.line} ({redacted(command.why)})" for command in short[:MOST_NAMED]]
    more = len(short) - len(named)
    fact = ", ".join(named) + (f" and {more} more" if more else "")
    return Finding("command-fails", f"setup.py fails: {fact}", f"{NEXT} {short[0].line}'")
