"""Whole updates: against a real server, into a folder of their own."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from tests.refresh.making import Reply, small_catalog, source

from modelpick.errors import DataError, UsageError
from modelpick.knowledge.layers import layers_of, refreshed_folder, states_of
from modelpick.knowledge.locate import open_layers
from modelpick.refresh.lock import only_one
from modelpick.refresh.states import roll_back
from modelpick.refresh.update import update

PUBLISHERS = {"openai": ("openai",)}


@pytest.fixture
def base(view, tmp_path, monkeypatch):
    """A small packaged catalogue, and a cache of its own."""
    monkeypatch.setenv("MODELPICK_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("MODELPICK_DATA", str(tmp_path / "user"))
    return small_catalog(tmp_path, view.models.values(), view.benchmarks.values())


@pytest.fixture
def user(tmp_path):
    """The user's data folder."""
    return tmp_path / "user"


def prices(output):
    """models.dev's answer with one price."""
    entry = {
        "cost": {"input": 2, "output": output},
        "limit": {"context": 400_000},
        "release_date": "2026-09-01",
    }
    return {"openai": {"models": {"gpt-6-sol": entry}}}


def models_dev(url):
    """The source at that address."""
    return source("models.dev", url=url, publishers=PUBLISHERS)


def run(base, user, *sources, dry_run=False, today="2026-11-24"):
    """One update."""
    return update(base, user, sources, today=today, progress=lambda *_: None, dry_run=dry_run)


def price_of(base, user):
    """The price in force of the one model."""
    return open_layers(base, layers_of(user, base.built)).model("openai/gpt-6-sol").price.output


def test_new_facts_are_in_force_afterwards(server, base, user):
    """Every command that opens the catalogue sees them, and its date is that of the update."""
    done = run(base, user, models_dev(server.json("/api.json", prices(6))))

    assert price_of(base, user) == 6
    assert open_layers(base, layers_of(user, base.built)).built == "2026-11-24"
    assert [(c.id, c.field, c.after) for _, c in done.changes if c.field == "price"] == [
        ("openai/gpt-6-sol", "price", {"input": 2.0, "output": 6.0})
    ]


def test_a_dry_run_changes_nothing(server, base, user):
    """It says what would change."""
    done = run(base, user, models_dev(server.json("/api.json", prices(6))), dry_run=True)

    assert done.changes
    assert (price_of(base, user), states_of(user)) == (8, (None, None))


def test_the_next_update_shows_what_differs_from_the_last(server, base, user):
    """Not again what was refreshed before."""
    url = server.json("/api.json", prices(6))
    run(base, user, models_dev(url))

    assert run(base, user, models_dev(url)).changes == ()


def test_an_unchanged_answer_is_not_downloaded_again(server, base, user):
    """304, and the facts stay in force on the new day."""
    url = server.on(
        "/api.json",
        Reply(json.dumps(prices(6)).encode(), headers={"ETag": '"v1"'}),
        Reply(status=304),
    )
    run(base, user, models_dev(url))

    done = run(base, user, models_dev(url), today="2026-12-01")

    assert done.outcomes[0].unchanged
    assert server.asked[1][1]["if-none-match"] == '"v1"'
    assert (price_of(base, user), open_layers(base, layers_of(user, base.built)).built) == (6, "2026-12-01")


@pytest.mark.parametrize(
    "bad",
    [
        Reply(b"<html>sign in</html>"),
        Reply(b'{"openai": {"models": {"gpt-6-s'),
        Reply(b"{}"),
        Reply(status=403),
        Reply(length=90_000_000),
        Reply(status=302, headers={"Location": "http://example.org/"}),
    ],
    ids=["page", "cut", "empty", "forbidden", "huge", "led-away"],
)
def test_a_bad_answer_changes_nothing_and_says_why(server, base, user, bad):
    """What was in force stays; the next good answer is read."""
    url = server.json("/api.json", prices(6))
    run(base, user, models_dev(url))
    server.on("/api.json", bad)

    done = run(base, user, models_dev(url), today="2026-11-25")

    assert done.outcomes[0].findings is None
    assert done.outcomes[0].failure
    assert price_of(base, user) == 6
    server.json("/api.json", prices(5))
    run(base, user, models_dev(url), today="2026-11-26")
    assert price_of(base, user) == 5


def test_a_bad_answer_is_forgotten(server, base, user):
    """The next question does not ask whether the bad answer is still the same."""
    url = server.on("/api.json", Reply(b"{}", headers={"ETag": '"bad"'}))
    run(base, user, models_dev(url))
    server.json("/api.json", prices(5))

    run(base, user, models_dev(url))

    assert "if-none-match" not in server.asked[1][1]
    assert price_of(base, user) == 5


def test_a_kept_answer_outlives_a_failure_of_the_network(server, base, user):
    """It is asked after again when the network is back, not downloaded anew."""
    url = server.on("/api.json", Reply(json.dumps(prices(6)).encode(), headers={"ETag": '"v1"'}))
    run(base, user, models_dev(url))
    server.on("/api.json", Reply(status=503, headers={"Retry-After": "9999"}))
    run(base, user, models_dev(url))
    server.on("/api.json", Reply(status=304))

    done = run(base, user, models_dev(url))

    assert done.outcomes[0].unchanged
    assert price_of(base, user) == 6


def test_a_bad_source_does_not_hold_up_a_good_one(server, base, user):
    """Each source stands for itself."""
    good = models_dev(server.json("/api.json", prices(6)))
    bad = source("litellm", url=server.on("/prices.json", Reply(b"[]")), publishers=PUBLISHERS)

    done = run(base, user, bad, good)

    assert [outcome.failure is None for outcome in done.outcomes] == [False, True]
    assert price_of(base, user) == 6


def test_other_sources_keep_what_they_said(server, base, user):
    """An update from one source leaves the facts of another in force."""
    run(base, user, models_dev(server.json("/api.json", prices(6))))
    listed = {"gpt-6.1-sol": {"litellm_provider": "openai", "deprecation_date": "2027-05-01"}}

    run(
        base,
        user,
        source("litellm", url=server.json("/p.json", listed), publishers=PUBLISHERS),
        today="2026-11-25",
    )

    opened = open_layers(base, layers_of(user, base.built))
    assert (price_of(base, user), opened.model("openai/gpt-6.1-sol").retires) == (6, "2027-05-01")


def test_rollback_restores_the_facts_before(server, base, user):
    """First those of the update before, then the packaged ones."""
    url = server.json("/api.json", prices(6))
    run(base, user, models_dev(url))
    server.json("/api.json", prices(5))
    run(base, user, models_dev(url), today="2026-11-25")

    seen = [price_of(base, user)]
    roll_back(user)
    seen.append(price_of(base, user))
    roll_back(user)
    seen.append(price_of(base, user))

    assert seen == [5, 6, 8]
    assert roll_back(user) == (None, None)


def test_only_the_last_two_states_are_kept(server, base, user):
    """Old ones do not pile up."""
    url = server.url + "/api.json"
    for day, price in enumerate((3, 4, 5, 6), 24):
        server.json("/api.json", prices(price))
        run(base, user, models_dev(url), today=f"2026-11-{day}")

    assert sorted(p.name[:10] for p in refreshed_folder(user).iterdir() if p.is_dir()) == [
        "2026-11-26",
        "2026-11-27",
    ]


def test_facts_older_than_the_catalogue_are_passed_over(server, base, user):
    """A newer catalogue knows better than an update before it."""
    run(base, user, models_dev(server.json("/api.json", prices(6))), today="2026-11-24")

    assert layers_of(user, "2026-11-24") != []
    assert layers_of(user, "2026-12-01") == []


def test_one_update_at_a_time(server, base, user):
    """A second process is told, and changes nothing."""
    lock = refreshed_folder(user) / "lock"
    holds = f"""
import sys, time
from pathlib import Path
from modelpick.refresh.lock import only_one
with only_one(Path({str(lock)!r})):
    print("held", flush=True)
    sys.stdin.read()
"""
    with subprocess.Popen(
        [sys.executable, "-c", holds], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout is not None
        assert other.stdin is not None
        other.stdout.readline()

        with pytest.raises(UsageError, match="another update is running"):
            run(base, user, models_dev(server.json("/api.json", prices(6))))
        other.stdin.close()
    assert server.asked == []
    with only_one(lock):
        pass


def test_a_killed_holder_lets_go(user):
    """A lock is no file that lies about after a crash."""
    lock = user / "lock"
    lock.parent.mkdir(parents=True)
    lock.write_text("left behind")

    with only_one(lock):
        pass


def test_facts_that_do_not_fit_are_not_put_in_force(server, base, user, monkeypatch):
    """Whatever slips through the parsers is caught by the catalogue's own checks."""
    from modelpick.refresh import models_dev as parser

    monkeypatch.setattr(parser, "_life", lambda model, offer: {"lifecycle": "undead"})
    url = server.json("/api.json", prices(6))

    with pytest.raises(DataError, match="lifecycle"):
        run(base, user, models_dev(url))
    assert (price_of(base, user), states_of(user)) == (8, (None, None))


def test_repositories_are_asked_one_by_one(server, base, user):
    """Of every open model whose page is the Hub's; others are left alone."""
    answer = {
        "id": "Qwen/Qwen3-8B",
        "downloads": 7,
        "gated": False,
        "cardData": {},
        "safetensors": {"total": 8},
    }
    server.json("/api/models/Qwen/Qwen3-8B", answer)
    hub = source("hub", url=server.url + "/api/models/{model}", page="https://huggingface.co/{model}")

    done = run(base, user, hub)

    assert [path for path, _ in server.asked] == ["/api/models/Qwen/Qwen3-8B"]
    assert done.outcomes[0].findings.models == {"Qwen/Qwen3-8B": {"downloads": 7, "parameters": 8}}


def test_a_repository_read_today_is_not_asked_again(server, base, user):
    """An update of hundreds that broke off goes on where it was."""
    answer = {"id": "Qwen/Qwen3-8B", "downloads": 7, "gated": False}
    server.json("/api/models/Qwen/Qwen3-8B", answer)
    hub = source("hub", url=server.url + "/api/models/{model}", page="https://huggingface.co/{model}")
    run(base, user, hub)

    run(base, user, hub)

    assert len(server.asked) == 1


def test_a_repository_that_is_gone_is_noted(server, base, user):
    """One that was withdrawn holds up no other."""
    hub = source("hub", url=server.url + "/api/models/{model}", page="https://huggingface.co/{model}")

    done = run(base, user, hub)

    assert done.outcomes[0].findings.notes == ("Qwen/Qwen3-8B: status 404",)


def test_boards_are_paged_through(server, base, user, view):
    """A hundred rows at a time, as many as the first page announces."""
    from tests.refresh.test_arena import page

    from modelpick.knowledge.records import RefreshPart

    part = RefreshPart(benchmark="arena-text", values={"config": "text", "category": "overall"})
    url = server.url + "/filter?config={config}&where={category}&offset={offset}"
    first = page(("claude-opus-4-6", 1501), ("gpt-6-sol-high", 1511), total=120)
    server.on("/filter?config=text&where=overall&offset=0", Reply(first))
    server.on("/filter?config=text&where=overall&offset=100", Reply(page(("gpt-6.1-sol", 1520), total=120)))

    done = run(base, user, source("arena", url=url, parts=(part,), variants=("high",)))

    assert len(server.asked) == 2
    assert {c.field: c.after for _, c in done.changes} == {
        "anthropic/claude-opus-4-6": 1501.0,
        "openai/gpt-6-sol high": 1511.0,
        "openai/gpt-6.1-sol": 1520.0,
    }
