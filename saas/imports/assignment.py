"""Give every field at most one column and every column at most one field, so that the scores add up to the most."""

from collections.abc import Sequence


def assign(scores: Sequence[Sequence[float]]) -> dict[int, int]:
    """Map rows to columns of a table of scores of at least 0, leaving out pairs that score nothing.

    The Hungarian method with potentials, O(rows² × columns); the shorter side should be the rows.
    """
    if not scores or not scores[0]:
        return {}
    rows, columns = len(scores), max(len(scores[0]), len(scores))
    cost = [[-(row[at] if at < len(row) else 0.0) for at in range(columns)] for row in scores]
    owner = [-1] * columns
    row_potential, column_potential = [0.0] * rows, [0.0] * columns
    for row in range(rows):
        _place(row, cost, owner, row_potential, column_potential)
    return {row: at for at, row in enumerate(owner) if row >= 0 and at < len(scores[row]) and scores[row][at] > 0}


def _place(row: int, cost: list[list[float]], owner: list[int], of_row: list[float], of_column: list[float]) -> None:
    """Find the cheapest chain of moves that gives one more row a column, and make them."""
    columns = len(owner)
    slack, before, done = [float("inf")] * columns, [-1] * columns, [False] * columns
    at, current = -1, row
    while current >= 0:
        nearest = -1
        for column in range(columns):
            if done[column]:
                continue
            gap = cost[current][column] - of_row[current] - of_column[column]
            if gap < slack[column]:
                slack[column], before[column] = gap, at
            if nearest < 0 or slack[column] < slack[nearest]:
                nearest = column
        step = slack[nearest]
        of_row[row] += step
        for column in range(columns):
            if done[column]:
                of_row[owner[column]] += step
                of_column[column] -= step
            else:
                slack[column] -= step
        done[nearest], at, current = True, nearest, owner[nearest]
    while at >= 0:
        owner[at] = owner[before[at]] if before[at] >= 0 else row
        at = before[at]
