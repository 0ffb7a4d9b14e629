"""What a number format shows beside the digits."""

import pytest

from saas.imports.number_formats import written


@pytest.mark.parametrize(
    ("code", "number", "shown"),
    [
        ("General", 4, None),
        ("#,##0.00_ ", 1234.5, None),
        ("0;[Red]0", -3, None),
        ("yyyy-mm-dd", 45000, None),
        (";;;", 4, None),
        ('0"万"', 12.345, "12.345万"),
        ('0"万";[Red]0"万"', -3, "-3万"),
        ('"D"0000', 7, "D0007"),
        ("000000", 42, "000042"),
        ("000-0000-0000", 13900001111, "139-0000-1111"),
        ("[$$-409]#,##0.00", 500, "$500"),
        ('"$"#,##0_);("$"#,##0)', -500, "($500)"),
        ('"¥"#,##0.00;[Red]"¥"\\-#,##0.00', -5.5, "¥-5.5"),
        ("0.00%", 0.1234, "12.34%"),
        ('0!.0,"万"', 123456, "12.3456万"),
        ('[>=10000]0!.0,"万";0', 5, None),
        ("#,##0,", 1234567, "1234.567千"),
        ('"a;b"0;;', 3, "a;b3"),
        ('_ "¥"* #,##0.00_ ;_ "¥"* "-"??_ ', 0, None),
        ('"' * 5000, 1, None),
    ],
)
def test_a_format_shows_units_signs_and_zeros(code: str, number: float, shown: str | None) -> None:
    assert written(code, number) == shown
