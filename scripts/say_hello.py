#!/usr/bin/env python3
"""The tutorial's script, installed with ``scripts=``: the same as ``say_hello``."""

from hello.greeting import main

if __name__ == "__main__":
    main()
