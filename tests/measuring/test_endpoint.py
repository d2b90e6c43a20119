"""Addresses of servers, as people type them."""

import pytest

from modelpick.errors import UsageError
from modelpick.measuring.endpoint import Endpoint, EndpointError, read_endpoint


@pytest.mark.parametrize(
    ("typed", "url"),
    [
        ("http://localhost:8080", "http://localhost:8080/v1"),
        ("localhost:11434", "http://localhost:11434/v1"),
        (" http://127.0.0.1:8000/v1/ ", "http://127.0.0.1:8000/v1"),
        ("http://[::1]:8000/v1/chat/completions", "http://[::1]:8000/v1"),
        ("https://example.org/openai/v1/models", "https://example.org/openai/v1"),
        ("https://example.org/api/v3", "https://example.org/api/v3"),
    ],
)
def test_the_version_is_found_or_added(typed, url):
    """Scheme, version and the last part of the path may be given or left out."""
    assert read_endpoint(typed).url == url


@pytest.mark.parametrize(
    ("host", "local"),
    [
        ("localhost", True),
        ("127.0.0.2", True),
        ("[::1]", True),
        ("0.0.0.0", True),
        ("box.localhost", True),
        ("192.168.1.4", False),
        ("localhost.example.org", False),
        ("example.org", False),
    ],
)
def test_this_machine_is_known(host, local):
    """Loopback addresses are; a name that only begins so is not."""
    assert read_endpoint(f"http://{host}:80") == Endpoint(f"http://{host}:80/v1", local)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "http://",
        "ftp://x",
        "file:///etc/passwd",
        "http://a b",
        "http://x:99999",
        "http://x:0",
        "http://x\ty",
        "ü.de",
    ],
)
def test_what_is_no_address_is_refused(typed):
    """With examples of what is."""
    with pytest.raises(UsageError) as caught:
        read_endpoint(typed)

    assert "localhost" in (caught.value.hint or "")


@pytest.mark.parametrize("typed", ["http://me:secret@x", "http://x/v1?key=secret", "http://x#secret"])
def test_secrets_in_an_address_are_refused_unshown(typed):
    """They would be stored and printed."""
    with pytest.raises(UsageError) as caught:
        read_endpoint(typed)

    assert "secret" not in f"{caught.value} {caught.value.hint}"


def test_an_error_names_the_endpoint():
    """And ends with the code for data at fault."""
    error = EndpointError("http://x/v1", "cannot be reached")

    assert (str(error), error.exit_code) == ("http://x/v1: cannot be reached", 4)
