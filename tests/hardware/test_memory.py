"""Memory installed against memory a model may take."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from tests.hardware.making import record, reserve

from modelpick.hardware.known import Hardware
from modelpick.hardware.memory import GIB, Memory, pool_of, rule_for, usable_bytes


def test_the_rule_that_says_most_holds() -> None:
    """A rule for HBM goes before one for any GPU."""
    rules = (
        reserve("any", memory_kinds=("dedicated",)),
        reserve("hbm", memory_kinds=("dedicated",), memory_types=("HBM",)),
    )
    found = rule_for(Memory("gpu", "dedicated", 80 * GIB, memory_type="HBM3"), rules)
    assert found is not None
    assert found.id == "hbm"


def test_bounds_include_the_size_as_sold() -> None:
    """32 GB is not above 34; 36 is."""
    rule = reserve("big", min_gb=34)
    assert [rule_for(Memory("soc", "unified", size * GIB), (rule,)) is rule for size in (32, 36)] == [
        False,
        True,
    ]


def test_a_fixed_part_and_a_share_are_both_kept() -> None:
    """Usable is the share of the total less the fixed part."""
    rule = reserve("r", share=0.9, fixed_gb=1.0)
    assert usable_bytes(Memory("gpu", "dedicated", 10e9), (rule,)) == 8e9


def test_a_small_memory_keeps_its_floor() -> None:
    """The fixed part never takes more than the floor leaves."""
    rule = reserve("r", fixed_gb=3.0, floor=0.5)
    assert usable_bytes(Memory("cpu", "system", 4e9), (rule,)) == 2e9


def test_a_stated_share_wins() -> None:
    """What a source says of one device goes before the rule of its kind."""
    assert usable_bytes(Memory("gpu", "dedicated", 10e9), (reserve("r", share=0.5),), 0.92) == 9.2e9


def test_a_pool_sums_memory_but_not_bandwidth() -> None:
    """Two cards hold twice as much, each at its own speed."""
    pool = pool_of(record("a"), 8 * GIB, (), count=2)
    assert (pool.total, pool.usable, pool.bandwidth) == (16 * GIB, 16 * GIB, 100e9)


def test_bandwidth_goes_with_the_size() -> None:
    """Where sizes differ in speed, the nearest size tells it."""
    card = record("a", memory_gb=(8.0, 16.0), bandwidths_gbps=(100.0, 200.0))
    assert pool_of(card, 16e9, ()).bandwidth == 200e9


@given(st.floats(1e5, 1e13), st.sampled_from(["dedicated", "unified", "system"]))
def test_usable_is_within_the_total(total: float, kind: str) -> None:
    """No rule gives more than there is, or less than nothing."""
    rules = (reserve("r", share=0.95, fixed_gb=2.5, floor=0.5),)
    assert 0 <= usable_bytes(Memory("described", kind, total), rules) <= total


def test_every_packaged_device_has_one_rule(hardware: Hardware) -> None:
    """For each device and size exactly one rule says the most, and leaves a model something."""
    for device in hardware.devices:
        for size in device.memory_gb or (device.default_memory_gb or 16.0,):
            memory = Memory(
                device.kind, device.memory_kind, size * GIB, device.vendor, device.memory_type or ""
            )
            assert rule_for(memory, hardware.reserves) is not None, device.id
            reverse = tuple(reversed(hardware.reserves))
            assert rule_for(memory, reverse) == rule_for(memory, hardware.reserves), device.id
            assert usable_bytes(memory, hardware.reserves, device.usable_share) > 0.3 * memory.total, (
                device.id
            )


def test_apple_lets_two_thirds_of_32_gb_be_wired(hardware: Hardware) -> None:
    """21845 of 32768 MiB on an M2 Max, as llama.cpp prints it."""
    usable = usable_bytes(Memory("soc", "unified", 32 * GIB, "Apple", "LPDDR5-6400"), hardware.reserves)
    assert abs(usable / 2**20 - 21845) < 20


def test_apple_lets_three_quarters_of_96_gb_be_wired(hardware: Hardware) -> None:
    """73728 of 98304 MiB, as llama.cpp prints it."""
    usable = usable_bytes(Memory("soc", "unified", 96 * GIB, "Apple", "LPDDR5-6400"), hardware.reserves)
    assert usable / 2**20 == 73728
