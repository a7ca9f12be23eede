"""Orders of locks that can deadlock are found, others are not."""

from logs import MAIN, Writing

from hello.observe.building import build
from hello.observe.findings.inversions import Inversion, inversions


def found(writing: Writing) -> list[Inversion]:
    return list(inversions(build([writing.done(100)])))


def test_both_places_of_both_orders_are_named() -> None:
    writing = Writing()
    a, b = writing.thing("Lock", "a"), writing.thing("Lock", "b")
    worker = writing.thread("worker")
    writing.nested(MAIN, 10, b, (a, 1), line=2)
    writing.nested(worker, 20, a, (b, 3), line=4)

    (fact,) = found(writing)

    steps = [
        (step.thread, step.held, step.held_at, step.taken, step.taken_at) for step in fact.steps
    ]
    assert [
        (who, held, at and at.line, taken, to and to.line) for who, held, at, taken, to in steps
    ] == [
        ("worker", "Lock 'b'", 3, "Lock 'a'", 4),
        ("MainThread", "Lock 'a'", 1, "Lock 'b'", 2),
    ]
    assert (fact.threads, fact.circles) == (2, 1)


def test_one_order_is_fine() -> None:
    writing = Writing()
    a, b = writing.thing("Lock"), writing.thing("Lock")
    writing.nested(MAIN, 10, b, (a, 1), line=2)
    writing.nested(writing.thread("worker"), 20, b, (a, 3), line=4)

    assert found(writing) == []


def test_a_lock_around_both_guards_them() -> None:
    writing = Writing()
    a, b, gate = (writing.thing("Lock") for _ in range(3))
    worker = writing.thread("worker")
    writing.nested(MAIN, 10, b, (gate, 9), (a, 1), line=2)
    writing.nested(worker, 20, a, (gate, 9), (b, 3), line=4)

    assert found(writing) == []


def test_a_lock_around_one_order_guards_nothing() -> None:
    writing = Writing()
    a, b, gate = (writing.thing("Lock") for _ in range(3))
    worker = writing.thread("worker")
    writing.nested(MAIN, 10, b, (gate, 9), (a, 1), line=2)
    writing.nested(worker, 20, a, (b, 3), line=4)

    assert len(found(writing)) == 1


def test_one_way_without_the_gate_is_enough() -> None:
    writing = Writing()
    a, b, gate = (writing.thing("Lock") for _ in range(3))
    worker = writing.thread("worker")
    writing.nested(MAIN, 10, b, (gate, 9), (a, 1), line=2)
    writing.nested(MAIN, 15, b, (a, 5), line=6)
    writing.nested(worker, 20, a, (gate, 9), (b, 3), line=4)

    (fact,) = found(writing)

    lines = {step.held_at.line for step in fact.steps if step.held_at}
    assert lines == {5, 3}


def test_an_rlock_taken_again_is_no_order() -> None:
    writing = Writing()
    a, b = writing.thing("RLock"), writing.thing("Lock")
    writing.nested(MAIN, 10, b, (a, 1), line=2)
    writing.nested(MAIN, 11, a, (a, 1), (b, 2), line=3)

    assert found(writing) == []


def test_a_circle_of_many_is_found_once() -> None:
    """Philosophers who all take the left fork first."""
    writing = Writing()
    forks = [writing.thing("Lock") for _ in range(5)]
    for turn, left in enumerate(forks):
        philosopher = writing.thread(f"philosopher {turn}")
        writing.nested(philosopher, 10 + turn, forks[(turn + 1) % 5], (left, 1), line=2)

    (fact,) = found(writing)

    assert len(fact.steps) == 5
    assert fact.threads == 5
    following = [*fact.steps[1:], fact.steps[0]]
    assert all(one.taken == other.held for one, other in zip(fact.steps, following, strict=True))


def test_philosophers_of_whom_one_is_left_handed_are_fine() -> None:
    writing = Writing()
    forks = [writing.thing("Lock") for _ in range(5)]
    for turn, left in enumerate(forks[:4]):
        writing.nested(MAIN, 10 + turn, forks[turn + 1], (left, 1), line=2)
    writing.nested(MAIN, 20, forks[4], (forks[0], 1), line=2)

    assert found(writing) == []


def test_the_same_lines_are_told_once() -> None:
    """Accounts that are locked in the order of each transfer."""
    writing = Writing()
    accounts = [writing.thing("Lock") for _ in range(4)]
    taken, held = writing.place(2), writing.place(1)
    for first in accounts:
        for second in accounts:
            if first != second:
                at = 10 + 4 * first + second
                writing.nested(MAIN, at, second, (first, 1), line=2)
    writing.events = [event._replace(place=taken, other=held) for event in writing.events]

    (fact,) = found(writing)

    assert fact.circles == 6


def test_several_threads_come_first() -> None:
    writing = Writing()
    a, b, c, d = (writing.thing("Lock") for _ in range(4))
    worker = writing.thread("worker")
    writing.nested(MAIN, 10, b, (a, 1), line=2)
    writing.nested(MAIN, 20, a, (b, 3), line=4)
    writing.nested(MAIN, 30, d, (c, 5), line=6)
    writing.nested(worker, 40, c, (d, 7), line=8)

    assert [fact.threads for fact in found(writing)] == [2, 1]


def test_many_orders_without_a_circle_take_no_long_time() -> None:
    """Each of 300 locks is held while all later ones are taken."""
    writing = Writing()
    locks = [writing.thing("Lock") for _ in range(300)]
    place = writing.place(1)
    for number, lock in enumerate(locks[1:], 1):
        held = [(other, 1) for other in locks[:number]]
        writing.nested(MAIN, number, lock, *held, line=1)
    writing.events = [event._replace(place=place, other=place) for event in writing.events]

    assert found(writing) == []


def test_orders_of_different_threads_are_preferred() -> None:
    writing = Writing()
    a, b = writing.thing("Lock"), writing.thing("Lock")
    writing.nested(MAIN, 10, b, (a, 1), line=2)
    writing.nested(MAIN, 20, a, (b, 3), line=4)
    writing.nested(writing.thread("worker"), 30, a, (b, 5), line=6)

    assert [fact.threads for fact in found(writing)] == [2]
