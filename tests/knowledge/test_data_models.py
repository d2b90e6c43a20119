"""The catalogue of models and what it leans on: licences, runtimes, quantisations."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from modelpick.knowledge.load import KINDS, load_file
from modelpick.knowledge.records import (
    License,
    ModelRecord,
    QuantizationRecord,
    Record,
    RuntimeRecord,
    Source,
    Task,
)

DATA = Path(__file__).parents[2] / "data"
CLASS_WORDS = """
llm slm lrm vlm lam lcm t2i t2v mlm sam clip embedder reranker vdr ocr asr tts audio-llm detector
omni lvm open-vocab-detector vla tsfm tabular guard pii dllm mt kws latent-variable linear-mixed
gbdt pipeline segmenter depth t2a t23d restoration diarizer
"""
CLASSES = set(CLASS_WORDS.split())
INPUTS = {"text", "image", "video", "audio", "document", "table", "timeseries", "screen", "robot-state"}
SEEN = {"text", "image", "video", "audio", "table", "timeseries"}
OUTPUTS = SEEN | {"boxes", "masks", "labels", "embedding", "ranking", "actions", "scores", "mesh"}
SMALL = 10_000_000_000
DATE = re.compile(r"^20\d\d(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$")
LANGUAGE = re.compile(r"^([a-z]{2,3}(-[A-Za-z]{2,8})?|multilingual:\d+)$")
UNWANTED = re.compile(r"uncensored|abliterat|heretic|obliterat|nsfw", re.IGNORECASE)
FAMILIES = """
Gemma 4; Qwen3.5; Qwen3.6; Qwen3.8; gpt-oss; Muse Glimmer; Llama 3.2; Mercury; Qwen3-Coder;
Qwen2.5-Coder; Codestral; Granite Code; Nemotron 3; DeepSeek V4; Kimi K2; GLM-5; Hy-MT2; NLLB-200;
MADLAD-400; DistilBERT; ModernBERT; SetFit; fastText; GLiNER; GLiNER-PII; Privacy Filter; Presidio; BGE
Reranker; Qwen3-Reranker; KaLM-Reranker; Prompt Guard; Granite Guardian; Llama Guard; ShieldGemma;
gpt-oss-safeguard; Qwen3-VL; Florence-2; Moondream; SmolVLM2; LFM2.5-VL; MiniCPM-V; SigLIP 2; OpenCLIP;
Qwen3-VL-Embedding; Qwen3-VL-Reranker; Jina CLIP; DINOv2; DINOv3; MobileNetV4; ColQwen3.5; ColPali;
Nemotron ColEmbed; SAM; SAM 2.1; SAM 3; EdgeTAM; Grounding DINO; OWLv2; YOLO-World; Cellpose-SAM;
micro-sam; MedSAM; nnU-Net; RF-DETR; D-FINE; YOLO11; YOLO26; YOLOX; PaddleOCR-VL; GLM-OCR; DeepSeek-OCR;
olmOCR; PP-OCR; MinerU2.5; Tesseract; Docling; Table Transformer; TrOCR; Whisper; Moonshine; Vosk;
SenseVoice; Parakeet; Cohere Transcribe; Qwen3-ASR; YAMNet; BEATs; AST; CLAP; Chatterbox; Qwen3-TTS;
CosyVoice; Kokoro; Piper; XTTS; F5-TTS; Moshi; Qwen3-Omni; Nemotron VoiceChat; GPT Realtime; Gemini
Live; microWakeWord; DS-CNN; openWakeWord; LCM-LoRA; LCM Dreamshaper; SD-Turbo; SANA-Sprint; FLUX.2;
Z-Image; Qwen-Image; LTX-2; Wan 2.2; HunyuanVideo; Fara; EvoCUA; UI-TARS; Holo2; xLAM-2; SmolVLA; pi0;
pi0.5; GR00T; OpenVLA; ACT; Chronos; TimesFM; Moirai; TTM; statsforecast; TabPFN; CatBoost; LightGBM;
XGBoost; statsmodels MixedLM; lme4; PatchCore; scikit-learn GaussianMixture; scikit-learn
IsolationForest; VAE; LLaDA; pyannote; Silero VAD; Demucs; Real-ESRGAN; BiRefNet; MusicGen; ACE-Step;
TRELLIS; Hunyuan3D; Depth Anything 3; ViTPose; GlotLID; spaCy; Flair; Stanza
"""


@cache
def records(kind: str) -> tuple[Record, ...]:
    """Every record of one kind, read from its files alone."""
    found = next(k for k in KINDS if k.name == kind)
    paths = sorted(DATA.glob(found.pattern))
    return tuple(entry.record for path in paths for entry in load_file(path, found, DATA))


def models() -> dict[str, ModelRecord]:
    return {record.id: record for record in records("models") if isinstance(record, ModelRecord)}


def licenses() -> dict[str, License]:
    return {record.id: record for record in records("licenses") if isinstance(record, License)}


def quantizations() -> dict[str, QuantizationRecord]:
    return {q.id: q for q in records("quantizations") if isinstance(q, QuantizationRecord)}


def runtimes() -> dict[str, RuntimeRecord]:
    return {record.id: record for record in records("runtimes") if isinstance(record, RuntimeRecord)}


def refs_of(model: ModelRecord) -> list[str]:
    found = [*model.refs, *(f.source for f in model.files), *(r.source for r in model.run)]
    found += [*(s.source for s in model.speeds), *(c.source for c in model.cautions)]
    return found + [x.source for x in (model.price, model.architecture) if x is not None]


def test_catalogue_holds_at_least_a_thousand_models() -> None:
    """The catalogue is far above the 700 it was asked to hold."""
    assert len(models()) >= 1000


def test_ids_differ_by_more_than_case() -> None:
    """Two ids, or two folders, that differ in case alone would be one file on some disks."""
    assert max(Counter(i.lower() for i in models()).values()) == 1
    folders = {i.split("/")[0] for i in models()}
    assert len({f.lower() for f in folders}) == len(folders)


def test_every_licence_is_described() -> None:
    """A model names a licence of data/licenses.yaml or none."""
    assert {m.license for m in models().values() if m.license} <= set(licenses())


def test_every_runtime_is_described() -> None:
    """A run hint names a runtime of data/runtimes.yaml."""
    assert {hint.runtime for m in models().values() for hint in m.run} <= set(runtimes())


def test_every_file_has_a_known_quantization() -> None:
    """A published file is in a format of data/quantizations.yaml."""
    assert {f.quantization for m in models().values() for f in m.files} <= set(quantizations())


def test_every_reference_is_a_source_or_an_address() -> None:
    """Each fact points into the bibliography or to an https address."""
    known = {s.id for s in records("sources") if isinstance(s, Source)}
    for model in models().values():
        assert [r for r in refs_of(model) if r not in known and not r.startswith("https://")] == [], model.id


def test_classes_and_modalities_are_known() -> None:
    """Classes, inputs and outputs are words of the contract or of the taxonomy."""
    for model in models().values():
        assert set(model.classes) <= CLASSES, model.id
        assert set(model.inputs) <= INPUTS, model.id
        assert set(model.outputs) <= OUTPUTS, model.id


def test_every_class_has_three_models() -> None:
    """Each class a recommendation may name offers a choice (a pipeline is made of others)."""
    active = [m for m in models().values() if m.lifecycle == "active"]
    counts = Counter(c for m in active for c in m.classes)
    assert {c for c in CLASSES if counts[c] < 3} <= {"pipeline"}


def test_every_task_has_three_models() -> None:
    """Each task of the taxonomy is served by at least three active models."""
    active = [set(m.capabilities) for m in models().values() if m.lifecycle == "active"]
    for task in (t for t in records("tasks") if isinstance(t, Task)):
        assert sum(1 for caps in active if caps & set(task.capabilities)) >= 3, task.id


def test_active_parameters_do_not_exceed_all() -> None:
    """What is used per token is a part of what is stored."""
    for model in models().values():
        if model.parameters and model.active_parameters:
            assert model.active_parameters <= model.parameters, model.id


def test_small_language_models_end_at_ten_billion() -> None:
    """``slm`` up to 10 billion parameters, ``llm`` above, never both."""
    for model in models().values():
        kinds = {"slm", "llm"} & set(model.classes)
        assert len(kinds) < 2, model.id
        if kinds and model.parameters:
            small = model.parameters <= SMALL
            assert kinds == ({"slm"} if small else {"llm"}), model.id


def test_files_weigh_what_their_format_says() -> None:
    """A file's bits per weight lie near its format's; tiny models mix larger types in."""
    bits = {q.id: q.bits_per_weight for q in quantizations().values()}
    for model in (m for m in models().values() if (m.parameters or 0) > 1e9):
        for file in model.files:
            ratio = file.bytes * 8 / (model.parameters or 1) / bits[file.quantization]
            assert 0.5 < ratio < 2.0, (model.id, file.quantization, ratio)


def test_retired_models_say_when() -> None:
    """A retired model has its date, and who still offers one that ends within a quarter has deprecated it."""
    for model in models().values():
        if model.lifecycle == "retired":
            assert model.retires, model.id
        if model.lifecycle == "active":
            assert model.retires is None or _days_until(model.retires) > 90, model.id


def _days_until(day: str) -> int:
    return (date.fromisoformat(day) - date.fromisoformat(max(m.checked for m in models().values()))).days


def test_replacements_are_in_the_catalogue() -> None:
    """What replaces a model can be shown too."""
    for model in models().values():
        assert model.replaced_by is None or model.replaced_by in models(), model.id


def test_dates_are_iso() -> None:
    """Dates are years, months or days in ISO form."""
    for model in models().values():
        for day in (model.released, model.retires):
            assert day is None or DATE.match(day) or day < "2010", (model.id, day)


def test_languages_are_codes_or_a_count() -> None:
    """Languages are BCP-47 codes, or one count where no list is published."""
    for model in models().values():
        assert all(LANGUAGE.match(code) for code in model.languages or ()), model.id


def test_closed_models_have_no_files() -> None:
    """Weights nobody can have are not listed as files, and are proprietary."""
    for model in (m for m in models().values() if m.weights == "closed"):
        assert model.files == (), model.id
        assert model.license == "proprietary", model.id


def test_no_uncensored_variants() -> None:
    """Variants stripped of their refusals are not in the catalogue."""
    assert [i for i in models() if UNWANTED.search(i)] == []


@pytest.mark.parametrize("family", [" ".join(name.split()) for name in FAMILIES.split(";")])
def test_family_is_present(family: str) -> None:
    """A family an expert would name can be recommended."""
    assert any(m.family == family and m.lifecycle == "active" for m in models().values())


def test_only_the_third_segment_anything_takes_text() -> None:
    """SAM 3 takes a phrase; SAM and SAM 2 take points and boxes only."""
    for model in (m for m in models().values() if m.family in {"SAM", "SAM 2.1", "SAM 3"}):
        third = model.family == "SAM 3"
        assert ("text" in model.inputs) == third, model.id
        assert ("text-prompt" in model.attributes) == third, model.id


@pytest.mark.parametrize(
    ("model", "commercial"),
    [
        ("black-forest-labs/FLUX.2-klein-4B", "yes"),
        ("black-forest-labs/FLUX.2-klein-9B", "no"),
        ("coqui/XTTS-v2", "no"),
        ("facebook/nllb-200-3.3B", "no"),
        ("google/gemma-4-E4B-it", "yes"),
        ("Prior-Labs/TabPFN-v2-clf", "yes"),
        ("Prior-Labs/tabpfn_3", "no"),
        ("Salesforce/xLAM-2-3b-fc-r", "no"),
        ("ultralytics/yolo26n", "conditional"),
    ],
)
def test_commercial_use_is_right_where_it_decides(model: str, commercial: str) -> None:
    """The licences that decide an answer allow what they allow."""
    found = models()[model].license
    assert found is not None
    assert licenses()[found].commercial == commercial


def test_llama_vision_is_not_licensed_in_the_eu() -> None:
    """The multimodal Llama 3.2 and Llama 4 exclude the European Union; the text models do not."""
    assert "eu" in licenses()["llama3.2-vision"].excluded_regions
    assert "eu" in licenses()["llama4"].excluded_regions
    assert licenses()["llama3.2"].excluded_regions == ()


def test_unread_licences_promise_nothing() -> None:
    """A licence whose terms are unknown never allows commercial use."""
    for licence in licenses().values():
        assert (licence.kind == "unknown") == (licence.commercial == "unknown"), licence.id
        assert licence.kind != "non-commercial" or licence.commercial == "no", licence.id


def test_fewer_bits_lose_more() -> None:
    """Within the K-quantisations the loss grows as the bits fall."""
    kinds = [q for q in quantizations().values() if "_K" in q.id and q.quality_loss is not None]
    ordered = sorted(kinds, key=lambda q: -q.bits_per_weight)
    losses = [q.quality_loss or 0.0 for q in ordered if not q.id.endswith("_S")]
    assert losses == sorted(losses)
