"""A module of the package: ``import t.t2``, or ``python -m t.t2`` for its self-test."""


def double(number: float) -> float:
    """Return twice the *number*.

    >>> double(21)
    42
    """
    return 2 * number


# True for ``python -m t.t2`` only: whoever imports this module wants ``double``,
# not the output of its self-test.
if __name__ == "__main__":
    import doctest

    failed, tried = doctest.testmod()
    print(f"self-test of t.t2: {tried} tried, {failed} failed")
    raise SystemExit(failed)
