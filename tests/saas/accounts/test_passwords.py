"""Which passwords are refused, and that good ones are not."""

import pytest

from saas.accounts.passwords import common_passwords, password_problem
from saas.kit.i18n import use_locale

KNOWN = ("owner@hengze.cn", "刘洋", "恒泽精密五金", "acme")


@pytest.mark.parametrize(
    "password",
    [
        *("short", "123456789", "woaini1314", "woaini1314520!", "a123456789", "Password123!", "P@ssw0rd2024"),
        *("qwertyuiop", "qwertyuiop123", "1qaz2wsx3edc", "qazwsxedc123", "9876543210zz", "1234567890ab"),
        *("aaaaaaaaaaaa", "abcabcabcabc", "13812345678", "20241231999", "zhang123456", "iloveyou1314", "Guanxi@2026"),
        *("hengze2024!", "acme12345678", "owner@hengze.cn", "liuyang@1987", "恒泽恒泽恒泽恒泽", "ａ１２３４５６７８９"),
        "x" * 201,
    ],
)
def test_a_password_that_attackers_try_first_is_refused(password: str) -> None:
    assert password_problem(password, known=KNOWN)


@pytest.mark.parametrize(
    "password",
    [
        "correct horse battery",
        "Tr0ub4dor&3x",
        "7kQ!vm2zPp",
        "墨水 纸张 印章 一枚",
        "wo zai chi fan le",
        "x9" + "kq7" * 5,
    ],
)
def test_an_unusual_password_is_accepted(password: str) -> None:
    assert password_problem(password, known=KNOWN) == ""


def test_the_list_holds_what_is_most_used() -> None:
    assert len(common_passwords()) > 1000
    assert {"woaini", "woaini1314", "password", "iloveyou", "qq123456789"} <= common_passwords()
    assert all(line == line.strip().lower() for line in common_passwords())


def test_a_huge_password_is_judged_at_once() -> None:
    assert password_problem("abcdefg" * 30_000)


def test_the_reason_is_told_in_the_persons_language() -> None:
    with use_locale("zh-Hans"):
        assert password_problem("short") == "至少 10 个字符。"
