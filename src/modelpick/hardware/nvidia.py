"""NVIDIA GPUs through NVML, where the optional ``nvidia-ml-py`` is installed."""

from __future__ import annotations

from typing import Any

from modelpick.hardware.machine import Gpu, Notes

__all__ = ["load_nvml", "read_gpus", "visible"]


def load_nvml() -> Any | None:
    """The NVML binding, or None where it is not installed."""
    try:
        import pynvml  # type: ignore[import-not-found, import-untyped, unused-ignore]
    except ImportError:
        return None
    return pynvml


def read_gpus(nvml: Any, notes: Notes) -> list[Gpu]:
    """The GPUs NVML lists; a GPU that does not answer is noted and left out. Never raises."""
    try:
        nvml.nvmlInit()
        count = int(nvml.nvmlDeviceGetCount())
    except Exception as error:
        notes.missing.append(f"NVIDIA driver: {_words(error)}")
        return []
    found = []
    for index in range(count):
        try:
            found.append(_gpu(nvml, index))
        except Exception as error:
            notes.missing.append(f"NVIDIA GPU {index}: {_words(error)}")
    _shut(nvml)
    return found


def _gpu(nvml: Any, index: int) -> Gpu:
    handle = nvml.nvmlDeviceGetHandleByIndex(index)
    name = nvml.nvmlDeviceGetName(handle)
    shown = name.decode(errors="replace") if isinstance(name, bytes) else str(name)
    try:
        memory = nvml.nvmlDeviceGetMemoryInfo(handle)
    except Exception:
        return Gpu(shown, "NVIDIA", shared=True)  # GB10 and Jetson have no memory of their own to report
    return Gpu(shown, "NVIDIA", float(memory.total), float(memory.free))


def _shut(nvml: Any) -> None:
    try:
        nvml.nvmlShutdown()
    except Exception:  # nothing depends on it
        return


def visible(found: list[Gpu], wanted: str | None) -> list[Gpu]:
    """The GPUs that ``CUDA_VISIBLE_DEVICES`` leaves; all where it is unset or does not count them."""
    if wanted is None:
        return found
    numbers = [part.strip() for part in wanted.split(",") if part.strip()]
    if not all(number.lstrip("-").isdigit() for number in numbers):
        return found
    return [found[int(number)] for number in numbers if 0 <= int(number) < len(found)]


def _words(error: Exception) -> str:
    return str(error).splitlines()[0][:120] if str(error) else type(error).__name__
