"""What has to be computed; everything that can be stated is in setup.cfg.

The entry points live here alone: given in setup.cfg as well, one of the two
sets would be lost without a word.
"""

import sys
from pathlib import Path

from setuptools import setup

# While a distribution is built it is not installed yet.
sys.path.insert(0, str(Path(__file__).parent / "src"))

from hello.catalogue import console_scripts  # needs the line above
from hello.setup_commands import ADDED, COMMANDS  # the same

setup(
    cmdclass=COMMANDS,
    entry_points={
        "console_scripts": [
            f"{command} = {target}" for command, target in console_scripts().items()
        ],
        # What any project gets that is built where this one is installed.
        # By a name that no project has of its own: its folder comes first on sys.path there.
        "distutils.commands": [
            f"{name} = helloworld_setup_commands.{name}:{name}" for name in ADDED
        ],
        "setuptools.finalize_distribution_options": [
            "helloworld = helloworld_setup_commands.hook:finalize_distribution"
        ],
    },
)
