"""What a process that is to be recorded is told."""

import json
import os

from hello.tracing.settings import ROOT, STARTUP, VARIABLE, Settings
from hello.tracing.startup import sitecustomize


def test_both_sides_name_the_variable_alike() -> None:
    assert sitecustomize.VARIABLE == VARIABLE


def test_the_rest_of_the_environment_stays() -> None:
    found = Settings("folder", 2.5, "beside").environment({"HOME": "/home/ann"})

    assert found["HOME"] == "/home/ann"
    assert found["PYTHONPATH"] == str(STARTUP)
    assert json.loads(found[VARIABLE]) == {
        "folder": "folder",
        "last": 2.5,
        "beside": "beside",
        "root": str(ROOT),
        "python_path": None,
    }


def test_a_path_that_was_there_comes_after_ours_and_is_told() -> None:
    found = Settings("folder").environment({"PYTHONPATH": "mine"})

    assert found["PYTHONPATH"] == f"{STARTUP}{os.pathsep}mine"
    assert json.loads(found[VARIABLE])["python_path"] == "mine"
