"""Robust least squares in plain Python: enough to fit forty constants to a few hundred measurements."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import sqrt

__all__ = ["Prior", "fit"]

Vector = list[float]
Residuals = Callable[[Sequence[float]], Vector]
_STEP = 1e-4


class Prior:
    """Where the constants are expected, and how firmly.

    Args:
        centre: values; ``width``: standard deviations; ``strength``: weight against one measurement.
    """

    def __init__(self, centre: Sequence[float], width: Sequence[float], strength: float) -> None:
        self.centre = list(centre)
        self.weights = [(strength / w) ** 2 for w in width]


def fit(
    residuals: Residuals, start: Sequence[float], prior: Prior, *, scale: float, rounds: int = 25
) -> Vector:
    """Minimise ``sum(2·scale²·(sqrt(1 + (r/scale)²) - 1)) + prior`` by damped Gauss-Newton steps.

    Args:
        residuals: of a vector of constants; large ones count linearly (soft L1), beyond ``scale``.
    """
    at, damping = list(start), 1e-3
    errors = residuals(at)
    cost = _cost(errors, at, prior, scale)
    for _ in range(rounds):
        step = _step(residuals, at, errors, prior, (scale, damping))
        trial = [a + s for a, s in zip(at, step, strict=True)]
        trial_errors = residuals(trial)
        trial_cost = _cost(trial_errors, trial, prior, scale)
        if trial_cost < cost:
            gained = cost - trial_cost
            at, errors, cost, damping = trial, trial_errors, trial_cost, damping / 3
            if gained < 1e-5 * cost:
                break
        else:
            damping *= 10
            if damping > 1e6:
                break
    return at


def _cost(errors: Sequence[float], at: Sequence[float], prior: Prior, scale: float) -> float:
    loss = sum(2 * scale * scale * (sqrt(1 + (e / scale) ** 2) - 1) for e in errors)
    return loss + sum(w * (a - c) ** 2 for a, c, w in zip(at, prior.centre, prior.weights, strict=True))


def _step(
    residuals: Residuals, at: Vector, errors: Vector, prior: Prior, tuning: tuple[float, float]
) -> Vector:
    """One damped Gauss-Newton step with weights that hold outliers down."""
    scale, damping = tuning
    size = len(at)
    columns = [_slope(residuals, at, errors, i) for i in range(size)]
    weights = [1 / sqrt(1 + (e / scale) ** 2) for e in errors]
    matrix = [[0.0] * size for _ in range(size)]
    right = [0.0] * size
    for i, column in enumerate(columns):
        weighted = [c * w for c, w in zip(column, weights, strict=True)]
        right[i] = -sum(c * e for c, e in zip(weighted, errors, strict=True))
        right[i] -= prior.weights[i] * (at[i] - prior.centre[i])
        for j in range(i, size):
            matrix[i][j] = matrix[j][i] = sum(c * d for c, d in zip(weighted, columns[j], strict=True))
    for i in range(size):
        matrix[i][i] += prior.weights[i] + damping * (matrix[i][i] + 1e-9)
    return _solve(matrix, right)


def _slope(residuals: Residuals, at: Vector, errors: Vector, index: int) -> Vector:
    moved = list(at)
    moved[index] += _STEP
    return [(m - e) / _STEP for m, e in zip(residuals(moved), errors, strict=True)]


def _solve(matrix: list[Vector], right: Vector) -> Vector:
    """Gaussian elimination; the matrix is symmetric and positive definite."""
    size = len(right)
    rows = [[*row, value] for row, value in zip(matrix, right, strict=True)]
    for i in range(size):
        for k in range(i + 1, size):
            factor = rows[k][i] / rows[i][i]
            if factor:
                rows[k] = [a - factor * b for a, b in zip(rows[k], rows[i], strict=True)]
    solution = [0.0] * size
    for i in reversed(range(size)):
        known = sum(rows[i][j] * solution[j] for j in range(i + 1, size))
        solution[i] = (rows[i][size] - known) / rows[i][i]
    return solution
