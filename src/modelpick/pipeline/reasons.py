"""Reasons and cautions in words, each with the rule or measurement it rests on and the source of that."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from modelpick.advice import Reason
from modelpick.knowledge.records import Rule
from modelpick.pipeline.candidates import Candidate
from modelpick.pipeline.classify import Classification
from modelpick.pipeline.constraints import days_until, license_of, speaks, worded
from modelpick.pipeline.context import Context
from modelpick.pipeline.floors import speed_floor, speed_of
from modelpick.pipeline.measures import ASSUMED_LANGUAGE, must_be_trained
from modelpick.rank.score import Score
from modelpick.tables.vote import ClassVote
from modelpick.units import format_figure, format_gb

__all__ = ["assumptions_of", "class_reasons", "model_cautions", "model_reasons", "sourced", "warnings_of"]

_SOON = 180
_ROWS_SHOWN = 2


def class_reasons(vote: ClassVote, fired: Mapping[str, Rule]) -> tuple[Reason, ...]:
    """The rules that voted for a class: those of the task first, then those of the constraints."""
    counted = [v for v in vote.votes if v.place]
    return tuple(Reason(v.rule, fired[v.rule].because, _source(fired[v.rule])) for v in counted)


def _source(rule: Rule) -> str:
    if rule.refs:
        return rule.refs[0]
    first = rule.as_sourced[0] if rule.as_sourced else None
    return f"{first.source}, {first.section}, line {first.lines}" if first else ""


def model_reasons(context: Context, candidate: Candidate, score: Score) -> tuple[Reason, ...]:
    """Why a model stands where it stands: its evidence, then what it takes and reaches on the target."""
    return (*_evidence(context, candidate), *_fit(context, candidate), *_speed(context, candidate))


def _evidence(context: Context, candidate: Candidate) -> list[Reason]:
    quality = candidate.quality
    if quality is None:
        return [Reason("quality", "no quality measurement known for this task", "")]
    if not quality.rows:
        text = f"quality {quality.value:.2f} ({quality.grade}; {quality.low:.2f} to {quality.high:.2f})"
        return [Reason("quality", text, "")]
    shown = sorted(quality.rows, key=lambda row: -row[4])[:_ROWS_SHOWN]
    return [
        Reason(f"evidence/{row[0]}", f"{row[0]}: {row[1]:g} ({row[3]}, {row[2] or 'undated'})", row[0])
        for row in shown
    ]


def _fit(context: Context, candidate: Candidate) -> list[Reason]:
    option = candidate.local.chosen if candidate.local is not None and context.device is not None else None
    if option is None:
        return []
    taken = f"{option.quantization} takes {format_gb(option.total)}"
    text = f"{taken} of {format_gb(option.available)} usable: {option.verdict}"
    return [Reason("fit", text, "")]


def _speed(context: Context, candidate: Candidate) -> list[Reason]:
    found = speed_of(context, candidate) if context.device is not None or candidate.hosted else None
    if found is None:
        return []
    value, low, high = (format_figure(figure) for figure in (found.value, found.low, found.high))
    text = f"{value} {found.unit} ({low} to {high}; {found.basis})"
    return [Reason("speed", text, "")]


def model_cautions(context: Context, candidate: Candidate) -> tuple[str, ...]:
    """What a user of the model must know before choosing it."""
    found = (*_legal(context, candidate), *_lifecycle(context, candidate), *_unproven(context, candidate))
    found += _thinking(context, candidate)
    trained = (
        ("it must be trained on your own examples first",) if must_be_trained(context, candidate) else ()
    )
    return (*trained, *found, *_own(candidate))


def _own(candidate: Candidate) -> list[str]:
    return [sourced(caution.text, (caution.source,)) for caution in candidate.model.cautions]


def sourced(text: str, refs: Sequence[str]) -> str:
    """A caution with the first of its sources behind it."""
    return f"{text} [{refs[0]}]" if refs else text


def _legal(context: Context, candidate: Candidate) -> list[str]:
    found = license_of(context, candidate.model)
    if found.kind == "unknown":
        return ["its licence is not known: read it before use"]
    if found.commercial == "no":
        return [sourced(f"{found.name}: no commercial use", found.refs)]
    if found.commercial == "conditional" and found.conditions and not candidate.hosted:
        return [sourced(f"{found.name}: {found.conditions[0]}", found.refs)]
    return []


def _lifecycle(context: Context, candidate: Candidate) -> list[str]:
    model = candidate.model
    left = days_until(model.retires, context.catalog.built) if model.retires else None
    if left is not None and left <= _SOON:
        return [sourced(f"retires on {model.retires}, in {left} days", model.refs)]
    return [sourced("deprecated by its maker", model.refs)] if model.lifecycle == "deprecated" else []


def _thinking(context: Context, candidate: Candidate) -> tuple[str, ...]:
    """For a task that needs no thinking: which model does it unless told not to."""
    task, model = context.task, candidate.model
    if (
        task is None
        or task.thinking != "off"
        or not {"reasoning", "lrm"} & {*model.attributes, *model.classes}
    ):
        return ()
    return (f"it can think before it answers: switch that off, {task.name.lower()} gains nothing from it",)


def _unproven(context: Context, candidate: Candidate) -> list[str]:
    found = []
    if candidate.quality is not None and candidate.quality.grade == "self-reported":
        found.append("its quality rests on its maker's own figures")
    if context.query.languages and any(
        s.startswith("multilingual:") for s in candidate.model.languages or ()
    ):
        found.append("its maker counts the languages without listing them: check yours")
    if not context.query.languages and worded(context):
        stated = candidate.model.languages
        found += (
            []
            if speaks(stated, ASSUMED_LANGUAGE)
            else [f"it states no English, only {', '.join(stated or ())}"]
        )
    floor = speed_floor(context)
    if floor is not None and speed_of(context, candidate) is None:
        found.append("its speed is not known")
    return found


def warnings_of(context: Context, classification: Classification) -> tuple[str, ...]:
    """What holds for the whole answer: assumptions made for the user and cautions of the task."""
    task = context.task
    found = [*(context.device.assumptions if context.device else ()), *classification.cautions]
    if task is not None:
        found += [sourced(statement.text, statement.refs) for statement in task.cautions]
        found += [f"no model may be needed: {task.no_model}"] if task.no_model else []
    found += _strange_names(context)
    if context.query.quality != "any" and not context.floors:
        found.append("nothing is measured in this task: --quality could not be judged, and shuts nothing out")
    if context.query.task is None and task is not None:
        found.append(
            f"no task was given: models are compared on {task.name.lower()}, the main task of the class"
        )
    if context.device is None and (context.query.min_speed or context.query.max_latency):
        name = context.reference().name
        found.append(
            f"no hardware was named: speed is checked against one {name}; name yours with --hardware"
        )
    return tuple(dict.fromkeys(found))


def assumptions_of(weights: Mapping[str, float]) -> tuple[str, ...]:
    """What was taken for granted, where it decided something: by the criteria that applied."""
    if "english" not in weights:
        return ()
    return (
        "no language was named: English is meant, and models that do not state it stand last (--language names yours)",
    )


def _strange_names(context: Context) -> list[str]:
    policy = context.query.policy
    if policy is None or not policy.unknown:
        return []
    return [f"{policy.source} names {', '.join(policy.unknown)}, which nothing in the catalogue is called"]
