"""Artifacts on this disk, made ready for uv, which would else keep copies of them in its cache."""

import zipfile
from email import message_from_bytes
from pathlib import Path

from hello.rehearsal.plan import Plan
from hello.workbench.environments import Environment


def wheel_of(plan: Plan, environment: Environment, artifact: Path) -> Path | None:
    """Return *artifact*, or for an sdist a wheel built from it, as every installer does first.

    It is built in the build environment. None where that fails, or there is none.
    """
    from hello.rehearsal.build_environment import bench_of, environment_of
    from hello.rehearsal.building import BackendError, unpack

    if artifact.name.endswith(".whl"):
        return artifact
    if not environment_of(plan).python.exists():
        return None
    room = plan.room_for(f"install-{environment.folder.name}")
    try:
        bench = bench_of(plan, room)
        return bench.build("wheel", unpack(artifact, room / "unpacked"), room / "wheel")
    except BackendError:
        return None


def requirements_of(wheel: Path) -> list[str] | None:
    """Return what *wheel* depends on here, without its extras; None where it cannot be read."""
    from packaging.requirements import Requirement

    try:
        with zipfile.ZipFile(wheel) as archive:
            (name,) = (name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
            metadata = message_from_bytes(archive.read(name))
        wanted = [Requirement(one) for one in metadata.get_all("Requires-Dist", [])]
    except (zipfile.BadZipFile, ValueError):  # InvalidRequirement is a ValueError
        return None
    return [str(one) for one in wanted if not one.marker or one.marker.evaluate({"extra": ""})]
