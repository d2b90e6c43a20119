"""Models and devices the tests of the estimates share."""

from pathlib import Path

from modelpick.estimate.calibration import Calibration
from modelpick.estimate.device import Device, Pool
from modelpick.estimate.quantization import Quantization
from modelpick.estimate.shape import ArchitectureShape, ModelShape
from modelpick.knowledge.yaml_reader import read_yaml

DATA = Path(__file__).parents[2] / "data"
CALIBRATION = Calibration.from_mapping(read_yaml(DATA / "calibration.yaml")[0])

LLAMA_8B = ArchitectureShape(
    "llama", 32, 32, 4096, heads=32, kv_heads=8, head_dim=128, vocab=128256, tied_embeddings=False
)
LLAMA_70B = ArchitectureShape(
    "llama", 80, 80, 8192, heads=64, kv_heads=8, head_dim=128, vocab=128256, tied_embeddings=False
)
LLAMA_405B = ArchitectureShape(
    "llama", 126, 126, 16384, heads=128, kv_heads=8, head_dim=128, vocab=128256, tied_embeddings=False
)
GEMMA_27B = ArchitectureShape(
    "gemma3", 62, 10, 5376, window_layers=52, window=1024, heads=32, kv_heads=16, head_dim=128, vocab=262144,
    tied_embeddings=True,
)  # fmt: skip
DEEPSEEK_V3 = ArchitectureShape(
    "deepseek2", 61, 61, 7168, heads=128, kv_heads=128, mla_rank=512, mla_rope=64, vocab=129280, experts=256,
    experts_used=8, expert_hidden=2048, tied_embeddings=False,
)  # fmt: skip
QWEN_30B_A3B = ArchitectureShape(
    "qwen3moe", 48, 48, 2048, heads=32, kv_heads=4, head_dim=128, vocab=151936, experts=128, experts_used=8,
    expert_hidden=768, tied_embeddings=False,
)  # fmt: skip
QWEN_NEXT = ArchitectureShape(
    "qwen3_next", 48, 12, 2048, recurrent_layers=36, heads=16, kv_heads=2, head_dim=256, vocab=151936,
    experts=512, experts_used=10, expert_hidden=512,
)  # fmt: skip

LLAMA = ModelShape("llama-8b", "text", 8_030_261_248, None, LLAMA_8B, context=131072)
LARGE = ModelShape("llama-70b", "text", 70_553_706_496, None, LLAMA_70B, context=131072)
MIXTURE = ModelShape("qwen-30b-a3b", "text", 30_532_122_624, 3_353_032_704, QWEN_30B_A3B, context=40960)

Q2, Q3 = Quantization("Q2_K", "gguf", 3.07), Quantization("Q3_K_M", "gguf", 3.94)
Q4, Q6 = Quantization("Q4_K_M", "gguf", 4.87), Quantization("Q6_K", "gguf", 6.56)
Q8 = Quantization("Q8_0", "gguf", 8.5, 0.0002)
BF16, FP8 = Quantization("BF16", "any", 16.0), Quantization("FP8", "safetensors", 8.0)
MLX = Quantization("MLX-4bit", "mlx", 4.5)
ALL = (Q2, Q3, Q4, Q6, Q8, BF16, FP8, MLX)


def gpu(gigabytes=24.0, bandwidth=1008e9, ram=64.0, **other):
    """A CUDA card with system memory behind it."""
    pools = [Pool("vram", gigabytes * 1e9, 0.95 * gigabytes * 1e9, bandwidth, memory_type="GDDR6X")]
    if ram:
        pools.append(Pool("ram", ram * 1e9, 0.9 * ram * 1e9, 80e9))
    facts = {"fp16_flops": 165e12, "int8_ops": 660e12} | other
    return Device("GPU", ("gpu",), "gpu", "cuda", tuple(pools), **facts)


def mac(gigabytes=48.0, bandwidth=273e9):
    """An Apple chip with unified memory."""
    pool = Pool("unified", gigabytes * 1e9, 0.75 * gigabytes * 1e9, bandwidth)
    return Device("M4 Pro", ("m4-pro",), "soc", "metal", (pool,), fp16_flops=8.5e12)


def board(gigabytes=8.0):
    """A single-board computer with four cores."""
    pool = Pool("ram", gigabytes * 1e9, 0.85 * gigabytes * 1e9, 17.1e9)
    return Device("Pi 5", ("raspberry-pi-5",), "board", "cpu", (pool,), cores=4)
