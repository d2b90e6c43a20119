"""Why something is not the answer: the same judgement that ranked, asked of one model, class or family by
name."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice
from typing import Literal

from msgspec.structs import replace

from modelpick.advice import Advice, Alternative, Broken, Excluded, ModelVerdict, WhyNot
from modelpick.adviser import Adviser
from modelpick.errors import closest
from modelpick.explain.argument import argument, leads
from modelpick.explain.class_standing import class_standing
from modelpick.knowledge.naming import contains_words, fold, matches_model, words
from modelpick.knowledge.records import ModelRecord
from modelpick.pipeline.context import Context, id_called, means
from modelpick.pipeline.relaxations import relaxation_for

__all__ = ["answer_why_not", "why_not"]

Meant = Callable[[ModelRecord], bool]
_SHOWN = 5
_OF_A_CLASS = 3
_SAID = 3
_LONGEST = 80


def answer_why_not(advice: Advice, adviser: Adviser, names: tuple[str, ...]) -> Advice:
    """The advice with an answer to every ``--why-not``."""
    if not names:
        return advice
    return replace(advice, why_not={name: why_not(advice, adviser, name) for name in names})


def why_not(advice: Advice, adviser: Adviser, name: str) -> WhyNot:
    """Where what a name stands for is in the answer, and what is in its way."""
    context = adviser.context(advice.query)
    exact = id_called(context, name)
    classes = [] if exact else adviser.catalog.named("classes", name)
    if classes:
        return _of_class(advice, adviser, classes[0])

    def meant(model: ModelRecord) -> bool:
        return means(context, model, name)

    verdicts = list(_judged(context, advice, meant, name))
    known = {fold(verdict.id) for verdict in verdicts}
    rest = [m for m in _elsewhere(adviser, name, exact) if fold(m.id) not in known]
    verdicts += [_not_considered(advice, model) for model in rest[: max(0, _SHOWN - len(verdicts))]]
    if not verdicts:
        return _unknown(adviser, name)
    shown, count = tuple(verdicts[:_SHOWN]), len(known) + len(rest)
    command = _admits(context, advice, meant)
    return WhyNot(_kind(adviser, name, shown), _sentence(shown, count), shown, count, command=command)


def _of_class(advice: Advice, adviser: Adviser, class_id: str) -> WhyNot:
    """A class: where it stands, and of its models the best placed, or those that are least in the way."""
    context = adviser.context(advice.query)
    role = adviser.shared.candidate(class_id)

    def meant(model: ModelRecord) -> bool:
        roles = map(adviser.shared.candidate, (*model.classes, *model.attributes))
        return class_id in model.attributes or role in roles

    verdicts = tuple(islice(_judged(context, advice, meant, "", ask=_OF_A_CLASS), _OF_A_CLASS))
    text, command = class_standing(advice, adviser, role)
    if not any(verdict.rank for verdict in verdicts):
        command = _admits(context, advice, meant) or command
    serving = {found.class_id for found in advice.alternatives if meant(found.model)} - {role}
    if serving and role not in {found.id for found in advice.classes}:
        text += f"; models of it answer as {', '.join(sorted(serving))}"
    models = (*(a.model for a in advice.alternatives), *(entry.model for entry in advice.excluded))
    count = sum(map(meant, models))
    return WhyNot("class", text, verdicts, count, command=command)


def _admits(context: Context, advice: Advice, meant: Meant) -> str | None:
    """The query changed as little as admits one of the models meant; None where one is admitted already."""
    if any(meant(found.model) for found in advice.alternatives):
        return None
    found = relaxation_for(context, advice, [entry for entry in advice.excluded if meant(entry.model)])
    return found.command if found else None


def _judged(
    context: Context, advice: Advice, meant: Meant, name: str, *, ask: int = _SHOWN
) -> Iterator[ModelVerdict]:
    """A verdict on every model meant that the answer speaks of, the best placed first.

    Args:
        ask: for how many of them it is looked up what would admit them.
    """
    ranked = [(rank, a) for rank, a in enumerate(advice.alternatives, 1) if meant(a.model)]
    for rank, found in sorted(ranked, key=lambda pair: _gaps(pair[1].model, name)):
        yield _ranked(advice, rank, found)
    entries = [entry for entry in advice.excluded if meant(entry.model)]
    entries.sort(key=lambda entry: (_gaps(entry.model, name), *_distance(entry)))
    for index, entry in enumerate(entries):
        yield _excluded(context, advice, entry, ask=index + len(ranked) < ask)


def _distance(entry: Excluded) -> tuple[int, float]:
    """How much is in a model's way: how many constraints, then how far the farthest has to move."""
    return len(entry.rejections), max(rejection.amount for rejection in entry.rejections)


def _gaps(model: ModelRecord, name: str) -> bool:
    """Whether the words of the name stand apart in the model's: ``gemma 4`` in ``gemma-3-4b``."""
    sought = f" {' '.join(words(name))} "
    return not any(sought in f" {' '.join(words(own))} " for own in (model.id, model.name, model.family))


def _ranked(advice: Advice, rank: int, found: Alternative) -> ModelVerdict:
    first = advice.alternatives[0]
    if rank == 1:
        return ModelVerdict(found.model.id, "first", f"{found.model.id} is the first answer", rank)
    if found.stage is not None:
        text = f"{found.model.id} serves as the {found.stage} stage of the pipeline"
        return ModelVerdict(found.model.id, "outranked", text, rank)
    text = f"{found.model.id} is number {rank} with {found.score.total:.3f} against {first.score.total:.3f}: "
    text += argument(first, found)
    return ModelVerdict(
        found.model.id, "outranked", text, rank, outranked_by=first.model.id, behind=leads(first, found)
    )


def _excluded(context: Context, advice: Advice, entry: Excluded, *, ask: bool) -> ModelVerdict:
    found = relaxation_for(context, advice, [entry]) if ask else None
    breaks = tuple(Broken(r.constraint, r.because, r.unless) for r in entry.rejections)
    reasons = "; ".join(b.because + (f" (unless {b.admits})" if b.admits else "") for b in breaks)
    text = f"{entry.model.id}: {reasons}"
    return ModelVerdict(
        entry.model.id, "excluded", text, breaks=breaks, command=found.command if found else None
    )


def _elsewhere(adviser: Adviser, name: str, exact: str | None) -> list[ModelRecord]:
    """Models of the catalogue that are meant, whether or not the task is theirs."""
    if exact:
        return [adviser.catalog.model(exact)]
    return [model for model in adviser.catalog.search_models(name) if matches_model(model, name)]


def _not_considered(advice: Advice, model: ModelRecord) -> ModelVerdict:
    task = advice.task.name.lower() if advice.task else "this"
    kinds = ", ".join(model.classes)
    because = f"it is of class {kinds}, made for {', '.join(model.capabilities)}"
    text = f"{model.id} is not considered for {task}: {because}"
    return ModelVerdict(model.id, "not-considered", text, breaks=(Broken("task", because, None),))


def _unknown(adviser: Adviser, name: str) -> WhyNot:
    near = tuple(_closest(adviser, name))
    text = f"{name[:_LONGEST]} is not in the catalogue, so nothing can be said of it"
    return WhyNot("unknown", f"{text}; closest: {', '.join(near)}" if near else text, closest=near)


def _closest(adviser: Adviser, name: str) -> Iterator[str]:
    """What is called most like the name: ids of models, and families and classes."""
    spelled: dict[str, str] = {}
    for model in adviser.catalog.models():
        for word in (model.id, model.id.split("/")[-1], model.name):
            spelled.setdefault(word.lower(), model.id)
        spelled.setdefault(model.family.lower(), model.family)
    for found in adviser.shared.classes.values():
        for word in (found.id, found.name, found.short):
            spelled.setdefault(word.lower(), found.id)
    yield from dict.fromkeys(spelled[word] for word in closest(name.lower(), spelled, limit=_SHOWN))


def _kind(adviser: Adviser, name: str, shown: tuple[ModelVerdict, ...]) -> Literal["family", "model"]:
    if len(shown) == 1:
        return "model"
    records = [adviser.catalog.model(verdict.id) for verdict in shown]
    return "family" if all(contains_words((model.family,), name) for model in records) else "model"


def _sentence(shown: tuple[ModelVerdict, ...], count: int) -> str:
    text = "; ".join(verdict.text for verdict in shown[:_SAID])
    return f"{text}; and {count - _SAID} more" if count > _SAID else text
