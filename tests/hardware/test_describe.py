"""Targets known by their memory alone."""

from __future__ import annotations

from math import inf, nan

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.hardware.making import record

from modelpick.errors import UsageError
from modelpick.hardware.describe import describe, vram_pool
from modelpick.hardware.known import Hardware


def test_vram_is_one_pool_without_offload(hardware: Hardware) -> None:
    """A GPU alone counts its own memory only, and says so."""
    device = describe(hardware, vram=24e9)
    assert [pool.kind for pool in device.pools] == ["vram"]
    assert any("offload" in note for note in device.assumptions)


def test_vram_and_ram_are_two_pools(hardware: Hardware) -> None:
    """System memory beside a GPU comes second."""
    device = describe(hardware, vram=8e9, ram=32e9)
    assert [(pool.kind, pool.total) for pool in device.pools] == [("vram", 8e9), ("ram", 32e9)]


def test_vram_and_memory_are_two_pools(hardware: Hardware) -> None:
    """Beside a GPU, --memory is the system's."""
    assert describe(hardware, vram=8e9, memory=16e9).pools[1].total == 16e9


def test_no_vram_is_a_cpu(hardware: Hardware) -> None:
    """``--vram 0GB`` means no GPU; the RAM assumed is said."""
    device = describe(hardware, vram=0.0)
    assert (device.backend, device.pools[0].kind) == ("cpu", "ram")
    assert any("assumed" in note for note in device.assumptions)


def test_memory_is_shared(hardware: Hardware) -> None:
    """``--memory`` alone is one memory for everything."""
    assert [pool.kind for pool in describe(hardware, memory=16e9).pools] == ["unified"]


def test_a_description_is_not_a_named_device(hardware: Hardware) -> None:
    """It has no id, and its speed is a range."""
    device = describe(hardware, vram=16e9)
    pool = device.pools[0]
    assert (device.named, device.ids, device.kind) == (False, (), "described")
    assert pool.bandwidth_low is not None
    assert pool.bandwidth is not None
    assert pool.bandwidth_high is not None
    assert pool.bandwidth_low < pool.bandwidth < pool.bandwidth_high


@pytest.mark.parametrize("size", [-1.0, nan, inf])
def test_impossible_sizes_are_refused(hardware: Hardware, size: float) -> None:
    """Negative, endless and undefined memory is an error, not a clamp."""
    with pytest.raises(UsageError, match="--vram"):
        describe(hardware, vram=size)


def test_no_memory_at_all_is_refused(hardware: Hardware) -> None:
    """A target without memory runs nothing."""
    with pytest.raises(UsageError, match="no memory"):
        describe(hardware, memory=0.0)


def test_the_range_is_that_of_devices_with_such_memory() -> None:
    """Median and percentiles come from the catalogue's devices of about that size."""
    cards = [record(f"c{n}", bandwidth_gbps=float(n), memory_gb=(24.0,)) for n in range(1, 22)]
    pool = vram_pool(Hardware([*cards, record("tiny", memory_gb=(1.0,), bandwidth_gbps=9999.0)]), 24e9)
    assert (pool.bandwidth_low, pool.bandwidth, pool.bandwidth_high) == (2e9, 11e9, 20e9)


def test_nothing_known_is_said() -> None:
    """Without devices to compare with, speed is unknown."""
    device = describe(Hardware(()), vram=24e9)
    assert device.pools[0].bandwidth is None
    assert "unknown" in device.assumptions[0]


@given(st.floats(1e6, 1e13))
def test_usable_is_within_the_memory(hardware: Hardware, size: float) -> None:
    """Whatever the size, a model gets some of it and no more than all."""
    for device in (
        describe(hardware, vram=size),
        describe(hardware, memory=size),
        describe(hardware, ram=size),
    ):
        assert 0 < device.usable <= size
