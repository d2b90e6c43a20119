"""A server on this machine that streams as a test says."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import ThreadingHTTPServer

import pytest
from tests.measuring.making import Model, handler_of


@pytest.fixture
def server() -> Iterator[Model]:
    """A model behind the API of OpenAI, for one test."""
    state = Model()

    listening = ThreadingHTTPServer(("127.0.0.1", 0), handler_of(state))
    listening.daemon_threads = True
    state.url = f"http://127.0.0.1:{listening.server_address[1]}"
    thread = threading.Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield state
    state.over.set()
    listening.shutdown()
    listening.server_close()
