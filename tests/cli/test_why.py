"""``modelpick why``, and the flags of ``recommend`` that explain."""

import json

import pytest


def test_why_takes_the_options_of_recommend(document):
    """The query is the same as that of ``recommend`` with the same options."""
    options = ("chat", "--memory", "16GB", "--license", "permissive")

    assert document("why", "Qwen3.5-4B", *options)["query"] == document("recommend", *options)["query"]


def test_why_needs_a_known_task(modelpick):
    """An unknown task is bad usage."""
    run = modelpick("why", "Qwen3.5-4B", "captionning")

    assert run.returncode == 2
    assert "image-captioning" in run.stderr or "captioning" in run.stderr


@pytest.mark.parametrize("form", ["table", "json"])
def test_why_of_an_unknown_name_names_the_closest(modelpick, form):
    """Exit 2 as for any unknown model, and nothing on standard output."""
    run = modelpick("why", "whisper-largest-v9", "chat", "--format", form)

    assert (run.returncode, run.stdout) == (2, "")
    assert "no model, family or class is called 'whisper-largest-v9'" in run.stderr
    assert "did you mean openai/whisper-large" in run.stderr


def test_why_not_of_an_unknown_name_is_answered(document):
    """The query is answered all the same, and says that the name is unknown, and what is near it."""
    name = "whisper-largest-v9" + "9" * 500
    found = document("recommend", "chat", "--why-not", name)["excluded"]["why_not"][name]

    assert (found["kind"], bool(found["closest"])) == ("unknown", True)
    assert len(found["text"]) < 400


def test_pareto_shows_the_front_and_whom_it_beats(document):
    """Only models of the front, each with the list of those it dominates."""
    answer = document("recommend", "chat", "--pareto")

    assert all(model["pareto"] for model in answer["models"])
    assert {model["id"] for model in answer["models"]} <= set(answer["dominates"])


def test_relax_on_request(document):
    """A feasible answer then has relaxations, each with its cost."""
    answer = document("recommend", "chat", "--memory", "4GB", "--relax")

    assert answer["feasible"]
    assert all(found["costs"] for found in answer["relaxations"])


@pytest.mark.parametrize("columns", ["60", "200"])
def test_plots_fit_the_terminal(modelpick, columns):
    """No line of the answer is wider than the terminal."""
    run = modelpick("recommend", "chat", "--memory", "16GB", "--plot", COLUMNS=columns, NO_COLOR="1")

    assert "Quality against memory" in run.stdout
    assert max(map(len, run.stdout.splitlines())) <= int(columns)


@pytest.mark.parametrize("variables", [{"TERM": "dumb"}, {"PYTHONIOENCODING": "ascii"}])
@pytest.mark.parametrize("columns", ["60", "100", "200"])
def test_plots_are_ascii_where_nothing_else_is_shown(modelpick, variables, columns):
    """On a dumb terminal and under an encoding that has nothing else, at any width."""
    run = modelpick("recommend", "captioning", "--memory", "8GB", "--plot", COLUMNS=columns, **variables)

    assert run.stdout.isascii()
    assert "Quality against memory" in run.stdout
    assert max(map(len, run.stdout.splitlines())) <= int(columns)


def test_a_plot_changes_no_json(modelpick):
    """``--plot`` is skipped there."""
    plain = modelpick("recommend", "chat", "--json").stdout

    assert modelpick("recommend", "chat", "--json", "--plot").stdout == plain


def test_a_class_for_a_task_is_answered_and_said(document):
    """``LVM`` is a large vision model, and the line for the other sense is there."""
    warnings = " ".join(document("recommend", "LVM")["warnings"])

    assert "Large Vision Model" in warnings
    assert "--class latent-variable" in warnings


def test_stability_in_json(document):
    """Shares sum to one, and the first is the first model."""
    answer = document("recommend", "captioning")

    assert sum(found["share"] for found in answer["stability"]["shares"]) == pytest.approx(1, abs=1e-5)
    assert answer["stability"]["first"] == answer["models"][0]["id"]


def test_why_not_is_structured(modelpick):
    """Each answer has its kind, and a verdict with every broken constraint."""
    run = modelpick("recommend", "chat", "--memory", "16GB", "--why-not", "Llama-3.3-70B", "--json")
    found = json.loads(run.stdout)["excluded"]["why_not"]["Llama-3.3-70B"]

    assert found["models"][0]["breaks"][0]["constraint"] == "memory"
    assert "--memory" in found["models"][0]["command"]


def test_why_of_a_class_says_what_admits_it(document):
    """The class is answered for, with a changed line."""
    verdict = document("why", "kws", "chat")["verdict"]

    assert verdict["kind"] == "class"
    assert verdict["command"] == "modelpick recommend keyword-spotting"


def test_stages_of_a_pipeline_in_json(document):
    """One entry for each stage, and no stability of the whole."""
    answer = document("recommend", "rag")

    assert answer["stability"] is None
    assert [found["stage"] for found in answer["stages"]] == answer["classes"][0]["pipeline"]
    assert all(
        sum(s["share"] for s in found["shares"]) == pytest.approx(1, abs=1e-4) for found in answer["stages"]
    )
