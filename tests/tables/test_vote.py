"""From fired rules to ranked classes."""

from hypothesis import given
from hypothesis import strategies as st

from modelpick.tables.vote import Ballot, Choice, rank_classes

classes = st.lists(st.sampled_from(["llm", "slm", "mlm", "vlm", "mllm"]), min_size=1, max_size=4, unique=True)
ballots = st.lists(
    st.builds(
        lambda n, ids, proposes: Ballot(f"t/{n}", 1.0 + n, proposes, tuple(map(Choice, ids))),
        st.integers(0, 9),
        classes,
        st.booleans(),
    ),
    max_size=5,
)
SYNONYMS = {"mllm": "vlm"}


def ranked(*given_ballots, cut=lambda class_id: None):
    return rank_classes(given_ballots, resolve=SYNONYMS, cut=cut)


def ballot(weight, *ids, proposes=True):
    return Ballot("t/r", weight, proposes, tuple(map(Choice, ids)))


@given(ballots)
def test_shares_add_up_to_the_score(given_ballots):
    """What each rule gave is all there is."""
    votes, _ = ranked(*given_ballots)

    assert all(abs(sum(v.share for v in vote.votes) - vote.score) < 1e-12 for vote in votes)
    assert all(0 <= vote.score <= 1 for vote in votes)


@given(ballots)
def test_only_proposed_classes_are_candidates(given_ballots):
    """A constraint re-orders, it never introduces a class."""
    proposed = {SYNONYMS.get(c.class_id, c.class_id) for b in given_ballots if b.proposes for c in b.choices}

    assert {vote.class_id for vote in ranked(*given_ballots)[0]} == proposed


def test_a_constraint_turns_the_order_round():
    """On a phone the small model comes first, though the task ranks it second."""
    votes, _ = ranked(ballot(1, "llm", "slm"), ballot(1.5, "slm", proposes=False))

    assert [vote.class_id for vote in votes] == ["slm", "llm"]


def test_synonyms_are_one_candidate():
    """A list that names VLM and MLLM names one class, at its better place."""
    votes, _ = ranked(ballot(1, "mllm", "vlm", "llm"))

    assert [vote.class_id for vote in votes] == ["vlm", "llm"]
    assert votes[0].score == 1


def test_a_class_that_cannot_do_the_job_is_cut_with_the_reason():
    """Its rule then counts as if it had not named it."""
    votes, cut = ranked(ballot(1, "llm", "vlm"), cut={"llm": "no images"}.get)

    assert cut == {"llm": "no images"}
    assert [(vote.class_id, vote.score) for vote in votes] == [("vlm", 1.0)]


def test_a_class_that_ties_shares_the_place_before_it():
    """Two first places, and the next class is second, not third."""
    choices = (Choice("tabular"), Choice("gbdt", ties=True), Choice("llm"))
    votes, _ = ranked(Ballot("t/r", 1.0, True, choices))

    assert [(vote.class_id, vote.score) for vote in votes] == [("tabular", 1.0), ("gbdt", 1.0), ("llm", 0.75)]


def test_a_tie_with_a_class_that_was_cut_is_the_first_place():
    """What cannot do the job leaves its place to the one that tied with it."""
    choices = (Choice("tabular"), Choice("gbdt", ties=True))
    votes, _ = ranked(Ballot("t/r", 1.0, True, choices), cut={"tabular": "no tables"}.get)

    assert [(vote.class_id, vote.score) for vote in votes] == [("gbdt", 1.0)]
