"""The published errors, held to their targets."""

import pytest
from benchmarks.accuracy import (
    coverages,
    decode_errors,
    errors_of,
    item_errors,
    memory_errors,
    report,
    split_errors,
)
from benchmarks.calibrate import as_yaml, calibration
from benchmarks.item_laws import item_coverage, items
from benchmarks.least_squares import Prior, fit
from benchmarks.measurements import speeds
from tests.estimate.samples import DATA


@pytest.mark.parametrize(
    ("name", "median", "nearly"),
    [("GGUF file from the architecture", 0.004, 1), ("whole allocation, llama.cpp", 0.01, 0.04)],
)
def test_memory_meets_its_targets(name, median, nearly):
    """File sizes to 0.4 %, a whole allocation to 1 %, nineteen in twenty to 4 %."""
    found = memory_errors()[name]

    assert found[1] <= median
    assert found[3] <= nearly


@pytest.mark.parametrize(
    ("name", "median"),
    [
        ("GPU, dense", 0.08),
        ("GPU, mixture of experts", 0.10),
        ("CPU", 0.25),
        ("partly offloaded to the CPU", 0.25),
    ],
)
def test_decode_meets_its_targets(name, median):
    """With the device kept out of the fit."""
    assert decode_errors()[name][1] <= median


def test_intervals_hold_nine_times_in_ten():
    """Between 85 and 95 in a hundred of measurements that the interval has not seen, in every backend."""
    shares = {name: share for name, (_, share, _) in coverages().items()}

    assert {name: share for name, share in shares.items() if not 0.85 <= share <= 0.955} == {}


@pytest.mark.parametrize(
    ("name", "median"), [("image-encoder", 0.2), ("detector", 0.25), ("diffusion", 0.35)]
)
def test_pictures_are_timed_from_measurements(name, median):
    """With the device, or the family of models, kept out of the fit."""
    assert item_errors()[name][1] <= median


def test_intervals_of_items_hold():
    """At least 85 in a hundred, of every law with rows enough to say so."""
    shares = {name: item_coverage(name) for name, found in item_errors().items() if found[0] >= 20}

    assert {name: share for name, share in shares.items() if share < 0.85} == {}


@pytest.mark.parametrize(
    ("name", "median"), [("layers on one GPU after another", 0.05), ("tensor parallel", 0.1)]
)
def test_several_gpus_do_what_the_law_says(name, median):
    """Llama.cpp on two to eight GPUs of eight kinds, vLLM on two and four of one."""
    assert split_errors()[name][1] <= median


def test_the_packaged_constants_are_the_fitted_ones():
    """data/calibration.yaml is what the fit prints."""
    assert (DATA / "calibration.yaml").read_text(encoding="utf-8") == as_yaml(calibration()) + "\n"


def test_the_documented_tables_are_the_computed_ones():
    """docs/accuracy.md holds the report, letter for letter."""
    assert report() in (DATA.parent / "docs" / "accuracy.md").read_text(encoding="utf-8")


def test_every_speed_names_its_source():
    """A figure without a source does not count."""
    assert all(found.source.startswith("https://") for found in (*speeds(), *items()))


def test_percentiles():
    """Of a hundred errors: the middle one, the ninetieth, the ninety-fifth."""
    assert errors_of(i / 100 for i in range(100)) == (100, 0.5, 0.9, 0.95)


def test_the_fit_shrugs_off_an_outlier():
    """A line through the origin of slope 2, one point far off."""
    points = [(x, 2.0 * x) for x in range(1, 20)] + [(10, 100.0)]

    found = fit(lambda v: [v[0] * x - y for x, y in points], [1.0], Prior([1.0], [10.0], 0.01), scale=0.1)
    assert found == pytest.approx([2.0], abs=0.01)
