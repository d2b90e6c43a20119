"""Authored data small enough to read at a glance: two kinds of work, three classes, seven models, one benchmark."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

__all__ = ["MODELS", "lay_out", "model", "write_small_data"]

_REAL = Path(__file__).parents[1] / "data"
_SHARED = ("calibration.yaml", "criteria.yaml", "modalities.yaml", "quantizations.yaml", "licenses.yaml")
_SOURCE = "https://example.org/paper"
_CHECKED = "2026-11-23"


def model(key: str, **fields: Any) -> dict[str, Any]:
    """A model that chats, with whatever is to be different."""
    values = {
        "id": key,
        "name": key.rsplit("/", maxsplit=1)[-1],
        "family": "Tiny",
        "provider": "Acme",
        "tier": "official",
        "classes": ["llm"],
        "capabilities": ["chat"],
        "inputs": ["text"],
        "outputs": ["text"],
        "parameters": 8_000_000_000,
        "context": 32_768,
        "license": "Apache-2.0",
        "weights": "open",
        "released": "2026-05-01",
        "languages": ["en", "de"],
        "refs": [_SOURCE],
        "checked": _CHECKED,
    }
    return values | fields


MODELS = (
    model("acme/tiny-1b", classes=["slm"], parameters=1_000_000_000, released="2026-03-01"),
    model("acme/tiny-8b", classes=["slm"]),
    model("acme/large-70b", parameters=70_000_000_000, license="MIT", released="2026-06-01"),
    model(
        "borg/hosted", provider="Borg", family="Collective", weights="closed", parameters=None, license=None
    )
    | {"price": {"input": 1, "output": 4, "source": _SOURCE}, "regions": ["us"], "context": 200_000},
    model("borg/old", provider="Borg", family="Collective", released="2023-01-01", lifecycle="deprecated"),
    model("cyan/see-4b", provider="Cyan", family="See", classes=["vlm", "slm"], parameters=4_000_000_000)
    | {"capabilities": ["chat", "caption"], "inputs": ["image", "text"], "license": "CC-BY-NC-4.0"},
    model("cyan/see-30b", provider="Cyan", family="See", classes=["vlm", "llm"], parameters=30_000_000_000)
    | {"capabilities": ["chat", "caption"], "inputs": ["image", "text"]},
)

_SCORES = {
    "acme/tiny-1b": 35,
    "acme/tiny-8b": 55,
    "acme/large-70b": 75,
    "borg/hosted": 85,
    "cyan/see-30b": 60,
}


def write_small_data(folder: Path) -> Path:
    """Write the whole data folder; the vocabularies that are not the point are the packaged ones."""
    for name in _SHARED:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(_REAL / name, folder / name)
    files: dict[str, Any] = {
        "catalog.yaml": {"version": "1", "built": _CHECKED},
        "classes/llm.yaml": _class("llm", "Large Language Model", ["text"], "chat"),
        "classes/slm.yaml": _class("slm", "Small Language Model", ["text"], "chat"),
        "classes/vlm.yaml": _class("vlm", "Vision-Language Model", ["image", "text"], "captioning"),
        "tasks/text.yaml": [_task("chat", "Chat", ["text"], "chat", aliases=["talk"])],
        "tasks/image.yaml": [
            _task("captioning", "Captioning", ["image"], "caption", pipeline_tag="image-to-text")
        ],
        "tables/by-task.yaml": _table(),
        "benchmarks/quiz.yaml": _benchmark(),
    }
    files |= {f"models/{entry['id']}.yaml": entry for entry in MODELS}
    lay_out(folder, files)
    return folder


def lay_out(folder: Path, files: dict[str, Any]) -> None:
    """Write files; values that are not texts become YAML by way of JSON, which never repeats by reference."""
    for name, value in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, indent=1)
        path.write_text(text, encoding="utf-8")


def _class(key: str, name: str, inputs: list[str], task: str) -> dict[str, Any]:
    return {
        "id": key,
        "name": name,
        "short": key.upper(),
        "kind": "class",
        "workload": "text",
        "stage_task": task,
        "inputs": inputs,
        "outputs": ["text"],
        "definition": [{"text": f"a {name}", "refs": [_SOURCE]}],
        "checked": _CHECKED,
    }


def _task(key: str, name: str, inputs: list[str], capability: str, **fields: Any) -> dict[str, Any]:
    speed = {"unit": "tok/s", "realtime": 50, "interactive": 10, "batch": 1}
    return {
        "id": key,
        "name": name,
        "inputs": inputs,
        "outputs": ["text"],
        "capabilities": [capability],
        "speed": speed,
        "prompt_tokens": 500,
        "answer_tokens": 200,
        "refs": [_SOURCE],
        "checked": _CHECKED,
        **fields,
    }


def _rule(key: str, task: str, *classes: str) -> dict[str, Any]:
    return {
        "id": key,
        "when": {"task": task},
        "classes": [{"class_id": class_id} for class_id in classes],
        "status": "added",
        "because": f"{classes[0]} does it",
        "refs": [_SOURCE],
        "checked": _CHECKED,
    }


def _table() -> dict[str, Any]:
    return {
        "id": "by-task",
        "title": "By task",
        "question": "which class does this task?",
        "hit_policy": "first",
        "role": "task",
        "weight": 1,
        "inputs": ["task"],
        "rules": [_rule("chat", "chat", "llm", "slm"), _rule("captioning", "captioning", "vlm")],
        "cases": [{"given": {"task": "chat"}, "expect": "chat"}],
    }


def _benchmark() -> dict[str, Any]:
    scores = [
        {"model": key, "value": value, "kind": "independent", "date": "2026-07-01", "source": _SOURCE}
        for key, value in _SCORES.items()
    ]
    return {
        "id": "quiz",
        "name": "Quiz",
        "measures": "knowledge",
        "metric": "share right",
        "objective": "max",
        "scale": [0, 100],
        "speaks_for": {"chat": 1},
        "url": _SOURCE,
        "scores": scores,
        "checked": _CHECKED,
    }
