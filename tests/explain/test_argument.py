"""One model over another, and who dominates whom."""

from modelpick.explain.argument import argument, leads
from modelpick.explain.dominance import dominated
from modelpick.rank.score import rounded_points


def test_leads_and_lags_make_up_the_difference(ask):
    """What one is ahead by, less what it is behind by, is the difference of the scores."""
    one, other = ask("chat").alternatives[:2]
    gap = sum(b.points for b in leads(one, other)) - sum(b.points for b in leads(other, one))

    assert abs(gap - (one.score.total - other.score.total)) < 1e-9


def test_the_argument_names_both(ask):
    """A over B because …"""
    one, other = ask("chat").alternatives[:2]

    assert argument(one, other).startswith(f"{one.model.id} over {other.model.id}")


def test_contributions_add_up_as_shown(ask):
    """To the last digit shown, at four and at six."""
    for found in ask("chat", memory="16GB").alternatives:
        for digits in (4, 6):
            total = round(sum(rounded_points(found.score, digits)), digits)
            assert total == round(found.score.total, digits)


def test_all_that_is_off_the_front_is_dominated(ask):
    """And nothing on it is."""
    advice = ask("image-captioning")
    beaten = {key for keys in dominated(advice).values() for key in keys}

    assert beaten == {a.model.id for a in advice.alternatives if not a.pareto}
