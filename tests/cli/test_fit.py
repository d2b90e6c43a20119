"""``modelpick fit``."""

from __future__ import annotations

import json

import pytest

QWEN = "Qwen/Qwen3.8-27B"
KEYS = {
    *("quantization", "context", "kv_type", "runtime", "verdict", "max_context", "speed"),
    *("weights_gb", "kv_cache_gb", "compute_gb", "overhead_gb", "total_gb", "available_gb"),
}


def test_every_option_has_what_the_contract_names(document):
    """Sizes in GB, a verdict, the largest context, and speed as a value with its range and basis."""
    answer = document("fit", QWEN, "-H", "RTX 4090")

    assert answer["schema"] == "modelpick.fit/1"
    assert all(set(option) >= KEYS for option in answer["options"])
    running = [o["speed"]["decode"] for o in answer["options"] if o["verdict"] != "too-large"]
    assert all(set(speed) == {"value", "low", "high", "unit", "basis"} for speed in running)
    assert all(speed["low"] < speed["value"] < speed["high"] for speed in running)


def test_totals_are_sums(document):
    """Weights, cache, compute and overhead make the total."""
    for option in document("fit", QWEN, "-H", "RTX 4090")["options"]:
        parts = sum(option[f"{part}_gb"] for part in ("weights", "kv_cache", "compute", "overhead"))
        assert option["total_gb"] == pytest.approx(parts, rel=0.002)


def test_one_quantisation_is_exactly_one_option(document):
    """At the context asked for."""
    (option,) = document("fit", "7B", "--vram", "24GB", "--quant", "Q4_K_M", "--context", "16k")["options"]

    assert (option["quantization"], option["context"]) == ("Q4_K_M", 16000)


def test_without_hardware_this_machine_is_named(document):
    """What was found is in the answer."""
    hardware = document("fit", "1B")["hardware"]

    assert hardware["detected"] is True
    assert hardware["found"]


def test_a_plain_size_shows_what_was_said_of_it(modelpick, document):
    """The founding table's row, as sourced and corrected, beside the estimate."""
    row = document("fit", "70B", "-H", "H100")["memory_by_size"][0]

    assert (row["said_fp16"], row["said_4bit"], row["q4_k_m_gb"]) == ("~140GB", "~35GB", 42.8)
    assert "~140GB" in modelpick("fit", "70B", "-H", "H100").stdout


def test_nothing_fits_is_an_answer_with_exit_3(modelpick):
    """The document is printed, says what would fit, and the exit code says that nothing does."""
    run = modelpick("fit", "70B", "-H", "RTX 4090", "--quant", "BF16", "--json")
    answer = json.loads(run.stdout)

    assert run.returncode == 3
    assert (answer["feasible"], answer["options"][0]["verdict"]) == (False, "too-large")
    assert answer["remedies"]


def test_a_hosted_model_is_exit_3(modelpick):
    """There is nothing to fit, and why."""
    run = modelpick("fit", "openai/gpt-5", "-H", "RTX 4090", "--json")

    assert run.returncode == 3
    assert "only runs at its provider" in json.loads(run.stdout)["unknown"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("nosuchmodel",), "no model is called"),
        (("0B",), "no model has a size"),
        ((QWEN, "--quant", "Q9_9"), "no quantization is called"),
        ((QWEN, "--kv-type", "q3"), "no KV cache type"),
        ((QWEN, "--runtime", "lama"), "did you mean"),
        ((QWEN, "--context", "0"), "at least 1"),
        ((QWEN, "--context", "10M"), "was made for"),
        ((QWEN, "--concurrency", "0"), "--concurrency"),
        ((QWEN, "--vram", "minus"), "--vram"),
        ((QWEN, "-H", "3060"), "may be any of"),
        ((QWEN, "-H", "RTX 4090", "--runtime", "vllm", "--quant", "Q4_K_M"), "does not read"),
        ((QWEN, "--format", "xml"), "--format"),
    ],
)
def test_bad_usage_is_exit_2(modelpick, arguments, words):
    """Nothing on standard output; what is wrong, and what would be right, on standard error."""
    run = modelpick("fit", *arguments)

    assert (run.returncode, run.stdout) == (2, "")
    assert words in run.stderr


def test_the_table_marks_what_to_use(modelpick, document):
    """One row is marked, and it is the one the JSON names."""
    text = modelpick("fit", QWEN, "-H", "RTX 4090").stdout
    chosen = document("fit", QWEN, "-H", "RTX 4090")["chosen"]

    assert f"{chosen} *" in text
    assert "quality cost: perplexity of Llama 3 8B" in text


def test_csv_has_every_option(modelpick, document):
    """One line an option, those the table leaves out too."""
    lines = modelpick("fit", QWEN, "-H", "RTX 4090", "--format", "csv").stdout.splitlines()

    assert len(lines) == 1 + len(document("fit", QWEN, "-H", "RTX 4090")["options"])


@pytest.mark.parametrize("columns", ["60", "80", "200"])
def test_the_table_keeps_to_the_terminal(modelpick, columns):
    """No line is wider, and the quantisation stays whole."""
    run = modelpick("fit", QWEN, "-H", "RTX 4090", COLUMNS=columns)

    assert max(map(len, run.stdout.splitlines())) <= int(columns)
    assert "Q4_K_M" in run.stdout


def test_defaults_are_kept(modelpick):
    """``MODELPICK_HARDWARE`` is the target where none is named."""
    run = modelpick("fit", "7B", "--quant", "Q4_K_M", "--json", MODELPICK_HARDWARE="RTX 4090")

    assert json.loads(run.stdout)["hardware"]["ids"] == ["rtx-4090"]
