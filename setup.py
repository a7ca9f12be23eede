"""What has to be computed; everything that can be stated is in setup.cfg.

The entry points live here alone: given in setup.cfg as well, one of the two
sets would be lost without a word.
"""

from pathlib import Path
from runpy import run_path

from setuptools import setup

# Run, not imported: while a distribution is built it is not installed yet.
catalogue = run_path(str(Path(__file__).parent / "src" / "hello" / "catalogue.py"))

setup(
    entry_points={
        "console_scripts": [
            f"{command} = {target}" for command, target in catalogue["console_scripts"]().items()
        ]
    }
)
