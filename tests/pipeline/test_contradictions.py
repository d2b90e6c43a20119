"""What cannot hold together, on the packaged catalogue."""

import pytest


@pytest.fixture
def told(adviser):
    """The contradictions of a query: the options at odds, and why."""

    def asked(task, **options):
        advice = adviser.advise(adviser.query(task=task, **options))
        return {found.constraints: found.text for found in advice.contradictions}

    return asked


def test_names_that_no_model_has_together_are_said_so(told):
    """Each alone has models; it is not said that it has none."""
    found = told("chat", provider=["Mistral AI"], model=["llama"])

    assert list(found) == [("model", "provider")]
    assert "no one model" in found["model", "provider"]


def test_a_name_without_any_model_for_the_task_is_told_apart(told):
    """Nothing of it can be asked."""
    found = told("image-captioning", provider=["Kyutai"])

    assert list(found) == [("provider",)]
    assert "nothing of Kyutai" in found["provider",]


def test_a_class_is_said_to_lack_what_is_asked(told):
    """Not that the provider, who has others, has none."""
    found = told("image-captioning", **{"class": ["llm"], "provider": ["OpenAI"]})

    assert found == {("class",): "Large Language Model: it does not take image"}


def test_other_things_of_that_name_are_passed_over(told):
    """A retired model says nothing of why those that are still offered are out."""
    assert list(told("agentic-coding", model=["claude-opus"], privacy="local")) == [("privacy",)]


def test_a_size_is_called_a_size(told):
    """Fifty models of eight billion parameters have no name in common."""
    found = told("chat", input=["audio"], output=["audio"], hardware="pi-zero-2w", model=["8B"])

    assert "of that size" in found["task",]
