"""What a command costs to start: whole processes, processor time, beside an empty Typer command in the same run.

    python benchmarks/startup.py [--runs N] [--small]

Prints the median of user plus system time of each command and its ratio to the empty command's, and the peak memory.
Other tools are timed beside when they are installed (llmfit, whichllm, genmodelfit).
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

EMPTY = "import typer\napp = typer.Typer()\n@app.command()\ndef main(word: str = 'a') -> None: ...\napp()\n"
PEERS = {"llmfit": ["llmfit", "recommend", "--json"], "whichllm": ["whichllm", "--json"]}
TARGETS = {"recommend --json": 1.4, "recommend (table)": 2.0, "--help": 1.1, "--version": 1.1}


@dataclass(frozen=True, slots=True)
class Timing:
    """Processor seconds (median) and peak memory in MiB of a command."""

    seconds: float
    memory: float


def measure(command: Sequence[str], runs: int) -> Timing:
    """Run a command ``runs`` times after one warm-up."""
    samples = [_once(command) for _ in range(runs + 1)][1:]
    return Timing(statistics.median(s for s, _ in samples), max(m for _, m in samples))


def _once(command: Sequence[str]) -> tuple[float, float]:
    process = subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    _, _, usage = os.wait4(process.pid, 0)
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def commands(folder: Path) -> dict[str, list[str]]:
    """The commands to time, the empty one first."""
    empty = folder / "empty.py"
    empty.write_text(EMPTY, encoding="utf-8")
    modelpick = shutil.which("modelpick", path=str(Path(sys.executable).parent)) or "modelpick"
    ask = [modelpick, "recommend", "--task", "captioning", "--on-device"]
    found = {
        "bare interpreter": [sys.executable, "-c", "pass"],
        "empty Typer command": [sys.executable, str(empty)],
        "recommend --json": [*ask, "--json"],
        "recommend (table)": ask,
        "--help": [modelpick, "--help"],
        "--version": [modelpick, "--version"],
    }
    return found | {name: line for name, line in PEERS.items() if shutil.which(line[0])}


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description="Start-up cost beside an empty Typer command.")
    parser.add_argument("--runs", type=int, default=15)
    parser.add_argument("--small", action="store_true", help="two runs, to see that it works")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        timings = {
            name: measure(line, 2 if options.small else options.runs)
            for name, line in commands(Path(folder)).items()
        }
    base = timings["empty Typer command"].seconds
    print(f"{'command':22} {'cpu s':>8} {'ratio':>7} {'target':>7} {'MiB':>6}")
    for name, timing in timings.items():
        target = f"{TARGETS[name]:.1f}" if name in TARGETS else ""
        print(
            f"{name:22} {timing.seconds:8.3f} {timing.seconds / base:7.2f} {target:>7} {timing.memory:6.0f}"
        )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
