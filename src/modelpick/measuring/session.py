"""One measurement: a warm-up that is thrown away, then rounds of questions of several lengths."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from random import Random

from msgspec import Struct
from msgspec.structs import replace

from modelpick.measuring.client import BrokenOff, Client, Refused
from modelpick.measuring.dialect import DIALECTS, NOT_TAKEN, Dialect
from modelpick.measuring.endpoint import EndpointError
from modelpick.measuring.prompts import prompt
from modelpick.measuring.protocol import Figures, Trace, decode_rate, figures

__all__ = ["Measured", "Tell", "Wanted", "measure"]

_WARM_WORDS, _WARM_TOKENS = 32, 16
_LONGEST, _LEAST_LONGEST, _SHORTEST = 2048, 192, 24
_MOST_ANSWER, _LEAST_ANSWER = 128, 16
_FEW = 8
"""Tokens asked for where only the first counts: a model's very first may be half a character."""
_WAIT = 1.0
_TOO_LARGE = frozenset({413, 500})
_LOADING = frozenset({429, 503})
_APART = 0.25

Tell = Callable[[str, int, int], None]
"""Called with what is done, questions answered so far, and in all."""


class Wanted(Struct, frozen=True):
    """What the user asks of a measurement; None: as the server's speed suggests.

    Attributes:
        prompts: words of each prompt, the shortest first, two lengths at least.
        answer: tokens of the long answers.
        seconds: that the longest prompt and the long answer may each take, about; slow machines get shorter ones.
        loading: seconds to wait for a server that loads its model.
    """

    runs: int = 3
    prompts: tuple[int, ...] | None = None
    answer: int | None = None
    seconds: float = 6.0
    loading: float = 300.0


class Measured(Struct, frozen=True):
    """What came of it.

    Attributes:
        prompt_tokens: of the prompts of a round; answer_tokens: of its long answer.
        counted, read: whether the server counted the tokens of answers and prompts; else pieces and words stand
            for them.
        notes: what to know of the figures.
    """

    figures: Figures
    prompt_tokens: tuple[int, ...]
    answer_tokens: int
    counted: bool
    read: bool
    notes: tuple[str, ...]


def measure(client: Client, model: str, wanted: Wanted, tell: Tell, seed: int | None = None) -> Measured:
    """Measure a model of a server.

    Raises:
        EndpointError: it cannot be reached, or answers what cannot be timed.
    """
    session = _Session(client, model, wanted, tell, Random(secrets.randbits(64) if seed is None else seed))
    lengths, answer = session.warm_up()
    rounds = [tuple(session.round(lengths, answer, number)) for number in range(wanted.runs)]
    found = figures(rounds)
    if found.decode is None:
        message = "the answers come in one piece or are too short, so that no pace can be told"
        raise EndpointError(
            client.endpoint.url, message, hint="is a proxy holding them back? --answer asks for more"
        )
    return _measured(found, rounds, answer, session.notes)


class _Session:
    """What is found out of a server on the way."""

    def __init__(self, client: Client, model: str, wanted: Wanted, tell: Tell, chance: Random) -> None:
        self._client = client
        self._model = model
        self._wanted = wanted
        self._tell = tell
        self._chance = chance
        self._dialect = DIALECTS[0]
        self._per_word: float | None = None
        self._done = 0
        self._all = 2 + len(wanted.prompts or (1, 2)) + wanted.runs * len(wanted.prompts or (1, 2, 3))
        self.notes: list[str] = []

    def warm_up(self) -> tuple[tuple[int, ...], int]:
        """Load the model, find a form of question it takes, and lengths that suit its speed.

        Returns:
            Words of the prompts of a round, and tokens of its long answer.
        """
        self._tell("waiting for the model", 0, self._all)
        self._settle()
        trace = self._timed(_WARM_WORDS, _WARM_TOKENS, "warming up")
        answer = self._wanted.answer or _answer_tokens(trace, self._wanted.seconds)
        if self._wanted.prompts:
            for words in self._wanted.prompts:
                self._timed(words, _FEW, "warming up")
            self._count(self._wanted.prompts[-1], trace)
            return self._wanted.prompts, answer
        longest = self._longest(trace)
        self._count(longest, trace)
        self._timed(longest // 4, _FEW, "warming up")
        return (max(_SHORTEST, longest // 16), longest // 4, longest), answer

    def round(self, lengths: tuple[int, ...], answer: int, number: int) -> Iterator[Trace]:
        """One answer a length."""
        what = f"run {number + 1} of {self._wanted.runs}"
        for at, words in enumerate(lengths):
            yield self._timed(words, _FEW if at else answer, what)

    def _settle(self) -> None:
        """Take the first form of question that the server takes; wait while it loads."""
        refusals: list[Refused] = []
        for dialect in DIALECTS:
            try:
                self._patiently(dialect)
            except Refused as error:
                if error.status not in NOT_TAKEN:
                    raise self._client.error(error) from None
                refusals.append(error)
            else:
                self._dialect = dialect
                self._step("warming up")
                return
        telling = [error for error in refusals if error.said] or refusals
        raise self._client.error(telling[0])

    def _patiently(self, dialect: Dialect) -> None:
        clock = self._client.clock
        ends = clock.perf_counter() + self._wanted.loading
        text = prompt(_WARM_WORDS, self._chance)
        while True:
            try:
                self._client.ask(dialect.question(self._model, text, _WARM_TOKENS))
                return
            except Refused as error:
                if error.status not in _LOADING or clock.perf_counter() + _WAIT > ends:
                    raise
            clock.sleep(_WAIT)

    def _longest(self, trace: Trace) -> int:
        """Words of the longest prompt: as the speed allows and the server takes."""
        each = max(trace.first / trace.words, 1e-9)
        words = int(min(_LONGEST, max(_LEAST_LONGEST, self._wanted.seconds / each)))
        while True:
            try:
                self._ask(words, _FEW)
            except (Refused, BrokenOff) as error:
                if words // 2 < _LEAST_LONGEST or not _may_be_length(error):
                    raise (self._client.error(error) if isinstance(error, Refused) else error) from None
                words //= 2
                continue
            if words < _LONGEST // 2:
                self.notes.append(
                    f"prompts of {words} words at most, as the server's speed or context allows"
                )
            self._step("warming up")
            return words

    def _timed(self, words: int, most: int, what: str) -> Trace:
        try:
            trace = self._ask(words, most)
        except Refused as error:
            raise self._client.error(error) from None
        self._step(what)
        return trace

    def _ask(self, words: int, most: int) -> Trace:
        text = prompt(words, self._chance)
        trace = self._client.ask(self._dialect.question(self._model, text, most))
        if trace.prompt is None and self._per_word is not None:
            return replace(trace, prompt=round(trace.words * self._per_word))
        return trace

    def _count(self, words: int, trace: Trace) -> None:
        """Where streamed answers do not count the prompt, learn from a whole one how many tokens a word takes."""
        if trace.prompt is not None:
            return
        question = self._dialect.question(self._model, prompt(words, self._chance), _FEW)
        tokens = self._client.count(question)
        self._per_word = tokens / question.words if tokens else None

    def _step(self, what: str) -> None:
        self._done += 1
        self._tell(what, self._done, self._all)


def _may_be_length(error: Refused | BrokenOff) -> bool:
    """Whether a prompt that is too long may be why."""
    return isinstance(error, BrokenOff) or error.status in NOT_TAKEN or error.status in _TOO_LARGE


def _answer_tokens(trace: Trace, seconds: float) -> int:
    rate = decode_rate(trace) or _MOST_ANSWER
    return int(min(_MOST_ANSWER, max(_LEAST_ANSWER, rate * seconds)))


def _measured(found: Figures, rounds: list[tuple[Trace, ...]], answer: int, notes: list[str]) -> Measured:
    traces = [trace for one in rounds for trace in one]
    counted = all(trace.answer is not None for trace in traces)
    read = all(trace.prompt is not None for trace in traces)
    said = sorted(one[0].said for one in rounds)[len(rounds) // 2]
    lengths = [sorted(column)[len(column) // 2] for column in zip(*_reads(rounds), strict=True)]
    more = [*notes, *_remarks(found, counted, read, said, answer)]
    return Measured(found, tuple(lengths), said, counted, read, tuple(more))


def _reads(rounds: list[tuple[Trace, ...]]) -> list[list[int]]:
    return [[trace.read for trace in one] for one in rounds]


def _remarks(found: Figures, counted: bool, read: bool, said: int, answer: int) -> Iterator[str]:
    if not counted:
        yield "the server does not count the tokens of its answers: each piece was taken as one"
    if not read:
        yield "the server does not count the tokens of prompts: each word was taken as one"
    if said < answer / 2:
        yield f"the answers ended after {said} tokens, so that their pace rests on few"
    if found.prefill is None:
        yield "prompts are read too fast to tell from the rest; longer ones may show it (--prompts 1000,4000)"
    decode = found.decode
    if decode and decode.runs > 1 and decode.high - decode.low > _APART * decode.median:
        yield "the runs differ much: something else may have used the machine"
