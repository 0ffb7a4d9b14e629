"""Suggest which column of a table is which field: by its heading, and by a look at its values."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from rapidfuzz import fuzz

from saas.fields.column import Column as Spoken
from saas.fields.column import Rewrite
from saas.fields.field import Field
from saas.fields.kind import Unreadable
from saas.imports.assignment import assign
from saas.imports.cells import is_value
from saas.imports.headers import ColumnGuess, Table
from saas.imports.shapes import PEOPLE_HEADINGS, is_company, is_person, share
from saas.kit.i18n import _
from saas.kit.text import fold
from saas.kit.traditional import to_simplified

ENOUGH = 0.45
"""The least confidence for a suggestion."""
FEW, MANY = 15, 30
"""Values looked at per column: fewer when there are very many pairs to try."""
GLANCE = 10
"""Values looked at first: a field that can read none of them can read hardly any."""
REMEMBERED = 20_000
"""Values and headings remembered: files that come together say the same again and again."""

_brackets = re.compile(r"[(\[【][^()\[\]【】]*[)\]】]")
SURE = 0.9
"""Likeness from which a heading belongs to a field that no import fills."""

_number = re.compile(r"[0-9一二三四五六七八九]+$")
_other = re.compile(
    r"生日|出生|诞生|已付|已收|实付|实收|应付|应收|付款|收款|回款|到账|欠款|未付|未收|尾款|定金|订金|押金|开票|发票|税额|税率|折扣|成本|单价"
    r"|数量|毛利|利润|运费|佣金|提成|注册资本|注册资金|营业额|年收入|产值|工资|薪"
    r"|到期|截止|结束|终止|签约|签订|签署|成立|注册|交货|交付|发货|续约|续费|离职|入职|毕业|更新|修改"
    r"|业务员|业务代表|销售|我方|我司|经办|录入|制单|审核|审批|法人|法定代表|介绍人|推荐人|财务|紧急|备用|传真|fax|座机|固话|邮编"
    r"|birthday|birth|paid|received|invoice|due|expir|salesman|salesperson|referr|emergency|unitprice|quantity",
    re.IGNORECASE,
)
"""Words that say what else a column of dates, amounts, names or numbers may be about."""
_marks = re.compile(r"[\s_*:：.。\-]+")


@dataclass(frozen=True)
class ColumnMatch:
    """What a column is taken for; `field_name` is None for a column nobody knows, `perhaps` what it may be."""

    index: int
    field_name: str | None
    confidence: float
    reason: str
    perhaps: str | None = None


def match_columns(
    table: Table, fields: Sequence[Field], members: Collection[str] = (), others: Sequence[Field] = ()
) -> list[ColumnMatch]:
    """Match every column to a field or to none, each field once, but for a column that repeats a heading.

    `members` are the names of our own people. `others` are fields that no import fills: a column with the heading of
    one of them belongs to it, and to nothing else.
    """
    wanted = [one for one in fields if one.kind.writable and one.kind.column is not None]
    rivals = [one for one in (*fields, *others) if one not in wanted]
    count = MANY if len(wanted) * len(table.columns) <= 1000 else FEW
    columns = [Column(guess, count, members) for guess in table.columns]
    scores, said = scored(columns, wanted)
    own = {at: row for at, row in by_name(columns, wanted, rivals).items() if row < 0 or fits(columns[at], wanted[row])}
    settled = settle(columns, wanted, scores, said, own, taken_by(columns, rivals, said))
    return [one_match(at, guess, settled, wanted, scores, said, own) for at, guess in enumerate(table.columns)]


def scored(columns: Sequence["Column"], wanted: Sequence[Field]) -> tuple[list[list[float]], list[list[float]]]:
    """Score each field with each column; give also how much the headings alone say."""
    said = [[likeness(column.header, spellings) for column in columns] for spellings in map(spellings_of, wanted)]
    shares = [
        [
            readable(column, one) if worth_reading(column, one, said[row][at]) else 0.0
            for at, column in enumerate(columns)
        ]
        for row, one in enumerate(wanted)
    ]
    scores = [
        [score(column, one, said[row][at], shares[row], at) for at, column in enumerate(columns)]
        for row, one in enumerate(wanted)
    ]
    return scores, said


def by_name(columns: Sequence["Column"], wanted: Sequence[Field], rivals: Sequence[Field]) -> dict[int, int]:
    """Give the columns headed by a field's own label or name to that field, before anything is weighed."""
    known = {name: -1 for one in reversed(rivals) for name in names_of(one)}
    known |= {name: row for row, one in reversed(list(enumerate(wanted))) for name in names_of(one)}
    found = {at: known[name] for at, column in enumerate(columns) if (name := reduced(column.header)) in known}
    first: dict[int, int] = {}
    return {at: row for at, row in found.items() if row < 0 or first.setdefault(row, at) == at}


def fits(column: "Column", field: Field) -> bool:
    """Tell whether a column with a field's own name has any value for it; people under 名称 are no companies."""
    shape = shape_of(column, field)[1] if field.options.get("company") or holds_people(field) else 1.0
    if shape < 1.0 or len(column.samples) < 3 or field.kind.looked_up == "records":
        return shape == 1.0
    if field.kind.looked_up:
        return column.members > 0
    texts = [cell for cell in column.samples if isinstance(cell, str)]
    judge = field.kind.judge(Spoken(column.header, texts=lambda: texts), field)
    return any(judged(cell, judge, field) for cell in column.samples)


def judged(cell: Any, judge: Rewrite, field: Field) -> bool:
    """Try one value as its column tells it."""
    try:
        return can_read(judge(cell), field)
    except Unreadable:
        return False


def names_of(field: Field) -> list[str]:
    """List what a field itself is called."""
    return [reduced(one) for one in (*field.label.values(), field.name)]


def taken_by(columns: Sequence["Column"], rivals: Sequence[Field], said: Sequence[Sequence[float]]) -> set[int]:
    """Find the columns whose heading says a field that no import fills better than any other."""
    theirs = [spellings_of(one) for one in rivals]
    return {
        at
        for at, column in enumerate(columns)
        if (best := max((likeness(column.header, one) for one in theirs), default=0.0)) >= SURE
        and best > max((row[at] for row in said), default=0.0)
    }


def settle(
    columns: Sequence["Column"],
    wanted: Sequence[Field],
    scores: Sequence[Sequence[float]],
    said: Sequence[Sequence[float]],
    own: Mapping[int, int],
    taken: Collection[int],
) -> dict[int, int]:
    """Assign what has its own name, then what is left so that the scores add up to the most, and then repetitions."""
    chosen = {at: row for at, row in own.items() if row >= 0}
    settled, barred = set(chosen.values()), {*own, *taken}

    def left(row: int, at: int) -> float:
        open_still = row not in settled and at not in barred and scores[row][at] >= ENOUGH
        sure = open_still and not doubtful(columns[at], wanted[row], said[row][at])
        return scores[row][at] if sure else 0.0

    table = [[left(row, at) for at in range(len(columns))] for row in range(len(wanted))]
    chosen |= {at: row for row, at in assign(table).items()}
    first = {series_of(columns[at].header): row for at, row in sorted(chosen.items(), reverse=True)}
    for at, column in enumerate(columns):
        if at not in chosen and column.header and (row := first.get(series_of(column.header))) is not None:
            chosen[at] = row
    return chosen


def one_match(
    at: int,
    guess: ColumnGuess,
    chosen: Mapping[int, int],
    wanted: Sequence[Field],
    scores: Sequence[Sequence[float]],
    said: Sequence[Sequence[float]],
    own: Mapping[int, int],
) -> ColumnMatch:
    """Say what became of one column."""
    if at in chosen:
        row = chosen[at]
        sure = 1.0 if at in own else round(scores[row][at], 2)
        return ColumnMatch(guess.index, wanted[row].name, sure, why(said[row][at], own=at in own))
    if at in own:
        return ColumnMatch(guess.index, None, 0.0, "")
    free = [row for row in range(len(wanted)) if row not in chosen.values()]
    best = max(free, key=lambda row: max(scores[row][at], said[row][at]), default=None)
    likely = best is not None and max(scores[best][at], said[best][at]) >= ENOUGH
    return ColumnMatch(guess.index, None, 0.0, "", wanted[best].name if best is not None and likely else None)


def doubtful(column: "Column", field: Field, said: float) -> bool:
    """Tell whether a heading speaks of something else than the field, however well the values fit: 生日, 已付金额."""
    return (
        said < 1
        and bool(column.header)
        and any(not any(word in one for one in spellings_of(field)) for word in column.other)
    )


def series_of(header: str) -> str:
    """Reduce a heading that is numbered, as 联系人1 and 联系人2, to what it has in common with the others."""
    return _number.sub("", reduced(header))


class Column:
    """A column as matching sees it: its heading reduced, and what its values look like."""

    def __init__(self, guess: ColumnGuess, count: int, members: Collection[str]) -> None:
        self.header = guess.header
        self.samples = guess.samples[:: max(1, len(guess.samples) // count)][:count]
        self.companies = share(self.samples, is_company)
        self.people = share(self.samples, is_person)
        self.members = share(self.samples, lambda cell: isinstance(cell, str) and cell.strip() in members)
        self.values = share(self.samples, is_value)
        self.other = _other.findall(reduced(guess.header))


def score(column: Column, field: Field, said: float, shares: Sequence[float | None], at: int) -> float:
    """Weigh heading and values: either can convince alone, and values that cannot be read veto a heading."""
    shape, doubt = shape_of(column, field)
    if shares[at] is None:
        return 0.95 * said * doubt
    own = shares[at] or 0.0
    others = [one or 0.0 for position, one in enumerate(shares) if position != at]
    peculiar = max(0.0, own - sum(others) / len(others)) if others else own
    if len(column.samples) >= 3 and own < 0.3:
        doubt *= own
    evidence = max(shape, field.kind.telling * peculiar * own)
    return 1 - (1 - 0.95 * said * doubt) * (1 - evidence * doubt)


def worth_reading(column: Column, field: Field, said: float) -> bool:
    """Tell whether reading a column's values can matter: it cannot where it would only weaken what is too weak."""
    if field.kind.telling:
        return True
    shape, doubt = shape_of(column, field)
    return 1 - (1 - 0.95 * said * doubt) * (1 - shape * doubt) >= ENOUGH


def shape_of(column: Column, field: Field) -> tuple[float, float]:
    """Say how much the look of text speaks for a field, and what factor is left of the heading's word."""
    if field.kind.telling or field.kind.looked_up:
        return (0.55 * column.members, 1.0) if field.kind.looked_up == "people" else (0.0, 1.0)
    if field.options.get("company"):
        return 0.55 * column.companies, 0.3 if column.people > 0.6 > 0.1 > column.companies else 1.0
    if holds_people(field):
        stranger = column.people * (1 - column.members)
        return 0.5 * stranger, 0.3 if column.companies > 0.5 or column.members > 0.6 else 1.0
    return 0.0, 0.5 if column.values > 0.8 else 1.0


def readable(column: Column, field: Field) -> float | None:
    """Tell which share of a column's values a field can read; None when that says nothing."""
    if not column.samples or field.kind.looked_up == "records":
        return None
    if field.kind.looked_up:
        return column.members
    if not any(can_read(cell, field) for cell in column.samples[:GLANCE]):
        return 0.0
    return share(column.samples, lambda cell: can_read(cell, field))


@lru_cache(REMEMBERED, typed=True)
def can_read(cell: Any, field: Field) -> bool:
    """Try one value."""
    try:
        return field.kind.read(cell, field) is not None
    except Unreadable:
        return False


def spellings_of(field: Field) -> list[str]:
    """List what a heading for a field may say: its labels in all languages, its name, its aliases."""
    said = [*field.label.values(), field.name, *field.options.get("aliases", ())]
    return list(dict.fromkeys(reduced(one) for one in said))


def holds_people(field: Field) -> bool:
    """Tell whether a text field is for people's names, by what it is called."""
    return not {reduced(heading) for heading in PEOPLE_HEADINGS}.isdisjoint(spellings_of(field))


@lru_cache(REMEMBERED)
def reduced(header: str) -> str:
    """Reduce a heading to what counts: simplified, no case, no brackets, no marks."""
    text = to_simplified(fold(header))
    return _marks.sub("", _brackets.sub("", text) or text)


def likeness(header: str, spellings: Sequence[str]) -> float:
    """Compare a heading with the spellings of a field, 0 to 1; of `手机/电话` also each half."""
    parts = [part for part in re.split(r"\s/\s|[/、,，]", header) if part.strip()]
    whole = max((alike(reduced(header), one) for one in spellings), default=0.0)
    halves = [alike(reduced(part), one) for part in parts for one in spellings] if len(parts) > 1 else []
    return max(whole, 0.93 * max(halves, default=0.0))


def alike(one: str, other: str) -> float:
    """Compare two reduced headings: equal, one within the other, or nearly the same letters."""
    if not one or not other:
        return 0.0
    if one == other:
        return 1.0
    short, long = sorted((one, other), key=len)
    if len(short) >= 2 and short in long:
        return 0.5 + 0.4 * len(short) / len(long)
    near = fuzz.ratio(one, other) / 100
    return 0.8 * near if near >= 0.5 else 0.0


def why(said: float, *, own: bool) -> str:
    """Say what spoke for a match: `own` when the heading is the field's own name."""
    if own:
        return _("Same name")
    if said == 1:
        return _("Another word for it")
    return _("Similar name") if said >= 0.5 else _("Recognised by its values")
