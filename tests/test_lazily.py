"""Sequences made as they are looked at, and results kept for the next who asks."""

from __future__ import annotations

import pickle
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modelpick.lazily import Kept, Lazy


@given(items=st.lists(st.integers(), max_size=20), data=st.data())
def test_a_lazy_sequence_is_the_sequence(items, data):
    """By index from either end, by slice, and as a whole."""
    lazy = Lazy(len(items), items.__getitem__)
    cut = data.draw(st.slices(len(items)))

    assert lazy[cut] == tuple(items[cut])
    assert lazy == tuple(items)
    assert hash(lazy) == hash(tuple(items))
    assert [lazy[i - len(items)] for i in range(len(items))] == items


def test_an_item_is_made_once_and_only_when_looked_at():
    """Nothing before it, nothing after."""
    made = []

    def make(index):
        made.append(index)
        return index

    lazy = Lazy(1000, make)

    assert (len(lazy), lazy[3], lazy[3]) == (1000, 3, 3)
    assert made == [3]


def test_beyond_its_ends_there_is_nothing():
    """As in any sequence."""
    with pytest.raises(IndexError):
        Lazy(2, str)[2]
    with pytest.raises(IndexError):
        Lazy(2, str)[-3]


def test_it_travels_whole():
    """Another process gets every item."""
    assert pickle.loads(pickle.dumps(Lazy(3, lambda index: index * 2))) == (0, 2, 4)


@given(keys=st.lists(st.integers(0, 30), max_size=200), most=st.integers(1, 10))
def test_what_is_kept_is_what_would_be_made(keys, most):
    """Whatever was dropped meanwhile, and never more is held than allowed."""
    kept = Kept(most)

    assert [kept.of(key, lambda key=key: key * key) for key in keys] == [key * key for key in keys]
    assert len(kept) <= most


def test_none_is_kept_as_well():
    """It is an answer."""
    kept = Kept(2)
    assert kept.of("a", lambda: None) is None
    assert kept.of("a", lambda: 1) is None


def test_threads_share_it():
    """Each gets the value of its own key."""
    kept = Kept(7)
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda n: kept.of(n % 20, lambda: n % 20), range(2000)))

    assert found == [n % 20 for n in range(2000)]
