"""The shape of every record under ``data/``: one frozen structure a kind.

The same classes are what a file is validated against (`knowledge.load`), what the compiled catalogue is
decoded into (`knowledge.store`) and what the rest of the package reads. A field left out of a file takes the
default shown here; ``None`` means *unknown* and is shown as unknown, never guessed.

Conventions
-----------
* ``Ref`` is where a fact comes from: the id of an entry of ``data/sources.yaml``, or an ``https://`` address.
* dates are ISO strings (``2026-11-22``, ``2026-11`` or ``2026`` where only that is known);
* sizes are bytes, parameters are counts, bandwidths GB/s (10^9 bytes), throughputs TFLOP/s, prices USD.
"""

from __future__ import annotations

from modelpick.knowledge.records.base import Condition, Fact, Record, Ref, Statement
from modelpick.knowledge.records.benchmarks import Benchmark, Score
from modelpick.knowledge.records.classes import ModelClass, Sense, Term
from modelpick.knowledge.records.engines import (
    EngineArgument,
    EngineOption,
    EngineRecipe,
    EngineRecord,
    EngineStep,
    RuntimeRecord,
)
from modelpick.knowledge.records.hardware import (
    DeviceRecord,
    InterconnectRecord,
    MemoryBySize,
    QuantizationRecord,
    ReserveRecord,
    TypicalSize,
)
from modelpick.knowledge.records.models import (
    Architecture,
    Caution,
    FileSize,
    License,
    ModelKind,
    ModelRecord,
    Price,
    PublishedSpeed,
    RunHint,
)
from modelpick.knowledge.records.questions import Question, QuestionChoice
from modelpick.knowledge.records.refresh import RefreshPart, RefreshSource
from modelpick.knowledge.records.sources import (
    Claim,
    Contradiction,
    Source,
    SourceRow,
    SourceTable,
    TimelineEvent,
    Trend,
)
from modelpick.knowledge.records.tables import (
    Case,
    CriterionRecord,
    DecisionTable,
    Outcome,
    Rule,
    SourcedRule,
)
from modelpick.knowledge.records.tasks import Modality, Task, TaskBenchmark, TaskSpeed

__all__ = [
    "Architecture",
    "Benchmark",
    "Case",
    "Caution",
    "Claim",
    "Condition",
    "Contradiction",
    "CriterionRecord",
    "DecisionTable",
    "DeviceRecord",
    "EngineArgument",
    "EngineOption",
    "EngineRecipe",
    "EngineRecord",
    "EngineStep",
    "Fact",
    "FileSize",
    "InterconnectRecord",
    "License",
    "MemoryBySize",
    "Modality",
    "ModelClass",
    "ModelKind",
    "ModelRecord",
    "Outcome",
    "Price",
    "PublishedSpeed",
    "QuantizationRecord",
    "Question",
    "QuestionChoice",
    "Record",
    "Ref",
    "RefreshPart",
    "RefreshSource",
    "ReserveRecord",
    "Rule",
    "RunHint",
    "RuntimeRecord",
    "Score",
    "Sense",
    "Source",
    "SourceRow",
    "SourceTable",
    "SourcedRule",
    "Statement",
    "Task",
    "TaskBenchmark",
    "TaskSpeed",
    "Term",
    "TimelineEvent",
    "Trend",
    "TypicalSize",
]
