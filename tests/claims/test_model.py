"""Claims, verdicts, and checks that break."""

from hello.claims import Claim, Outcome, Verdict, check, decide, inconclusive, it_depends

SOUND = Claim[int]("n.even", "n is even", "n 是偶数", "数", lambda n: decide(n % 2 == 0, n=n))
FAULTY = Claim[int]("n.divides", "n divides", "n 能整除", "数", lambda n: decide(1 // n, n=n))


def test_a_claim_that_holds_is_confirmed() -> None:
    assert list(check([SOUND], 4)) == [Verdict(Outcome.CONFIRMED, {"n": 4})]


def test_a_claim_that_does_not_hold_is_refuted() -> None:
    assert list(check([SOUND], 3)) == [Verdict(Outcome.REFUTED, {"n": 3})]


def test_a_check_that_raises_is_broken_and_the_next_one_still_runs() -> None:
    broken, confirmed = check([FAULTY, SOUND], 0)

    assert broken.outcome is Outcome.BROKEN
    assert "ZeroDivisionError" in str(broken.evidence["error"])
    assert confirmed.outcome is Outcome.CONFIRMED


def test_the_other_outcomes_carry_their_evidence() -> None:
    assert it_depends(size=3) == Verdict(Outcome.DEPENDS, {"size": 3})
    assert inconclusive(reason="noise") == Verdict(Outcome.INCONCLUSIVE, {"reason": "noise"})


def test_a_claim_speaks_both_languages() -> None:
    assert SOUND.statement("zh") == "n 是偶数"
    assert SOUND.statement("en") == "n is even"
