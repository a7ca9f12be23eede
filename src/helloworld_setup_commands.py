"""``hello.setup_commands``, under a name that only this distribution has.

Setuptools loads it in every project that is built beside it with ``python setup.py``. There the
project's folder comes first on ``sys.path``, and many a project has a package ``hello``: the
tutorial's own has. So the modules of ``hello.setup_commands`` import one another relatively.
"""

from pathlib import Path

__path__ = [str(Path(__file__).parent / "hello" / "setup_commands")]
