"""Whoever has an export of the log can have it checked in the browser, whatever the file holds."""

import hashlib
import re

import httpx
import orjson
import pytest
from sqlalchemy import select

from saas.audit.chain import canonical
from saas.audit.log import Operation
from tenants.engines import Database
from tenants.settings import Settings
from tests.conftest import World
from tests.saas.audit.conftest import export_of, write_log
from tests.saas.audit.test_verify import rewritten
from tests.web.conftest import SignIn

NAME = "operation-log.jsonl"


@pytest.fixture
async def auditor(sign_in: SignIn, world: World) -> httpx.AsyncClient:
    """方审's browser."""
    client = await sign_in(world.company, world.auditor)
    assert "guanxi audit verify" in (await client.get("/log/verify")).text
    return client


async def check(client: httpx.AsyncClient, file: bytes, **texts: str) -> httpx.Response:
    return await client.post("/log/verify", files={"file": (NAME, file)}, data=texts)


def said(answer: httpx.Response) -> str:
    """Read what the banner says."""
    found = re.search(r'<div class="banner (\w+)".*?<p>(.*?)</p>', answer.text, re.DOTALL)
    assert found, answer.text[:500]
    return f"{found[1]}: {found[2]}"


async def test_an_intact_file_a_changed_line_and_a_rewritten_log_are_told_apart(
    auditor: httpx.AsyncClient, sign_in: SignIn, world: World, other: World, database: Database
) -> None:
    await write_log(database, world)
    file = await export_of(database, world)
    lines = file.splitlines(keepends=True)
    rows = len(lines) - 2
    answer = await check(auditor, file)
    assert said(answer).startswith(f"good: 完好：共 {rows} 行")
    assert answer.text.count("已由日志封存") == 3
    assert "acme.localhost:8000" in answer.text
    changed = file.replace("本杰".encode(), "安然".encode(), 1)
    bad = next(n for n, line in enumerate(lines) if "本杰".encode() in line)
    assert said(await check(auditor, changed)) == f"error: 第 {bad} 行与封存时不一致：它被修改过。"
    again = await check(auditor, b"".join(rewritten(lines)))
    assert "与本工作区日志的第" in said(again), "sound in itself, and no match for the workspace's own chain"
    head = orjson.loads(lines[-1])["head"]
    cut = [*lines[:8]]
    last = orjson.loads(cut[-1])
    footer = {"head": {"n": 7, "hash": last["hash"]}, "file": hashlib.sha256(b"".join(cut)).hexdigest()}
    short = b"".join(cut) + canonical(footer) + b"\n"
    assert "日志未证明" in (await check(auditor, short)).text
    noted = f"{head['n']}:{head['hash']}"
    assert said(await check(auditor, short, head=noted)) == "error: 文件在第 8 行之前结束：末尾被删。"
    assert said(await check(await sign_in(other.company, other.owner), file)).startswith("warn: ")
    async with database.tenant(world.company) as db:
        query = select(Operation.detail).where(Operation.action == "verify_log").order_by(Operation.id).limit(1)
        assert (await db.execute(query)).scalar_one() == {"rows": rows, "intact": True}


HOSTILE = {
    "nothing": b"",
    "zeros": b"\x00" * 5_000,
    "binary": bytes(range(256)) * 400,
    "one huge line": b"[" + b"1," * 3_000_000 + b"1]\n",
    "many brackets": b"[" * 300_000,
    "deep objects": b'{"n":' * 100_000 + b"1" + b"}" * 100_000,
    "not UTF-8": b'{"company":"\xff\xfe"}\n',
    "half a surrogate": b'{"company":"\\ud800"}\n',
    "only line ends": b"\n" * 200_000,
    "a number too large": b'{"n":' + b"9" * 5_000 + b"}\n",
}
HEADER = {"format": "guanxi-operation-log", "version": 1, "exported_at": [[1] * 1000], "host": "<script>", "name": "\0"}


@pytest.mark.parametrize("name", HOSTILE)
async def test_whatever_is_sent_gets_a_sentence(auditor: httpx.AsyncClient, world: World, name: str) -> None:
    header = canonical(HEADER | {"company": world.company.id}) + b"\n"
    for file in (HOSTILE[name], header + HOSTILE[name]):
        answer = await check(auditor, file)
        assert answer.status_code == 200, answer.text[:300]
        assert said(answer).startswith("error: ")
        assert "<script>" not in answer.text.partition("<main")[2].partition("</main>")[0]


async def test_what_cannot_be_checked_is_refused_in_a_sentence(
    auditor: httpx.AsyncClient, sign_in: SignIn, world: World, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    missing = await auditor.post("/log/verify", files={"head": (None, "")})
    assert (missing.status_code, said(missing)) == (422, "error: 请选择导出的日志文件。")
    bad = await check(auditor, b"x", head="12:zz")
    assert bad.status_code == 422
    assert "链头由行号" in bad.text
    assert 'value="12:zz"' in bad.text
    object.__setattr__(settings, "max_upload_bytes", 1_000)
    try:
        large = await check(auditor, b"x" * 3_000)
        assert large.status_code == 413
        assert said(large).startswith("error: ")
    finally:
        object.__setattr__(settings, "max_upload_bytes", 50 * 2**20)
    rep = await sign_in(world.company, world.rep)
    assert (await check(rep, b"x")).status_code == 403
    auditor.headers["x-csrftoken"] = "forged"
    assert (await check(auditor, b"x")).status_code == 403
