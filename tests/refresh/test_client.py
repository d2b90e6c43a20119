"""The client against a real server that is slow, broken or hostile."""

from __future__ import annotations

import sys
import time

import pytest
from msgspec.structs import replace
from tests.refresh.making import Reply

from modelpick.errors import UsageError
from modelpick.refresh.answers import BadAnswer
from modelpick.refresh.client import Client, Gone, Unreachable
from modelpick.refresh.validators import Validators


@pytest.fixture
def client(clock):
    with Client(clock) as made:
        yield made


def test_an_answer_is_brought_to_its_file(server, client, part, limits):
    """The body lies in the file, and what to ask with the next time is given back."""
    url = server.json("/a", {"x": 1}, ETag='"v1"')

    came = client.fetch(url, part, None, limits)

    assert (part.read_bytes(), came) == (b'{"x": 1}', Validators(url, '"v1"'))


def test_an_unchanged_answer_is_not_sent_again(server, client, part, limits):
    """With the entity tag and date of the last time, 304 is the answer."""
    url = server.on("/a", Reply(status=304, headers={"Content-Length": "0"}))

    came = client.fetch(url, part, Validators(url, '"v1"', "Mon, 02 Nov 2026 10:00:00 GMT"), limits)

    assert came is None
    asked = server.asked[0][1]
    assert (asked["if-none-match"], asked["if-modified-since"]) == ('"v1"', "Mon, 02 Nov 2026 10:00:00 GMT")


def test_it_says_who_asks_and_asks_for_plain_bytes(server, client, part, limits):
    """A server can tell the tool, and nothing is packed, so that sizes are what they seem."""
    client.fetch(server.json("/a", {}), part, None, limits)

    headers = server.asked[0][1]
    assert headers["user-agent"].startswith("modelpick/")
    assert headers["accept-encoding"] == "identity"


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_a_passing_failure_is_tried_again(server, client, clock, part, limits, status):
    """With pauses that grow."""
    url = server.on("/a", Reply(status=status), Reply(status=status), Reply(b"{}"))

    client.fetch(url, part, None, limits)

    assert (part.read_bytes(), clock.slept) == (b"{}", [1.0, 2.0])


def test_retry_after_is_kept(server, client, clock, part, limits):
    """The server's own wish wins over the usual pause."""
    url = server.on("/a", Reply(status=429, headers={"Retry-After": "7"}), Reply(b"{}"))

    client.fetch(url, part, None, limits)

    assert clock.slept == [7.0]


def test_a_long_retry_after_ends_it(server, client, clock, part, limits):
    """Nobody waits an hour; the message says when to come back."""
    url = server.on("/a", Reply(status=429, headers={"Retry-After": "3600"}))

    with pytest.raises(Unreachable, match="asks to come back in 3600 s"):
        client.fetch(url, part, None, limits)
    assert clock.slept == []


def test_it_gives_up_after_some_attempts(server, client, part, limits):
    """Four, and the last status is named."""
    url = server.on("/a", Reply(status=500))

    with pytest.raises(Unreachable, match=r"status 500 \(4 attempts\)"):
        client.fetch(url, part, None, limits)
    assert len(server.asked) == 4


@pytest.mark.parametrize("status", [401, 403, 404, 410])
def test_what_is_not_there_is_not_asked_for_again(server, client, part, limits, status):
    """One attempt is enough."""
    url = server.on("/a", Reply(status=status))

    with pytest.raises(Gone, match=f"status {status}"):
        client.fetch(url, part, None, limits)
    assert len(server.asked) == 1


def test_an_announced_size_beyond_the_limit_is_refused_unread(server, client, part, limits):
    """By its Content-Length alone."""
    url = server.on("/a", Reply(length=50_000_000))

    with pytest.raises(BadAnswer, match="50 MB or more, where 1 MB at most"):
        client.fetch(url, part, None, limits)
    assert not part.exists()


def test_an_endless_answer_is_cut_off(server, client, part, limits):
    """A body that does not say how long it is may not grow for ever."""

    def endless():
        while True:
            yield b"10000\r\n" + b"x" * 0x10000 + b"\r\n"

    headers = {"Transfer-Encoding": "chunked", "Content-Length": ""}
    url = server.on("/a", Reply(pieces=endless, headers=headers))

    with pytest.raises(BadAnswer, match="1 MB at most"):
        client.fetch(url, part, None, limits)
    assert not part.exists()


def test_a_broken_off_answer_is_resumed(server, client, part, limits):
    """The second attempt asks for the rest alone, and only if it is still the same."""
    whole = b"0123456789" * 1000
    tag = {"ETag": '"v1"'}

    def rest(headers):
        assert headers["range"] == "bytes=4000-"
        assert headers["if-range"] == '"v1"'
        return Reply(whole[4000:], 206, {**tag, "Content-Range": f"bytes 4000-{len(whole) - 1}/{len(whole)}"})

    url = server.on("/a", Reply(whole[:4000], headers=tag, length=len(whole)), rest)

    client.fetch(url, part, None, limits)

    assert part.read_bytes() == whole


def test_a_changed_answer_is_begun_anew(server, client, part, limits):
    """A server whose answer is another by now sends all of it."""
    new = b"new" * 100
    url = server.on(
        "/a", Reply(b"old", headers={"ETag": '"v1"'}, length=900), Reply(new, headers={"ETag": '"v2"'})
    )

    came = client.fetch(url, part, None, limits)

    assert (part.read_bytes(), came.etag) == (new, '"v2"')


def test_a_part_of_another_run_is_resumed(server, client, clock, part, limits):
    """What one run could not finish, the next goes on with."""
    whole = b"0123456789" * 1000
    tag = {"ETag": '"v1"'}
    url = server.on("/a", Reply(whole[:6000], headers=tag, length=len(whole)))
    with pytest.raises(Unreachable):
        client.fetch(url, part, None, replace(limits, tries=1))
    rest = {**tag, "Content-Range": f"bytes 6000-{len(whole) - 1}/{len(whole)}"}
    server.on("/a", Reply(whole[6000:], 206, rest))

    with Client(clock) as later:
        later.fetch(url, part, None, limits)

    assert part.read_bytes() == whole


def test_a_wrong_rest_is_not_glued_on(server, client, part, limits):
    """A rest that begins elsewhere is thrown away with the part."""
    wrong = Reply(b"zzz", 206, {"Content-Range": "bytes 0-2/9", "ETag": '"v1"'})
    url = server.on("/a", Reply(b"abc", headers={"ETag": '"v1"'}, length=9), wrong, Reply(b"whole"))

    client.fetch(url, part, None, limits)

    assert part.read_bytes() == b"whole"


def test_a_silent_server_is_not_waited_for(server, client, part, limits):
    """Half a second without a byte is a failure like any other."""

    def silent():
        yield b"{"
        time.sleep(5)

    url = server.on("/a", Reply(pieces=silent, length=10))
    began = time.monotonic()

    with pytest.raises(Unreachable):
        client.fetch(url, part, None, replace(limits, tries=2))
    assert time.monotonic() - began < 4


def test_a_dripping_server_runs_into_the_deadline(server, part, limits):
    """A byte now and then does not keep the tool busy for ever."""

    def drips():
        while True:
            yield b"x"
            time.sleep(0.05)

    url = server.on("/a", Reply(pieces=drips, length=900_000))

    with Client() as client, pytest.raises(Unreachable, match=r"not complete after 0\.4 s"):
        client.fetch(url, part, None, replace(limits, seconds=0.4))


def test_redirects_are_followed(server, client, part, limits):
    """As the Hub moves a repository that was renamed."""
    server.json("/b", {"here": True})
    url = server.on("/a", Reply(status=307, headers={"Location": "/b"}))

    client.fetch(url, part, None, limits)

    assert part.read_bytes() == b'{"here": true}'


@pytest.mark.parametrize(
    "target",
    [
        "http://example.org/",
        "ftp://127.0.0.1/",
        "file:///etc/passwd",
        "javascript:1",
        "//example.org/",
        "http://[",
    ],
)
def test_redirects_to_other_places_are_not(server, client, part, limits, target):
    """Only https, or this machine where the test asked it."""
    url = server.on("/a", Reply(status=302, headers={"Location": target}))

    with pytest.raises(BadAnswer, match="redirects"):
        client.fetch(url, part, None, limits)
    assert len(server.asked) == 1


def test_redirects_in_a_circle_end(server, client, part, limits):
    """After five."""
    url = server.on("/a", Reply(status=302, headers={"Location": "/a"}))

    with pytest.raises(BadAnswer, match="circle"):
        client.fetch(url, part, None, limits)
    assert len(server.asked) == 6


@pytest.mark.parametrize("url", ["http://example.org/x", "https://user:word@example.org", "ftp://x", "x", ""])
def test_only_safe_addresses_are_asked(client, part, limits, url):
    """Plain http, passwords in addresses and other schemes are refused before anything is sent."""
    with pytest.raises(BadAnswer):
        client.fetch(url, part, None, limits)


def test_packed_answers_are_refused(server, client, part, limits):
    """An answer that unpacks to a thousand times its size is never unpacked."""
    url = server.on("/a", Reply(b"\x1f\x8b", headers={"Content-Encoding": "gzip"}))

    with pytest.raises(BadAnswer, match="packed although it was asked not to be"):
        client.fetch(url, part, None, limits)


def test_nobody_listening_is_said(client, part, limits):
    """A refused connection is tried again, then named."""
    with pytest.raises(Unreachable, match="attempts"):
        client.fetch("http://127.0.0.1:9/a", part, None, limits)


def test_a_missing_library_says_how_to_install_it(monkeypatch, clock):
    """The tool works without it until the network is needed."""
    monkeypatch.setitem(sys.modules, "httpx2", None)

    with pytest.raises(UsageError) as error:
        Client(clock)
    assert "pip install" in (error.value.hint or "")
