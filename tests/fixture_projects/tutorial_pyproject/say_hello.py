#!/usr/bin/env python3
"""Prints the greeting: a script, installed as it is."""

from hello import greeting

if __name__ == "__main__":
    print(greeting())
