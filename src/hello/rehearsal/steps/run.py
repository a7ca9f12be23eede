"""Imports every package of what was installed, loads its entry points, and starts its scripts."""

from concurrent.futures import ThreadPoolExecutor

from hello.errors import unknown
from hello.rehearsal.installed import Installed, installed_in
from hello.rehearsal.model import Found, SkippedError
from hello.rehearsal.plan import Plan
from hello.rehearsal.settings import TABLE
from hello.rehearsal.steps.install import KINDS
from hello.rehearsal.tally import findings
from hello.rehearsal.trial import Trial


def take(plan: Plan) -> Found:
    """Try what ``install`` has put into each environment, side by side."""
    name = plan.wheel.name.partition("-")[0]
    found = {
        kind: installed
        for kind in KINDS
        if (installed := installed_in(plan.environment(kind), name))
    }
    if not found:
        raise SkippedError(f"{name} is not installed")
    _refuse_unknown(plan, found)
    room = plan.room_for("run")
    for kind in found:
        (room / kind).mkdir()
    with ThreadPoolExecutor(len(KINDS), "trial") as pool:
        trials = [
            pool.submit(Trial(plan, kind, installed, room / kind).take)
            for kind, installed in found.items()
        ]
        tallies = [trial.result() for trial in trials]
    evidence = tuple(line for tally in tallies for line in tally.lines)
    return Found(evidence, findings(tallies))


def _refuse_unknown(plan: Plan, found: dict[str, Installed]) -> None:
    """Raise WrongUseError where the settings name a script that there is not."""
    names = {script.name for installed in found.values() for script in installed.scripts}
    for name in plan.settings.scripts:
        if name not in names:
            raise unknown("script", name, names, otherwise=f"take it out of [{TABLE}.scripts]")
