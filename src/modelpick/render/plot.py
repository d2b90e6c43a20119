"""Plots made of characters: they fit the width, need neither colour nor Unicode, and say their figures again
in words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from math import log10

from msgspec import Struct
from msgspec.structs import replace

from modelpick.advice import Advice, Alternative
from modelpick.estimate.interval import Interval
from modelpick.rank.pareto import front
from modelpick.units import format_count

__all__ = ["Bars", "Mark", "Scatter", "bars_of", "drawings_of", "scatter_of"]

_HEIGHT = 12
_MARGIN = 6
_WIDEST = 100
_LOG_FROM = 20.0
_BARS = 5
_FASTER = "faster"
_LETTERS = "123456789abcdefghijklmnopqrstuvwxyz"


class Mark(Struct, frozen=True):
    """A point: ``front`` ones are lettered and named below the plot, the others are dots."""

    name: str
    x: float
    y: float
    front: bool


class Scatter(Struct, frozen=True):
    """Points on two axes; the first runs in equal ratios where it spans more than twenty-fold.

    Attributes:
        x_title: what the horizontal axis shows, with its unit.
        show_x: a value of it in short.
        y_title: what the vertical axis shows.
        better: the word for a point that is better on the horizontal axis.
    """

    title: str
    x_title: str
    y_title: str
    marks: tuple[Mark, ...]
    show_x: Callable[[float], str]
    better: str

    def lines(self, width: int, *, ascii_only: bool = False) -> tuple[str, ...]:
        """The plot and its legend, no line longer than ``width`` characters."""
        width = min(width, _WIDEST)
        columns = max(8, width - _MARGIN - 1)
        found = [self.title, *self._field(columns, ascii_only), *self._axis(columns, ascii_only)]
        found += self._legend(width)
        return tuple(line[:width].rstrip() for line in found)

    def _field(self, columns: int, ascii_only: bool) -> Iterator[str]:
        grid = [[" "] * columns for _ in range(_HEIGHT)]
        low, high = _span([mark.y for mark in self.marks])
        letters = dict(zip(self._front(), _LETTERS, strict=False))
        # What is lettered is drawn last, so that no dot hides it; of two in one cell the better placed stays.
        for mark in (*self._rest(), *reversed(self._front())):
            row = round((high - mark.y) / (high - low) * (_HEIGHT - 1))
            sign = letters.get(mark, "o" if mark.front else "." if ascii_only else "·")
            grid[row][self._column(mark.x, columns)] = sign
        wall = "|" if ascii_only else "│"
        for index, row_cells in enumerate(grid):
            value = high - (high - low) * index / (_HEIGHT - 1)
            label = f"{value:.2f}" if index in (0, _HEIGHT // 2, _HEIGHT - 1) else ""
            yield f"{label:>{_MARGIN - 1}} {wall}{''.join(row_cells)}"

    def _axis(self, columns: int, ascii_only: bool) -> Iterator[str]:
        corner, rule = ("+", "-") if ascii_only else ("└", "─")
        yield " " * _MARGIN + corner + rule * columns
        values = [mark.x for mark in self.marks]
        left, right = self.show_x(min(values)), self.show_x(max(values))
        middle = self.x_title + (", log scale" if self._log() else "")
        room = columns - len(left) - len(right)
        if len(middle) + 2 <= room:
            yield " " * (_MARGIN + 1) + left + middle.center(room) + right
        else:
            yield " " * (_MARGIN + 1) + left + " " * max(1, room) + right
            yield " " * (_MARGIN + 1) + middle

    def _legend(self, width: int) -> Iterator[str]:
        yield from _wrapped(
            f"up: {self.y_title}; named below: nothing is better and {self.better} too", width
        )
        for mark, letter in zip(self._front(), _LETTERS, strict=False):
            yield f"  {letter} {mark.name} ({self.show_x(mark.x)}, {mark.y:.2f})"

    def _front(self) -> list[Mark]:
        return [mark for mark in self.marks if mark.front]

    def _rest(self) -> list[Mark]:
        return [mark for mark in self.marks if not mark.front]

    def _log(self) -> bool:
        values = [mark.x for mark in self.marks]
        return min(values) > 0 and max(values) / min(values) > _LOG_FROM

    def _column(self, x: float, columns: int) -> int:
        place = log10 if self._log() else float
        low, high = _span([place(mark.x) for mark in self.marks])
        return round((place(x) - low) / (high - low) * (columns - 1))


def _span(values: Sequence[float]) -> tuple[float, float]:
    """Lowest and highest, apart even where they are equal."""
    low, high = min(values), max(values)
    return (low, high) if low < high else (low - 0.5, high + 0.5)


class Bars(Struct, frozen=True):
    """One bar for each row, made of parts that are told apart by letter; a full line is a total of 1."""

    title: str
    parts: tuple[str, ...]
    rows: tuple[tuple[str, tuple[float, ...]], ...]

    def lines(self, width: int, *, ascii_only: bool = False) -> tuple[str, ...]:
        """A line with the name and total, and a line with the bar, for each row; the letters below."""
        width = min(width, _WIDEST)
        letters = _initials(self.parts)
        found = [self.title]
        for name, values in self.rows:
            found += [f"{name} {sum(values):.3f}", "  " + _bar(letters, values, width - 2)]
        legend = ", ".join(f"{letter} {part}" for letter, part in zip(letters, self.parts, strict=True))
        return tuple(line[:width].rstrip() for line in (*found, *_wrapped(legend, width)))


def _bar(letters: Sequence[str], values: Sequence[float], room: int) -> str:
    """Ends are rounded, not lengths, so that the whole bar is as long as its total says."""
    text, total = "", 0.0
    for letter, value in zip(letters, values, strict=True):
        total += value
        text += letter * (round(total * room) - len(text))
    return text


def _initials(parts: Sequence[str]) -> list[str]:
    """For each part the first letter of its name that no part before it has."""
    found: list[str] = []
    for part in parts:
        found.append(next((c for c in part if c not in found and c.isalpha()), "#"))
    return found


def _wrapped(text: str, width: int) -> list[str]:
    import textwrap

    return textwrap.wrap(text, width) or [""]


def drawings_of(advice: Advice) -> Iterator[Scatter | Bars]:
    """All that can be drawn of an answer; where it is a pipeline, of each of its stages."""
    staged = advice.stages if advice.alternatives and advice.alternatives[0].stage is not None else {}
    for stage, answer in staged.items():
        drawn = scatter_of(answer)
        if drawn is not None:
            yield replace(drawn, title=f"{stage}: {drawn.title.lower()}")
    if not staged:
        yield from (drawn for drawn in (scatter_of(advice), bars_of(advice)) if drawn is not None)


def bars_of(advice: Advice) -> Bars | None:
    """What each criterion adds to the first few models; None where nothing was ranked, or only stages of a
    pipeline."""
    shown = [a for a in advice.alternatives if a.stage is None][: min(_BARS, advice.query.limit)]
    if not shown:
        return None
    names = tuple(part.criterion for part in shown[0].score.contributions)
    rows = tuple((a.model.id, tuple(part.points for part in a.score.contributions)) for a in shown)
    return Bars("What each criterion adds", names, rows)


def scatter_of(advice: Advice) -> Scatter | None:
    """Quality against what the query makes scarce: memory, speed or price, else size; None where too little
    is known."""
    rivals = [a for a in advice.alternatives if a.stage is None]
    for axis in _axes(advice):
        marks = _marks(rivals, axis)
        if len(marks) > 1:
            title = f"Quality against {axis.title}"
            return Scatter(title, axis.title, "quality in the task", marks, axis.show, axis.better)
    return None


Value = Callable[[Alternative], float | None]


class _Axis(Struct, frozen=True):
    """A horizontal axis: its title, the value of a model, that value in short, and the word for a better
    one."""

    title: str
    value: Value
    show: Callable[[float], str]
    better: str


def _axes(advice: Advice) -> list[_Axis]:
    unit = next((o.unit for a in advice.alternatives if (o := _speed_of(a)) is not None), "")
    axes: dict[str, _Axis] = {
        "speed": _Axis(f"speed in {unit}", _speed, lambda x: f"{x:.3g}", _FASTER),
        "cost": _Axis("price in USD per million output tokens", _price, lambda x: f"{x:g}", "cheaper"),
        "small": _Axis("memory in GB", _memory, lambda x: f"{x:.3g}", "smaller"),
        "size": _Axis("parameters", _size, lambda x: format_count(int(x)), "smaller"),
    }
    usual = ("small", "size", "cost")
    return [axes[key] for key in dict.fromkeys((advice.query.prefer, *usual)) if key in axes]


def _marks(rivals: Sequence[Alternative], axis: _Axis) -> tuple[Mark, ...]:
    """Every model of which both values are known, in order of rank, with those on the front of these two
    marked."""
    known = [
        (found.model.id, x, found.quality.value)
        for found in rivals
        if (x := axis.value(found)) is not None and found.quality is not None
    ]
    sign = 1.0 if axis.better == _FASTER else -1.0
    best = front({key: (sign * x, y) for key, x, y in known})
    return tuple(Mark(key, x, y, key in best) for key, x, y in known)


def _speed_of(found: Alternative) -> Interval | None:
    return (found.option.decode or found.option.item) if found.option else None


def _speed(found: Alternative) -> float | None:
    speed = _speed_of(found)
    return speed.value if speed else None


def _memory(found: Alternative) -> float | None:
    return found.option.total / 1e9 if found.option else None


def _price(found: Alternative) -> float | None:
    return found.model.price.per_million if found.model.price else None


def _size(found: Alternative) -> float | None:
    return float(found.model.parameters) if found.model.parameters else None
