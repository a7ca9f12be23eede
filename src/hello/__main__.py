"""``python -m hello`` is ``helloworld``."""

from hello.cli import main

if __name__ == "__main__":
    main(prog_name="python -m hello")
