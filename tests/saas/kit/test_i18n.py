"""Words and lists in the language of the request."""

import pytest

from saas.kit.i18n import listed, use_locale


@pytest.mark.parametrize(("locale", "written"), [("zh-Hans", "甲、乙"), ("zh-Hant", "甲、乙"), ("en", "甲, 乙")])
def test_lists_are_written_as_the_language_does(locale: str, written: str) -> None:
    with use_locale(locale):
        assert listed(text for text in ("甲", "乙")) == written
        assert listed([]) == ""
