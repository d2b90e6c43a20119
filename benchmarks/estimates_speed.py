"""How long 100 000 estimates take in one process.

    python benchmarks/estimates_speed.py [COUNT]

Models of known shape at every quantisation that suits, device after device, until COUNT options have been
made: memory, verdict, longest context, decode, prefill and latency with their intervals.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from time import process_time

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.measurements import shapes
from modelpick.estimate.calibration import Calibration
from modelpick.estimate.device import Device, Pool
from modelpick.estimate.fit import fit_options
from modelpick.estimate.quantization import Quantization
from modelpick.estimate.request import Request
from modelpick.knowledge.yaml_reader import read_yaml

DATA = Path(__file__).resolve().parent.parent / "data"
COUNT = 100_000


def devices() -> Iterator[Device]:
    """GPUs of 4 to 192 GB, each with 64 GB of system memory, at bandwidths that grow with them."""
    ram = Pool("ram", 64e9, 56e9, 80e9)
    while True:
        for size, rate in product(range(4, 196, 8), (300e9, 600e9, 1000e9, 1800e9)):
            vram = Pool("vram", size * 1e9, 0.93 * size * 1e9, rate, memory_type="GDDR6X")
            flops = 100 * rate
            yield Device("GPU", ("gpu",), "gpu", "cuda", (vram, ram), fp16_flops=flops, int8_ops=4 * flops)


def measure(count: int) -> tuple[int, float]:
    """Options made and the seconds of processor time they took."""
    calibration = Calibration.from_mapping(read_yaml(DATA / "calibration.yaml")[0])
    quantizations = [
        Quantization(q["id"], q["format"], q["bits_per_weight"], q.get("quality_loss"))
        for q in read_yaml(DATA / "quantizations.yaml")[0]
    ]
    models, request, made = list(shapes().values()), Request(context=8192), 0
    start = process_time()
    for device in devices():
        for shape in models:
            made += len(fit_options(shape, device, request, quantizations, calibration))
        if made >= count:
            break
    return made, process_time() - start


def main() -> None:
    """Print the time of COUNT estimates."""
    made, seconds = measure(int(sys.argv[1]) if len(sys.argv) > 1 else COUNT)
    print(
        f"{made} estimates in {seconds:.2f} s of processor time: {1e6 * seconds / made:.1f} microseconds each"
    )


if __name__ == "__main__":
    main()
