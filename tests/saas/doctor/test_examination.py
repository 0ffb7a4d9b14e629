"""The doctor as a whole: every check answers, in every language, and none takes the others down."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir

from saas.doctor import examination
from saas.doctor.check import Check, Finding
from saas.doctor.examination import all_checks, run_all, startup_warnings
from saas.kit.i18n import catalog, use_locale
from tenants.settings import Settings


async def test_every_check_says_what_it_found_and_what_to_do_about_it(settings: Settings):
    findings = await run_all(settings)
    assert [finding.check for finding in findings] == list(all_checks())
    for finding in findings:
        assert finding.sentence
        assert bool(finding.what_to_do) == (finding.level != "ok")


async def test_the_start_is_quick_and_tells_only_what_is_wrong(settings: Settings):
    assert {check.name for check in all_checks().values() if check.at_start} == {
        "fonts",
        "harfbuzz_subset",
        "pango",
        "proxies",
    }
    assert all(finding.level != "ok" for finding in await startup_warnings(settings))


async def test_a_check_that_breaks_is_a_finding(settings: Settings):
    class Fainting(Check):
        name = "fainting"

        async def run(self, settings: Settings) -> Finding:
            raise RuntimeError("black")

    with use_locale("en"):
        [finding] = await examination._findings([Fainting()], settings)
    assert (finding.level, finding.check) == ("fail", "fainting")
    assert "RuntimeError: black" in finding.sentence


def messages() -> Iterator[str]:
    for _file, _line, message, *_rest in extract_from_dir(Path(examination.__file__).parent):
        yield message


@pytest.mark.parametrize("locale", ["zh-Hans", "zh-Hant"])
def test_every_sentence_is_translated(locale: str):
    assert set(messages()) <= catalog(locale).keys()
