"""Which page numbers a pagination bar shows."""


def page_window(page: int, pages: int, around: int = 1) -> list[int | None]:
    """List the first, the last and the pages near `page`; None stands for an ellipsis."""
    near = set(range(page - around, page + around + 1))
    if page <= 3:
        near |= {1, 2, 3}
    if page >= pages - 2:
        near |= {pages - 2, pages - 1, pages}
    shown = sorted(n for n in near | {1, pages} if 1 <= n <= pages)
    window: list[int | None] = []
    for before, n in zip([0, *shown], shown, strict=False):
        if n - before == 2:
            window.append(n - 1)
        elif n - before > 2:
            window.append(None)
        window.append(n)
    return window
