"""Settings: what the environment says, read once and failing loudly."""

import base64
import stat
from ipaddress import ip_network
from pathlib import Path

import pytest

from tenants.hosts import UnknownHost
from tenants.settings import BadSetting, Settings

KEY = base64.b64encode(bytes(range(32))).decode()


def read(**environ: str) -> Settings:
    return Settings.from_environment({f"GUANXI_{name.upper()}": text for name, text in environ.items()})


def test_an_empty_environment_is_a_local_installation_below_the_working_folder():
    settings = Settings.from_environment({})
    assert settings.data == Path.cwd() / "data"
    assert settings.base_url == "http://localhost:8000"
    assert (settings.bind, settings.database_url, settings.edition) == ("127.0.0.1", None, "cloud")
    assert not settings.secure
    assert not settings.debug


def test_every_variable_is_read():
    settings = read(
        data="/srv/guanxi",
        port="9000",
        bind="0.0.0.0",
        base_url="https://CRM.example.com/",
        database_url="postgresql+psycopg://u:p@db/guanxi",
        edition="private",
        debug="1",
        smtp_url="smtp://me:s%40fe@mail.example.com?tls=starttls",
        mail_from="关系 <crm@example.com>",
        kek=KEY,
        max_upload_bytes="1000",
        trusted_proxies="10.0.0.0/8, ::1",
        processes="2",
        log_level="DEBUG",
    )
    assert settings == Settings(
        data=Path("/srv/guanxi"),
        port=9000,
        bind="0.0.0.0",
        base_url="https://crm.example.com",
        database_url="postgresql://u:p@db/guanxi",
        edition="private",
        debug=True,
        smtp_url="smtp://me:s%40fe@mail.example.com?tls=starttls",
        mail_from="关系 <crm@example.com>",
        kek=bytes(range(32)),
        max_upload_bytes=1000,
        trusted_proxies=(ip_network("10.0.0.0/8"), ip_network("::1")),
        processes=2,
        log_level="debug",
    )
    assert settings.mail_server is not None
    assert (settings.mail_server.host, settings.mail_server.port) == ("mail.example.com", 587)
    assert settings.mail_server.password == "s@fe"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("port", "0"),
        ("port", "65536"),
        ("port", "８０００"),
        ("edition", "enterprise"),
        ("debug", "perhaps"),
        ("base_url", "crm.example.com"),
        ("base_url", "ftp://crm.example.com"),
        ("base_url", "https://crm.example.com/path"),
        ("base_url", "https://user:hunter2@crm.example.com"),
        ("base_url", "https://crm.example.com:port"),
        ("base_url", "https://关系.example.com"),
        ("database_url", "mysql://hunter2@db/guanxi"),
        ("smtp_url", "http://hunter2@mail"),
        ("smtp_url", "smtp://me:hunter2#1@mail.example.com"),
        ("smtp_url", "smtp://me:hunter2/1@mail.example.com"),
        ("smtp_url", "smtp://mail?tls=maybe"),
        ("smtp_url", "smtp://mail?hunter2=1"),
        ("kek", "hunter2"),
        ("kek", base64.b64encode(b"hunter2").decode()),
        ("max_upload_bytes", "50MB"),
        ("trusted_proxies", "10.0.0.0/8 hunter2"),
        ("processes", "-1"),
        ("log_level", "chatty"),
        ("mail_from", "crm@example.com\r\nBcc: hunter2@example.com"),
    ],
)
def test_a_bad_value_is_refused_by_the_variables_name_and_never_repeated(name: str, text: str):
    with pytest.raises(BadSetting) as refusal:
        read(**{name: text})
    assert str(refusal.value).startswith(f"GUANXI_{name.upper()} ")
    assert "hunter2" not in str(refusal.value)
    assert refusal.value.__cause__ is None


def test_a_blank_variable_is_an_unset_one():
    assert read(port=" ", kek="", base_url="") == Settings.from_environment({})


def test_an_override_wins_and_none_does_not():
    environ = {"GUANXI_PORT": "9000", "GUANXI_EDITION": "private"}
    settings = Settings.from_environment(environ, port=9001, edition=None, data=Path("/srv"), debug=True)
    assert (settings.port, settings.edition, settings.data) == (9001, "private", Path("/srv"))
    assert settings.base_url == "http://localhost:9001"


def test_an_override_is_read_as_strictly_as_a_variable():
    with pytest.raises(BadSetting, match="GUANXI_PORT"):
        Settings.from_environment({}, port=70000)
    with pytest.raises(TypeError, match="prot"):
        Settings.from_environment({}, prot=8000)


def test_secrets_never_show_in_the_repr():
    settings = read(kek=KEY, database_url="postgresql://u:hunter2@db/x", smtp_url="smtps://u:hunter2@mail.example.com")
    assert "hunter2" not in repr(settings)
    assert "x01" not in repr(settings)
    assert "hunter2" not in repr(settings.mail_server)


def test_a_company_has_its_own_host_in_the_cloud_and_the_bare_one_in_a_private_installation():
    assert Settings().tenant_url("acme") == "http://acme.localhost:8000"
    assert Settings(base_url="https://guanxi.example.com").tenant_url("acme") == "https://acme.guanxi.example.com"
    assert Settings(edition="private", base_url="http://10.1.2.3").tenant_url("acme") == "http://10.1.2.3"


@pytest.mark.parametrize(
    ("header", "label"),
    [
        ("localhost:8000", None),
        ("localhost", None),
        ("LocalHost.:8000", None),
        ("acme.localhost:8000", "acme"),
        ("ACME.localhost", "acme"),
        ("acme.localhost.:8000", "acme"),
        ("a-1.localhost:443", "a-1"),
    ],
)
def test_the_host_header_names_the_company(header: str, label: str | None):
    assert Settings().label_of(header) == label


@pytest.mark.parametrize(
    "header",
    [
        "",
        ".",
        "example.com",
        "127.0.0.1:8000",
        "notlocalhost",
        "localhost.example.com",
        "a.b.localhost",
        ".localhost",
        "..localhost",
        "acme..localhost",
        "acme.localhost..",
        "-acme.localhost",
        "acme-.localhost",
        "ac_me.localhost",
        "acme.localhost:",
        "acme.localhost:99999",
        "acme.localhost:80:80",
        "acme.localhost:８０",
        "acme.localhost@evil.com",
        "evil.com/acme.localhost",
        "acme.localhost, evil.com",
        " acme.localhost",
        "acme.localhost\n",
        "acme\x00.localhost",
        "关系.localhost",
        "acme.\u212aocalhost",
        "\u212aim.localhost",
        "x" * 64 + ".localhost",
        "x" * 5000,
        "[::1]:8000",
        "[::1",
    ],
)
def test_a_host_that_is_neither_ours_nor_a_companys_is_refused(header: str):
    with pytest.raises(UnknownHost):
        Settings().label_of(header)


def test_nothing_can_stand_in_front_of_an_ip_address():
    settings = Settings(base_url="http://192.168.1.5:8000")
    assert settings.label_of("192.168.1.5:8000") is None
    with pytest.raises(UnknownHost):
        settings.label_of("acme.192.168.1.5")
    assert read(base_url="http://[::1]:8000").label_of("[::1]:8000") is None


def test_forwarded_headers_are_believed_from_trusted_proxies_only():
    settings = read(trusted_proxies="10.0.0.0/8")
    assert settings.trusts("10.1.2.3")
    assert not settings.trusts("11.1.2.3")
    assert not settings.trusts("testclient")


def test_the_key_is_made_once_for_its_owner_only(tmp_path: Path):
    settings = Settings(data=tmp_path / "data")
    key = settings.encryption_key()
    assert len(key) == 32
    assert settings.encryption_key() == key
    assert stat.S_IMODE(settings.key_file.stat().st_mode) == 0o600
    assert [path.name for path in settings.data.iterdir()] == ["kek"]


def test_a_key_that_others_may_read_is_refused(tmp_path: Path):
    settings = Settings(data=tmp_path)
    settings.encryption_key()
    settings.key_file.chmod(0o640)
    with pytest.raises(BadSetting, match="chmod 600"):
        settings.encryption_key()


def test_a_lost_key_is_not_replaced_beside_a_database(tmp_path: Path):
    (tmp_path / "postgres").mkdir()
    with pytest.raises(BadSetting, match="backup"):
        Settings(data=tmp_path).encryption_key()


def test_a_damaged_key_file_is_not_repeated(tmp_path: Path):
    settings = Settings(data=tmp_path)
    settings.encryption_key()
    settings.key_file.write_text("hunter2")
    with pytest.raises(BadSetting, match="damaged") as refusal:
        settings.encryption_key()
    assert "hunter2" not in str(refusal.value)
