"""Measurements of a real server on this machine, whose delays are known. No test rests on exact times."""

import pytest
from tests.measuring.making import choice, event, tokens

from modelpick.errors import UsageError
from modelpick.measuring.client import Client
from modelpick.measuring.endpoint import EndpointError, read_endpoint
from modelpick.measuring.session import Wanted, measure

SHORT = Wanted(runs=2, prompts=(24, 200), answer=12)


def measured(server, wanted=SHORT, *, timeout=10.0, tell=lambda *_: None, model="tiny"):
    """What is measured of the server."""
    with Client(read_endpoint(server.url), None, timeout) as client:
        return measure(client, model, wanted, tell, seed=1)


def failure(server, **options):
    """The error that measuring it ends with."""
    with pytest.raises(EndpointError) as caught:
        measured(server, **options)
    assert caught.value.exit_code == 4
    return f"{caught.value} | {caught.value.hint}"


def test_reading_is_told_from_waiting(server):
    """Of a server that reads 5 000 tokens a second after a wait, both are found: bounds that any machine keeps."""
    server.latency, server.each_read = 0.15, 1 / 5000

    found = measured(server, Wanted(runs=3, prompts=(24, 1000), answer=12))

    assert 2000 < found.figures.prefill.median < 6500
    assert 0.1 < found.figures.latency.median < 0.6
    assert found.figures.first.median > found.figures.latency.median


def test_writing_is_measured_after_the_first_token(server):
    """A long wait before it does not count: at most 100 tokens a second, and not ten."""
    server.latency, server.each_written = 0.3, 0.01

    found = measured(server, Wanted(runs=1, prompts=(24, 30), answer=20))

    assert 20 < found.figures.decode.median <= 101


def test_tokens_are_those_the_server_counts(server):
    """Two a word, and four around them, as this one does."""
    found = measured(server)

    assert (found.prompt_tokens, found.answer_tokens) == ((52, 404), 12)
    assert (found.counted, found.read) == (True, True)
    assert found.figures.decode.runs == found.figures.first.runs == 2


def test_prompts_are_counted_in_a_whole_answer_where_streams_do_not(server):
    """One question is asked without streaming."""
    server.counts = False

    found = measured(server)

    assert (found.counted, found.read) == (False, True)
    assert found.prompt_tokens[1] == pytest.approx(404, rel=0.02)
    assert [q["stream"] for q in server.questions].count(False) == 1
    assert any("each piece was taken as one" in note for note in found.notes)


def test_words_and_pieces_stand_for_tokens_where_nothing_is_counted(server):
    """And it is said."""
    server.counts = server.whole_counts = False

    found = measured(server)

    assert (found.counted, found.read, found.prompt_tokens, found.answer_tokens) == (
        False,
        False,
        (24, 200),
        12,
    )
    assert any("each word was taken as one" in note for note in found.notes)


def test_the_warm_up_does_not_count(server):
    """Rounds after it: two runs of two lengths; before them one question to load, one more, one a length."""
    measured(server)

    assert len(server.questions) == 2 + 2 + 2 * 2


def test_every_question_is_new(server):
    """No two begin alike, so that no cache helps."""
    measured(server)

    heads = [" ".join(q["messages"][0]["content"].split()[:6]) for q in server.questions]
    assert len(set(heads)) == len(heads)


def test_progress_is_told(server):
    """From nothing to all, one step a question."""
    steps = []

    measured(server, tell=lambda what, done, total: steps.append((what, done, total)))

    assert [done for _, done, _ in steps] == list(range(9))
    assert {total for *_, total in steps} == {8}
    assert steps[-1][0] == "run 2 of 2"


def test_lengths_suit_the_server(server):
    """Without a wish, three lengths, the longest no longer than a slow server reads in some seconds."""
    server.each_read = 1 / 2000

    found = measured(server, Wanted(runs=1, seconds=0.4))

    assert len(found.prompt_tokens) == 3
    assert 2 * 192 <= found.prompt_tokens[-1] <= 2 * 450


def test_a_short_context_is_found(server):
    """Prompts are halved until the server takes them, and it is said."""
    server.longest = 800

    found = measured(server, Wanted(runs=1))

    assert found.prompt_tokens[-1] <= 800
    assert any("context allows" in note for note in found.notes)


def test_a_context_too_short_for_anything_is_an_error(server):
    """With the server's own words."""
    server.longest = 300

    assert "longer than the context" in failure(server, wanted=Wanted(runs=1))


def test_plain_text_serves_where_there_are_no_chats(server):
    """Base models have no form of chat."""
    server.chats = False

    found = measured(server)

    assert found.prompt_tokens == (48, 400)


def test_a_strict_server_is_asked_plainly(server):
    """Fields beyond the usual ones are left out where they are refused."""
    server.strict = True

    found = measured(server)

    assert found.figures.decode is not None
    assert "ignore_eos" not in server.questions[-1]


def test_a_loading_server_is_waited_for(server):
    """Status 503 while it loads, then the answers."""
    loading = (503, {"error": {"message": "Loading model"}})
    server.refusal = _first(server, loading)

    assert measured(server).figures.decode is not None


def _first(server, answer):
    """Refuse the first question alone."""
    later = server.refusal
    queue = [answer]
    return lambda path, body: queue.pop() if queue else later(path, body)


@pytest.mark.parametrize(
    ("status", "words", "said"),
    [
        (401, "bad key", "MODELPICK_API_KEY"),
        (404, 'model "x" not found, try pulling it first', "try pulling it first"),
        (400, "no such option", "no such option"),
        (500, "out of memory", "status 500: out of memory"),
    ],
)
def test_a_refusal_is_said(server, status, words, said):
    """With the server's words and a way on."""
    server.refuse = [(status, {"error": {"message": words}})]

    assert said in failure(server)


def streaming(*pieces):
    """A stream of these bytes."""
    return lambda model, body: iter(pieces)


@pytest.mark.parametrize(
    ("pieces", "said"),
    [
        ((), "breaks off"),
        ((b"data: [DONE]\n\n",), "no text"),
        ((event({"choices": [{"delta": {"content": "a"}}]}),), "breaks off"),
        ((b"data: {not json\n\n",), "not what an OpenAI-compatible server answers"),
        ((event({"choices": "x"}),), "not what an OpenAI-compatible server answers"),
        ((event({"error": {"message": "out of memory"}}),), "out of memory"),
        ((b"x" * 3_000_000,), "no end"),
    ],
    ids=["empty", "no text", "cut", "no JSON", "wrong JSON", "error", "endless line"],
)
def test_a_bad_stream_is_an_error(server, pieces, said):
    """Of any kind, and nothing comes of it."""
    server.stream = streaming(*pieces)

    assert said in failure(server)


def test_an_answer_that_is_no_stream_is_an_error(server):
    """As of a server that does not know streaming."""
    server.content_type = "application/json"

    assert "instead of a stream of events" in failure(server)


def test_an_answer_all_at_once_is_an_error(server):
    """Its pace is a proxy's, not the model's."""

    def at_once(model, body):
        yield b"".join(event(choice(body, " word")) for _ in range(body["max_tokens"])) + b"data: [DONE]\n\n"

    server.stream = at_once

    assert "in one piece" in failure(server)


def test_a_silent_server_is_given_up(server):
    """After the time that was given."""
    server.latency = 30.0

    assert "--timeout" in failure(server, timeout=0.3)


def test_a_server_that_never_ends_is_given_up(server):
    """Comments keep the line open; the time runs all the same."""

    def for_ever(model, body):
        while not model.over.wait(0.02):
            yield b": ping\n\n"

    server.stream = for_ever

    assert "does not end within 0.3 s" in failure(server, timeout=0.3)


def test_a_server_that_ignores_the_limit_is_given_up(server):
    """Instead of being listened to for ever."""

    def for_ever(model, body):
        while not model.over.wait(0.0005):
            yield event(choice(body, " word"))

    server.stream = for_ever

    assert "goes on after 16 tokens" in failure(server)


def test_answers_that_end_early_are_mentioned(server):
    """Their pace rests on few tokens."""
    server.ends_after = 9

    found = measured(server, Wanted(runs=1, prompts=(24, 100), answer=64))

    assert any("ended after 9 tokens" in note for note in found.notes)


def test_nothing_listens(server):
    """A closed port: what it may be, and what to do."""
    with (
        Client(read_endpoint("http://127.0.0.1:1"), None, 5.0) as client,
        pytest.raises(EndpointError) as caught,
    ):
        client.models()

    assert "cannot be reached" in str(caught.value)
    assert "llama-server" in caught.value.hint


def test_the_key_is_sent_and_never_shown(server):
    """Not even where the server repeats it."""
    server.refuse = [(401, {"error": {"message": "wrong key sk-secret"}})]

    with (
        Client(read_endpoint(server.url), "sk-secret", 5.0) as client,
        pytest.raises(EndpointError) as caught,
    ):
        measure(client, "tiny", SHORT, lambda *_: None)

    assert server.asked[0][1]["authorization"] == "Bearer sk-secret"
    assert "secret" not in f"{caught.value} {caught.value.hint}"


@pytest.mark.parametrize("key", ["a\nb", "ключ"])
def test_a_key_that_cannot_be_sent_is_refused_unshown(server, key):
    """Before anything is sent."""
    with pytest.raises(UsageError) as caught:
        Client(read_endpoint(server.url), key, 5.0)

    assert key not in str(caught.value)


def test_a_redirect_is_not_followed(server):
    """The key is for the server that was named."""
    server.headers = {"Location": "http://127.0.0.1:1/elsewhere"}
    server.refuse = [(307, b"")]

    assert "redirects elsewhere" in failure(server)


@pytest.mark.parametrize(
    ("status", "body"),
    [(200, b"<html>hello</html>"), (200, {"models": []}), (200, {"data": [{"name": "x"}]})],
)
def test_another_kind_of_server_is_told(server, status, body):
    """A web page, or another interface."""
    server.list_answer = (status, body)

    with Client(read_endpoint(server.url), None, 5.0) as client, pytest.raises(EndpointError) as caught:
        client.models()

    assert "no list of models" in str(caught.value)


def test_a_server_without_a_list_is_known_as_such(server):
    """Some have none: then the model must be named."""
    server.list_answer = (404, {})

    with Client(read_endpoint(server.url), None, 5.0) as client:
        assert client.models() is None


def test_the_pretended_server_counts_as_it_says():
    """What the tests rest on: two a word and four."""
    assert tokens({"messages": [{"content": "a b c"}]}) == 10
    assert tokens({"prompt": "a b c"}) == 6
