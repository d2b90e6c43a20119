"""Work put off until it is asked for, and work kept for the next who asks."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from functools import cached_property
from threading import Lock
from typing import Any, Generic, TypeVar, overload

__all__ = ["Kept", "Later", "Lazy"]

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")
T = TypeVar("T")
_NOTHING: Any = object()


class _Whole(Sequence[T]):
    """What equals any sequence of equal items, and travels to other processes as a tuple."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return hash(tuple(self))

    def __repr__(self) -> str:
        return repr(tuple(self))

    def __reduce__(self) -> tuple[Any, ...]:
        return tuple, (tuple(self),)


class Lazy(_Whole[T]):
    """A sequence of known length whose items are made when first looked at, once each."""

    def __init__(self, length: int, make: Callable[[int], T]) -> None:
        self._made: list[Any] = [_NOTHING] * length
        self._make = make

    def __len__(self) -> int:
        return len(self._made)

    @overload
    def __getitem__(self, index: int) -> T: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[T, ...]: ...
    def __getitem__(self, index: int | slice) -> T | tuple[T, ...]:
        if isinstance(index, slice):
            return tuple(self._at(i) for i in range(*index.indices(len(self))))
        if not -len(self) <= index < len(self):
            raise IndexError(index)
        return self._at(index % len(self))

    def _at(self, index: int) -> T:
        found = self._made[index]
        if found is _NOTHING:
            found = self._made[index] = self._make(index)
        made: T = found
        return made


class Later(_Whole[T]):
    """A sequence that is made, whole, when it is first looked at."""

    def __init__(self, make: Callable[[], Sequence[T]]) -> None:
        self._make = make

    @cached_property
    def _items(self) -> tuple[T, ...]:
        return tuple(self._make())

    def __len__(self) -> int:
        return len(self._items)

    @overload
    def __getitem__(self, index: int) -> T: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[T, ...]: ...
    def __getitem__(self, index: int | slice) -> T | tuple[T, ...]:
        return self._items[index]


class Kept(Generic[K, V]):
    """What pure functions gave, by what they rest on; beyond ``most`` entries the oldest go. Safe between threads."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._held: dict[K, V] = {}
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._held)

    def get(self, key: K) -> V | None:
        """What is kept under ``key``, None where nothing is."""
        return self._held.get(key)

    def of(self, key: K, make: Callable[[], V]) -> V:
        """What is kept under ``key``, made first where nothing is."""
        found = self._held.get(key, _NOTHING)
        if found is _NOTHING:
            found = make()
            with self._lock:
                while len(self._held) >= self._most:
                    del self._held[next(iter(self._held))]
                self._held[key] = found
        kept: V = found
        return kept
