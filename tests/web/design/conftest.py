"""A real browser before the gallery and a page to try every behaviour on, under the product's own policy."""

import asyncio
import socket
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import uvicorn
from litestar import Litestar, Response, get, post
from litestar.params import FromQuery
from litestar.response import Redirect
from playwright.async_api import Browser, Page, async_playwright

from web.assets import static_files
from web.shell import Group, Place, Shell
from web.templating import environment, render

CHROMIUM = next((path for path in ("/usr/bin/chromium",) if Path(path).exists()), None)
POLICY = "default-src 'self'; style-src 'self'; script-src 'self'"
PLACES = [Place("客户", "/ui", "building-2", True), Place("商机", "#", "trending-up", count=38)]
PAGE = """
{% extends "components/layout.html" %}
{% from "components/field.html" import field %}
{% block content %}
  <h1>Page</h1>
  <a href="/drawer" hx-get="/drawer" hx-target="#drawer">Open</a>
  <form id="form" method="post" action="/echo">
    {{ csrf_field() }}
    {{ field("Customer", "customer", "link", href="/suggest") }}
    {{ field("Helpers", "helpers", "member", href="/suggest", multiple=true) }}
    {{ field("Lines", "lines", "subtable", [{"id": "9"}], columns=[{"key": "product", "label": "Product"}]) }}
    {{ field("When", "when", "date") }}
    {{ field("Files", "files", "file", max_bytes=1024) }}
    <ul data-sortable>
      {% for key in "ab" %}
        <li class="row"><span class="grip-handle">=</span><input name="order" value="{{ key }}" aria-label="{{ key }}">
          <button type="button" data-move="up">Up</button></li>
      {% endfor %}
    </ul>
    <button>Send</button>
  </form>
  <form id="risky" method="post" action="/echo" data-confirm="Really?">{{ csrf_field() }}<button>Delete</button></form>
{% endblock %}
"""
DRAWER = """
{% from "components/overlay.html" import overlay %}{% from "components/field.html" import field %}
{% call overlay("New contact", "/drawer") %}{{ field("Name", "name") }}{% endcall %}
"""
SAVED = """{% from "components/toast.html" import toast_partial %}{{ toast_partial("Saved", undo="/echo") }}"""
OPTIONS = """{% from "components/options.html" import options %}{{ options(items) }}"""
COMPANIES = [("7", "苏州恒泽精密五金", "张伟"), ("8", "苏州工业园区测试仪器厂", "王芳"), ("9", "宁波港汇物流", "赵磊")]


def shell(theme: str = "system") -> Shell:
    """Somebody's frame."""
    return Shell("tok", "zh-Hans", theme, "页面", "华东精工集团", "安然", 3, [Group("销售", PLACES)], PLACES)


def answer(html: str, **headers: str) -> Response[str]:
    """Answer under the product's own content security policy."""
    return Response(html, media_type="text/html", headers={"content-security-policy": POLICY, **headers})


@get("/ui")
async def gallery(theme: FromQuery[str] = "light") -> Response[str]:
    return answer(render("pages/ui/gallery.html", shell=shell(theme)))


@get("/page")
async def sample() -> Response[str]:
    return answer(environment().from_string(PAGE).render(shell=shell()))


@get("/drawer")
async def drawer() -> Response[str]:
    return answer(environment().from_string(DRAWER).render())


@post("/drawer", status_code=200)
async def save() -> Response[str]:
    return answer(environment().from_string(SAVED).render(), **{"HX-Trigger": "closeOverlay"})


@post("/echo")
async def echo() -> Redirect:
    return Redirect("/page?sent", status_code=303)


@get("/search")
async def search() -> Response[str]:
    return answer('<a class="menu-item" href="#1">苏州恒泽</a><a class="menu-item" href="#2">苏州工业园区</a>')


@get("/suggest")
async def suggest(q: FromQuery[str] = "") -> Response[str]:
    items = [company for company in COMPANIES if q in company[1]]
    return answer(environment().from_string(OPTIONS).render(items=items))


@pytest.fixture(scope="module")
async def address() -> AsyncIterator[str]:
    """A server with the gallery and a page for the behaviours."""
    app = Litestar([gallery, sample, drawer, save, echo, search, suggest, static_files])
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", lifespan="off"))
    task = asyncio.create_task(server.serve(sockets=[listener]))
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    server.should_exit = True
    await task


@pytest.fixture(scope="module")
async def browser() -> AsyncIterator[Browser]:
    """One Chromium for the module."""
    async with async_playwright() as playwright:
        arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        yield browser
        await browser.close()


@pytest.fixture
async def page(browser: Browser, address: str) -> AsyncIterator[Page]:
    """A fresh profile; whatever the browser complains about fails the test."""
    context = await browser.new_context(base_url=address, viewport={"width": 1440, "height": 900})
    page = await context.new_page()
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if said.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    await context.close()
    assert complaints == []
