#!/usr/bin/env python3
"""A script in Python."""

from plain_scripts import main

if __name__ == "__main__":
    main()
