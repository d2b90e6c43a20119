"""What own measurements are worth, as published."""

from benchmarks.own_runs import gains, table, variances
from tests.estimate.samples import CALIBRATION, DATA

DOCUMENT = (DATA.parent / "docs" / "bench.md").read_text(encoding="utf-8")


def test_the_documented_table_is_the_computed_one():
    """docs/bench.md holds it, letter for letter."""
    assert table() in DOCUMENT


def test_the_documented_variances_are_the_packaged_ones():
    """By kind of device and speed."""
    for name, found in CALIBRATION.own.items():
        what, device = name.split("/")
        assert f"| {what}, {device.upper()} | {found.between:.3f} | {found.within:.3f} |" in DOCUMENT


def test_the_packaged_variances_are_the_computed_ones():
    """To four digits."""
    for name, found in variances().items():
        packaged = CALIBRATION.own[name]
        assert (packaged.between, packaged.within) == (
            float(f"{found.between:.4g}"),
            float(f"{found.within:.4g}"),
        )


def test_own_runs_do_not_make_gpus_worse():
    """Neither decode nor prefill, however many models were measured."""
    assert [row for row in gains() if "gpu" in row.what and row.after > row.before] == []
