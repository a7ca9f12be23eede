"""The files that ``hello-modules`` imports: small modules of the tutorial's shape.

Every body prints the module's name, so what was printed is what ran.
"""

from pathlib import Path

FOLDERS = ("a", "b", "c")
"""What may be searched for ``greet``; ``a`` does not have it."""

BODY = "print(__name__)\n"

SELF_TEST = 'print(f"self-test of {__name__}: {double(21) == 42}")\n'

DOUBLE = "def double(number):\n    return 2 * number\n\n"

PLAY = """\
import json, random, time
print(json.dumps({m.__name__: hasattr(m, "mine") for m in (random, time)}))
"""

FILES = {
    "a/notes.txt": "No module here.\n",
    "b/greet.py": BODY,
    "c/greet.py": BODY,
    "t/__init__.py": BODY,
    "t/t2.py": f"{BODY}answer = 42\n",
    "t/t1/__init__.py": BODY,
    "once.py": f"{BODY}answer = 42\n",
    "guarded.py": f'{DOUBLE}if __name__ == "__main__":\n    {SELF_TEST}',
    "bare.py": DOUBLE + SELF_TEST,
    "play/random.py": "mine = True\n",
    "play/time.py": "mine = True\n",
    "play/play.py": PLAY,
}


def write_files(root: Path) -> None:
    """Write all FILES under the folder *root*."""
    for name, text in FILES.items():
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
