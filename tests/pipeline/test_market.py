"""The memory that hardware is sold with."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modelpick.knowledge.records import DeviceRecord
from modelpick.pipeline.market import Market, memory_option

KNOWN = {"vendor": "Acme", "refs": (), "checked": "2026-11-23"}


def device(key, kind, memory, sizes, **fields):
    return DeviceRecord(
        id=key, name=fields.pop("name", key), kind=kind, memory_kind=memory, memory_gb=sizes, **KNOWN | fields
    )


MARKET = Market(
    (
        device("card-8", "gpu", "dedicated", (8.0,)),
        device("card-48", "gpu", "dedicated", (48.0,)),
        device("chip", "soc", "unified", (16.0, 64.0)),
        device("plug", "cpu", "system", (), default_memory_gb=32.0),
        device("dot", "microcontroller", "system", (0.001,)),
        device("board-1", "board", "system", (0.5,), released="2020"),
        device("board-2", "board", "system", (1.0, 2.0, 4.0), released="2023"),
        device("board-3", "board", "system", (4.0,), released="2024"),
        device("other-board", "board", "system", (1.0,), vendor="Borg"),
    )
)


def test_cards_and_other_memories_are_sold_in_their_own_sizes():
    """Microcontrollers apart: nobody buys half a megabyte for a model of this catalogue's kind."""
    assert MARKET.sizes("vram") == [8.0, 48.0]
    assert MARKET.sizes("memory") == [0.5, 1.0, 2.0, 4.0, 16.0, 32.0, 64.0]


@pytest.mark.parametrize(
    ("option", "gigabytes", "sold"),
    [
        ("vram", 9, "48 GB"),
        ("vram", 60, "8 cards of 8 GB"),
        ("vram", 100, "3 cards of 48 GB"),
        ("vram", 400, None),
        ("memory", 17, "32 GB"),
        ("ram", 17, "32 GB"),
        ("ram", 40, None),
        ("memory", 65, None),
    ],
)
def test_a_size_is_sold_as_the_next_larger(option, gigabytes, sold):
    """Beyond one card as several of the smallest that are enough for one machine."""
    assert MARKET.sold_as(option, gigabytes * 1e9) == sold


@given(st.floats(1e8, 1e12), st.floats(1, 4))
def test_what_one_device_has_is_within_reach(old, times):
    """And so is what is a little more than there is."""
    assert not MARKET.out_of_reach("vram", old, min(old * times, 48e9))


def test_what_is_not_sold_is_out_of_reach():
    """Nor is a rack for who has one small card."""
    assert MARKET.out_of_reach("vram", 300e9, 400e9)
    assert MARKET.out_of_reach("vram", 8e9, 100e9)
    assert not MARKET.out_of_reach("vram", 48e9, 100e9)


@pytest.fixture
def board(adviser):
    return adviser.resolve("pi-zero-2w")


def test_larger_devices_are_of_the_same_kind(adviser, board):
    """The same maker's first; of one size the one that is sold with more of them."""
    market = Market(adviser.catalog.all("hardware", DeviceRecord))
    names = list(market.larger(board, 1.5e9))

    assert names[0] == "Raspberry Pi 5 2GB"
    assert not any("RTX" in name for name in names)


def test_a_device_outside_the_catalogue_has_no_larger_one(adviser):
    """A description is no product."""
    described = adviser.target(adviser.query(task="chat", memory="4GB"))

    assert list(MARKET.larger(described, 1e9)) == []
    assert memory_option(described) == "memory"
