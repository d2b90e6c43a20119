"""An update: each source asked, its answers read, what it says gathered; only the answers are written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from modelpick.knowledge.records import ModelRecord, RefreshPart, RefreshSource
from modelpick.refresh import arena, hub, litellm, models_dev, mteb, open_asr
from modelpick.refresh.addresses import filled
from modelpick.refresh.answers import BadAnswer
from modelpick.refresh.client import Gone, Limits, Report, Unreachable
from modelpick.refresh.findings import Findings, View
from modelpick.refresh.kept import Answer, Kept

__all__ = ["Outcome", "Progress", "read_source"]

_STEP = 1 << 20
_HUB_AGAIN_AFTER = 20 * 3600.0
"""An update of many repositories that stopped half way goes on there; a day later all are asked again."""

Progress = Callable[[str, int, int | None], None]
"""Called with what is being read, how far, and out of how much where that is known."""


class Outcome(Struct, frozen=True):
    """What became of one source.

    Attributes:
        findings: what it says; None where nothing of it is used.
        unchanged: whether every answer was the same as the last time.
        failure: why nothing, or not all, was read; None where all was.
        silent: whether that was for want of any answer, not for a bad one.
    """

    source: RefreshSource
    findings: Findings | None
    unchanged: bool = False
    failure: str | None = None
    silent: bool = False


def read_source(source: RefreshSource, view: View, kept: Kept, progress: Progress) -> Outcome:
    """Ask a source and read its answers. A bad answer is an `Outcome`, not an error.

    Raises:
        OSError: the folder of answers cannot be written.
    """
    known = tuple(part for part in source.parts if part.benchmark in view.benchmarks)
    reader = _Reader(replace(source, parts=known), view, kept, progress)
    try:
        if source.form == "hub":
            return reader.repositories()
        return Outcome(source, *reader.whole())
    except BadAnswer as error:
        return Outcome(source, None, failure=str(error), silent=isinstance(error, Unreachable))


class _Reader(Struct):
    source: RefreshSource
    view: View
    kept: Kept
    progress: Progress

    def whole(self) -> tuple[Findings, bool]:
        """What the source says, and whether it said the same the last time; all of its parts, or none."""
        answers: list[Answer] = []
        try:
            findings = _joined(self._parsed(answers))
        except Unreachable:
            raise  # what came before is as good as it was
        except BadAnswer:
            for answer in answers:
                answer.discard()
            raise
        fresh = [answer.fresh for answer in answers]
        for answer in answers:
            answer.keep()
        return findings, not any(fresh)

    def _parsed(self, answers: list[Answer]) -> Iterator[Findings]:
        source, view = self.source, self.view
        if source.form == "models.dev":
            yield models_dev.parse(self._body(source.url, answers), source, view)
        elif source.form == "litellm":
            yield litellm.parse(self._body(source.url, answers), source, view)
        elif source.form == "mteb":
            answer = self._answer(source.url, answers)
            yield mteb.parse(_chunks(answer.path), source, view)
        elif source.form == "open-asr":
            yield from self._tables(answers)
        else:
            for part in source.parts:
                yield arena.parse(list(self._pages(part, answers)), part, source, view)

    def _tables(self, answers: list[Answer]) -> Iterator[Findings]:
        bodies: dict[str, bytes] = {}
        for part in self.source.parts:
            url = filled(self.source.url, **part.values)
            if url not in bodies:
                bodies[url] = self._body(url, answers)
            yield open_asr.parse(bodies[url], part, self.source, self.view, self.source.page)

    def _pages(self, part: RefreshPart, answers: list[Answer]) -> Iterator[bytes]:
        total, offset = 1, 0
        while offset < total:
            url = filled(self.source.url, **part.values, offset=offset)
            page = self._body(url, answers)
            if offset == 0:
                total = arena.rows_in_all(page)
            yield page
            offset += arena.PAGE

    def _body(self, url: str, answers: list[Answer]) -> bytes:
        return self._answer(url, answers).path.read_bytes()

    def _answer(self, url: str, answers: list[Answer]) -> Answer:
        answer = self.kept.answer(url, self._limits(), self._report())
        answers.append(answer)
        return answer

    def _limits(self) -> Limits:
        return Limits(most_bytes=self.source.most_megabytes * 1_000_000, seconds=self.source.seconds)

    def _report(self) -> Report:
        return lambda done, total: self.progress(self.source.id, done, total)

    def repositories(self) -> Outcome:
        """Ask for every model with open weights by itself; those read before a failure count."""
        models = [model for model in self.view.models.values() if _on_the_hub(model)]
        found: list[Findings] = []
        fresh, failure, silent = False, None, False
        for index, model in enumerate(models):
            self.progress(self.source.id, index, len(models))
            try:
                one, sent = self._repository(model.id)
            except Gone as error:
                found.append(Findings(notes=(f"{model.id}: {error}",)))
                continue
            except BadAnswer as error:
                failure = f"{model.id}: {error}; {index} of {len(models)} read, the next update goes on there"
                silent = isinstance(error, Unreachable)
                break
            found.append(one)
            fresh |= sent
        if failure and not found:
            return Outcome(self.source, None, failure=failure, silent=silent)
        return Outcome(self.source, _joined(found), unchanged=not fresh, failure=failure)

    def _repository(self, model: str) -> tuple[Findings, bool]:
        url = filled(self.source.url, model=model)
        answer = self.kept.recent(url, _HUB_AGAIN_AFTER) or self.kept.answer(url, self._limits())
        try:
            findings = hub.parse(answer.path.read_bytes(), self.source, self.view, model)
        except BadAnswer:
            answer.discard()
            raise
        sent = answer.fresh
        if sent:
            answer.keep()
        return findings, sent


def _on_the_hub(model: ModelRecord) -> bool:
    page = f"https://huggingface.co/{model.id}"
    return model.weights != "closed" and page in model.refs


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(_STEP):
            yield chunk


def _joined(parts: Iterable[Findings]) -> Findings:
    found: Sequence[Findings] = list(parts)
    return Findings(
        models={key: values for one in found for key, values in one.models.items()},
        benchmarks={key: values for one in found for key, values in one.benchmarks.items()},
        unknown=tuple(sorted({name for one in found for name in one.unknown})),
        notes=tuple(note for one in found for note in one.notes),
    )
