"""The order of work, and the only place that knows it: classes, candidates, constraints, ranking, relaxations."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence

from msgspec.structs import replace

from modelpick.advice import Advice, Alternative, CutClass, Excluded, RankedClass, Rejection
from modelpick.estimate.option import Option
from modelpick.knowledge.store import Servant
from modelpick.lazily import Later, Lazy
from modelpick.pipeline.candidates import find_candidates
from modelpick.pipeline.classify import Classification, classify
from modelpick.pipeline.constraints import rejections
from modelpick.pipeline.context import Context, task_called
from modelpick.pipeline.field import Broken
from modelpick.pipeline.floors import counts_items, quality_floor
from modelpick.pipeline.judging import Judged, judged_of, proven
from modelpick.pipeline.ranking import Ranked, Ranking
from modelpick.pipeline.reasons import (
    assumptions_of,
    class_reasons,
    model_cautions,
    model_reasons,
    sourced,
    warnings_of,
)
from modelpick.pipeline.servants import not_compared, servants_of
from modelpick.pipeline.shortlist import spread_out
from modelpick.tables.vote import ClassVote

__all__ = ["advise", "evaluate", "judge"]

_STAGE_MODELS = 3


def advise(context: Context, *, relax: bool = False) -> Advice:
    """Answer a query, with relaxations when nothing satisfies it, or when they are asked for."""
    advice = evaluate(context)
    if advice.feasible and not relax:
        return advice
    from modelpick.pipeline.contradictions import contradictions_of
    from modelpick.pipeline.relaxations import relaxations_of

    found = relaxations_of(context, advice)
    if advice.feasible:
        return replace(advice, relaxations=found)
    contradictions = contradictions_of(context, advice)
    if any("memory" in contradiction.constraints for contradiction in contradictions):
        # Memory that no such device has is a way out on paper only, so it is said last.
        found = tuple(sorted(found, key=lambda one: bool({"memory", "vram", "ram"} & one.set.keys())))
    return replace(advice, relaxations=found, contradictions=contradictions)


def evaluate(context: Context) -> Advice:
    """Answer a query as it stands."""
    asked = (context.query, context.lineage, context.brief, context.only)
    return context.memo.answers.of(asked, lambda: _evaluate(context))


def _evaluate(context: Context) -> Advice:
    classification = classify(context)
    context, servants = _prepared(context, classification)
    judged = judged_of(context, servants)
    stages = _stages(context, classification)
    ranking = spread_out(judged.ranking, context.query.limit)
    alternatives, admitted = _alternatives(context, classification, ranking, stages)
    classes, cut = _classes(context, classification, judged, stages)
    return Advice(
        query=context.query,
        task=context.task,
        device=context.device,
        catalog={
            "version": context.catalog.version,
            "built": context.catalog.built,
            "models": context.catalog.counts["models"],
        },
        classes=classes,
        cut=cut,
        alternatives=alternatives,
        admitted=admitted,
        front=Later(ranking.front),
        excluded=_excluded(judged),
        by_constraint=_counted(judged.broken),
        warnings=(
            *warnings_of(context, classification),
            *assumptions_of(ranking.weights),
            *not_compared(context, servants),
        ),
        stages=stages,
    )


def _prepared(context: Context, classification: Classification) -> tuple[Context, Sequence[Servant]]:
    """With what the tables chose and the floors of the task, and the models to compare."""
    context = _with_native_task(context, classification)
    servants = servants_of(context)
    return replace(context, chosen=classification.chosen, floors=_floors(context)), servants


def _with_native_task(context: Context, classification: Classification) -> Context:
    """With modalities alone the first class's own task says what its models are compared on."""
    if context.task is not None or not classification.votes:
        return context
    native = context.shared.classes[classification.votes[0].class_id].stage_task
    if native is None:
        return context
    return replace(context, task=task_called(context, native))


def _floors(context: Context) -> dict[str, float]:
    """The quality that ``good`` or ``best`` asks for, where it is asked and anything is measured."""
    if context.query.quality == "any":
        return {}
    floor = quality_floor(context, proven(context))
    return {} if floor is None else {context.query.quality: floor}


def _excluded(judged: Judged) -> Sequence[Excluded]:
    admitted = set(judged.ranking.order)
    candidates, broken = judged.field.candidates, judged.broken
    positions = [i for i in range(len(candidates)) if i not in admitted]

    def excluded(at: int) -> Excluded:
        i = positions[at]
        found = tuple(each.by[i] for each in broken if i in each.by)
        return Excluded(candidates[i].model, candidates[i].class_id, found)

    return Lazy(len(positions), excluded)


def _counted(broken: Sequence[Broken]) -> Counter[str]:
    counts = Counter[str]()
    for each in broken:
        counts.update(each.counts)
    return counts


def judge(context: Context, model: str) -> tuple[Rejection, ...]:
    """Every constraint that one model breaks under a query; a model of no chosen class breaks ``task``."""
    classification = classify(context)
    context, servants = _prepared(context, classification)
    chosen = [servant for servant in servants if servant.model.id == model]
    found = [rejections(context, one) for one in find_candidates(context, chosen)]
    return found[0] if found else (Rejection("task", "it is not made for this"),)


def _stages(context: Context, classification: Classification) -> dict[str, Advice]:
    """For a pipeline of classes: the advice of each stage, on the stage's own task; none unless all can be served."""
    vote = next((vote for vote in classification.votes if vote.class_id == "pipeline"), None)
    if vote is None or context.query.models:
        return {}
    found: dict[str, Advice] = {}
    for class_id in vote.pipeline:
        advice = _stage(context, class_id)
        if advice is not None:
            found[class_id] = advice
        if context.brief and (advice is None or not advice.feasible):
            return {}
    whole = len(found) == len(vote.pipeline) and all(advice.feasible for advice in found.values())
    return found if whole else {}


def _stage(context: Context, class_id: str) -> Advice | None:
    native = context.shared.classes[class_id].stage_task
    if native is None:
        return None
    task = task_called(context, native)
    query = replace(context.query, task=native, inputs=(), outputs=(), classes=(class_id,), min_speed=None)
    stage = replace(
        context,
        query=query,
        task=task,
        lineage=(native,),
        inputs=task.inputs,
        outputs=task.outputs,
        only=None,
    )
    return evaluate(stage)


def _alternatives(
    context: Context, classification: Classification, ranking: Ranking, stages: Mapping[str, Advice]
) -> tuple[Sequence[Alternative], tuple[str, ...]]:
    """What is admitted, best first, and its ids; a pipeline's stages before or after the rest, as the classes stand."""
    own = Lazy(len(ranking), lambda place: _alternative(context, ranking.at(place)))
    ids = tuple(ranking.field.candidates[i].model.id for i in ranking.order)
    if not stages:
        return own, ids
    places = _interleaved(stages)
    staged = Lazy(len(places), lambda i: _of_stage(stages, *places[i]))
    staged_ids = tuple(stages[key].admitted[place] for key, place in places)
    if classification.votes[0].class_id == "pipeline":
        return _joined(staged, own), staged_ids + ids
    return _joined(own, staged), ids + staged_ids


def _joined(first: Sequence[Alternative], then: Sequence[Alternative]) -> Lazy[Alternative]:
    count = len(first)
    return Lazy(count + len(then), lambda i: first[i] if i < count else then[i - count])


def _interleaved(stages: Mapping[str, Advice]) -> list[tuple[str, int]]:
    """Stage and place: the best of every stage first, in order of the pipeline, then the second best."""
    places = range(_STAGE_MODELS)
    return [(key, place) for place in places for key, s in stages.items() if place < len(s.alternatives)]


def _of_stage(stages: Mapping[str, Advice], key: str, place: int) -> Alternative:
    return replace(stages[key].alternatives[place], stage=key, class_id=key)


def _alternative(context: Context, ranked: Ranked) -> Alternative:
    candidate = ranked.candidate
    on_target = context.device is not None and candidate.local is not None
    price = candidate.model.price.per_million if candidate.model.price else None
    return Alternative(
        model=candidate.model,
        class_id=candidate.class_id or "",
        score=ranked.score,
        quality=candidate.quality,
        option=_shown(context, candidate.local.chosen) if candidate.local is not None and on_target else None,
        cost=price if candidate.hosted else 0.0,
        pareto=ranked.pareto,
        reasons=model_reasons(context, candidate, ranked.score),
        cautions=model_cautions(context, candidate),
    )


def _shown(context: Context, option: Option | None) -> Option | None:
    """Without a speed that counts something else than the task does."""
    if option is None or option.item is None or counts_items(context, option.item):
        return option
    return replace(option, item=None, latency=None)


def _classes(
    context: Context, classification: Classification, judged: Judged, stages: Collection[str]
) -> tuple[tuple[RankedClass, ...], tuple[CutClass, ...]]:
    """Classes that have an admissible model, best first; all of them when none has one."""
    counts = Counter(judged.field.candidates[i].class_id or "" for i in judged.ranking.order)
    counts["pipeline"] = len(stages)
    served = [vote for vote in classification.votes if counts[vote.class_id]]
    empty = [vote for vote in classification.votes if not counts[vote.class_id]]
    names = context.shared.classes
    cut = [
        CutClass(key, names[key].name if key in names else key, why)
        for key, why in classification.cut.items()
    ]
    if served:
        cut += [
            CutClass(v.class_id, names[v.class_id].name, "no model of it satisfies every constraint")
            for v in empty
        ]
    shown = served or empty
    ranked = tuple(_ranked_class(context, classification, vote, counts[vote.class_id]) for vote in shown)
    return ranked, tuple(cut)


def _ranked_class(
    context: Context, classification: Classification, vote: ClassVote, models: int
) -> RankedClass:
    found = context.shared.classes[vote.class_id]
    return RankedClass(
        id=vote.class_id,
        name=found.name,
        score=vote.score,
        modifiers=vote.modifiers,
        pipeline=vote.pipeline,
        reasons=class_reasons(vote, classification.fired),
        cautions=tuple(sourced(statement.text, statement.refs) for statement in found.cautions),
        models=models,
    )
