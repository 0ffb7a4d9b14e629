"""What the checks make of a machine that is not well."""

import secrets
import socket
from collections.abc import Iterator
from datetime import timedelta
from ipaddress import ip_network
from pathlib import Path

import psycopg
import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from sqlalchemy import make_url

from saas.doctor.check import Finding
from saas.doctor.examination import all_checks
from saas.doctor.libraries import is_installed
from saas.kit import clock
from saas.kit.i18n import use_locale
from tenants.proxies import Watch
from tenants.settings import Settings


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with use_locale("en"):
        yield


async def look(check: str, settings: Settings) -> Finding:
    return await all_checks()[check].run(settings)


async def test_the_database_answers_in_utf_8_and_agrees_on_the_time(settings: Settings):
    assert (await look("postgresql", settings)).level == "ok"
    assert (await look("database_locale", settings)).level == "ok"
    assert (await look("clock", settings)).level == "ok"


async def test_a_database_that_is_away_is_a_failure_that_keeps_its_password(tmp_path: Path):
    settings = Settings(data=tmp_path, database_url="postgresql://guanxi:hunter2@127.0.0.1:1/guanxi")
    finding = await look("postgresql", settings)
    assert finding.level == "fail"
    assert "hunter2" not in finding.sentence
    assert (await look("clock", settings)).level == "warn"


async def test_a_built_in_server_that_was_never_started_is_no_failure(tmp_path: Path):
    assert (await look("postgresql", Settings(data=tmp_path / "data"))).level == "warn"
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize(
    ("options", "level"),
    [
        ("ENCODING 'SQL_ASCII' LOCALE_PROVIDER libc LOCALE 'C'", "fail"),
        ("ENCODING 'UTF8' LOCALE_PROVIDER libc LOCALE 'C'", "fail"),
        ("ENCODING 'UTF8' LOCALE_PROVIDER libc LOCALE 'C.UTF-8'", "ok"),
    ],
)
async def test_a_locale_that_spoils_chinese_text_is_found(settings: Settings, options: str, level: str):
    name = f"guanxi_test_{secrets.token_hex(4)}"
    url = make_url(settings.database_url or "")
    with psycopg.connect(url.render_as_string(hide_password=False), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE template0 {options}")
        other = Settings(database_url=url.set(database=name).render_as_string(hide_password=False))
        finding = await look("database_locale", other)
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
    assert finding.level == level


@pytest.mark.parametrize(("wrong", "level"), [(5, "warn"), (3600, "fail"), (-3600, "fail")])
async def test_a_clock_that_is_wrong_is_found(settings: Settings, wrong: int, level: str):
    with clock.frozen(clock.now() + timedelta(seconds=wrong)):
        assert (await look("clock", settings)).level == level


class Postman:
    """A mail server that knows one person."""

    def __init__(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.controller = Controller(
            self,
            hostname="127.0.0.1",
            port=self.port,
            auth_require_tls=False,
            authenticator=lambda *login: AuthResult(success=login[-1].password == b"right"),
        )
        self.controller.start()

    def url(self, login: str = "") -> str:
        return f"smtp://{login}127.0.0.1:{self.port}?tls=none"


@pytest.fixture
def postman() -> Iterator[Postman]:
    server = Postman()
    yield server
    server.controller.stop()


async def test_mail_without_a_server_stays_in_the_outbox():
    assert (await look("mail", Settings())).level == "warn"


async def test_a_mail_server_that_answers_is_well(postman: Postman):
    assert (await look("mail", Settings(smtp_url=postman.url()))).level == "ok"
    assert (await look("mail", Settings(smtp_url=postman.url("me:right@")))).level == "ok"


async def test_a_mail_server_that_refuses_the_password_is_found(postman: Postman):
    finding = await look("mail", Settings(smtp_url=postman.url("me:hunter2@")))
    assert finding.level == "fail"
    assert "hunter2" not in finding.sentence


async def test_a_mail_server_that_is_away_or_lacks_encryption_is_found(postman: Postman):
    assert (await look("mail", Settings(smtp_url="smtp://127.0.0.1:1"))).level == "fail"
    demanding = postman.url().replace("tls=none", "tls=starttls")
    assert (await look("mail", Settings(smtp_url=demanding))).level == "fail"


async def test_the_key_is_looked_at_as_the_product_opens_it(tmp_path: Path):
    settings = Settings(data=tmp_path)
    assert (await look("keys", settings)).level == "warn"
    assert not settings.key_file.exists()
    settings.encryption_key()
    assert (await look("keys", settings)).level == "ok"
    settings.key_file.chmod(0o644)
    assert (await look("keys", settings)).level == "fail"
    assert (await look("keys", Settings(data=tmp_path, kek=bytes(32)))).level == "ok"


async def test_the_disk_is_measured_before_the_data_folder_exists(tmp_path: Path):
    assert (await look("disk", Settings(data=tmp_path / "not" / "yet"))).sentence.endswith("data folder.")


def test_a_library_that_is_not_there_is_known_not_to_be():
    assert not is_installed("no-such-library", 0)


async def test_a_proxy_that_is_not_trusted_is_told(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path)
    assert (await look("proxies", settings)).level == "ok"
    Watch(settings).look("172.18.0.1", {b"host": "crm.example.com", b"cf-connecting-ip": "203.0.113.5"})
    found = await look("proxies", settings)
    assert (found.level, "172.18.0.1" in found.sentence, "cf-connecting-ip" in found.sentence) == ("warn", True, True)
    assert "203.0.113.5" not in found.sentence
    trusting = Settings(data=tmp_path, trusted_proxies=(ip_network("172.18.0.0/16"),))
    assert (await look("proxies", trusting)).level == "ok"


def test_what_a_trusted_proxy_or_a_plain_client_sends_is_not_noted(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path, trusted_proxies=(ip_network("172.18.0.0/16"),))
    Watch(settings).look("172.18.0.1", {b"x-forwarded-for": "203.0.113.5"})
    Watch(settings).look("203.0.113.5", {b"host": "crm.example.com"})
    assert list(tmp_path.iterdir()) == []
