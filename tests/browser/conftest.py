"""The whole product, started as a user starts it, over a small year; and a real Chromium."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.support.small_year import write_small

ROOT = Path(__file__).resolve().parents[2]
# The cast is made by the product's own code, in a process that has its settings.
CAST = """
import django; django.setup()
import datetime as dt
from muctieu.core.models import Post, User
from muctieu.core.units import unit_named
day = dt.date(2021, 12, 4)
for name, role, unit in (("lan", "ward_clerk", "Cẩm Sơn"), ("minh", "specialist", "195")):
    user = User.objects.create_user(name, password=name + "-browser", full_name=name.title())
    Post.objects.create(user=user, role=role, unit_id=unit_named(unit, day).unit_id)
User.objects.create_superuser("quan", password="quan-browser")
"""
WIDTHS = (1440, 390)
THEMES = ("light", "dark")


def check_access(page: Page, where: str = "") -> None:
    """Nothing that axe objects to, narrow and dark as well as wide and light; nothing too wide."""
    for width, theme in ((1440, "light"), (390, "dark")):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
        # Colours on their way from one theme to the other are nobody's colours.
        page.evaluate("document.getAnimations().forEach((one) => one.finish())")
        found = Axe().run(page)
        assert found.violations_count == 0, f"{where} {width}\n{found.generate_report()}"
        wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert wide <= 0, f"{where} {width}: {wide} pixels too wide"
    page.set_viewport_size({"width": 1440, "height": 900})


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the running product: web server and worker, with a folder of its own."""
    folder = tmp_path_factory.mktemp("house")
    published = write_small(folder)
    environment = {
        **{name: value for name, value in os.environ.items() if name != "DATABASE_URL"},
        "MUCTIEU_DATA": str(folder / "data"),
        "MUCTIEU_AGENCY": "Ủy ban nhân dân thành phố Cẩm Phả",
        "MUCTIEU_LOG_LEVEL": "WARNING",
        "DJANGO_SETTINGS_MODULE": "muctieu.project.settings",
        "PYTHONPATH": str(ROOT),
        "CI": "1",
    }

    def run(*words: str) -> None:
        subprocess.run([sys.executable, *words], env=environment, cwd=ROOT, check=True)

    run("-m", "muctieu", "prepare", "--published", str(published))
    run("-c", CAST)
    port = _free_port()
    words = [sys.executable, "-m", "muctieu", "up", "--no-browser", "--port", str(port)]
    with (folder / "up.log").open("wb") as log:
        up = subprocess.Popen(words, env=environment, cwd=ROOT, stdout=log, stderr=log)
    address = f"http://127.0.0.1:{port}"
    try:
        _wait(address, up, folder / "up.log")
        yield address
    finally:
        up.send_signal(signal.SIGINT)
        up.wait(30)


def _wait(address: str, up: subprocess.Popen[bytes], log: Path) -> None:
    for _attempt in range(240):
        if up.poll() is not None:
            break
        try:
            with urllib.request.urlopen(f"{address}/healthz"):
                return
        except OSError:
            time.sleep(0.25)
    pytest.fail(f"the product did not start:\n{log.read_text(errors='replace')}")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Chromium as ``mt test`` found it; its own sandbox is off only for root, who cannot have it."""
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("MUCTIEU_CHROMIUM") or shutil.which("chromium"),
            args=["--no-sandbox"] if root else [],
        )
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def signed_in(site: str, chromium: Browser) -> Callable[[str | None], object]:
    """What a browser keeps of somebody who signed in, so that each page need not do it again."""
    kept: dict[str, object] = {}

    def state(name: str | None) -> object:
        if name is None:
            return None
        if name not in kept:
            context = chromium.new_context()
            page = context.new_page()
            page.goto(f"{site}/tai-khoan/login/")
            page.fill("[name=login]", name)
            page.fill("[name=password]", f"{name}-browser")
            page.click("main button")
            page.wait_for_url(f"{site}/")
            kept[name] = context.storage_state()
            context.close()
        return kept[name]

    return state


@pytest.fixture
def opened(
    site: str, chromium: Browser, signed_in: Callable[[str | None], object]
) -> Iterator[Callable[..., Page]]:
    """Open a page as somebody, in a width and a theme; closed when the test ends."""
    contexts: list[BrowserContext] = []

    def open_page(
        address: str,
        who: str | None = None,
        width: int = 1440,
        theme: str = "light",
        scripts: str = "on",
    ) -> Page:
        context = chromium.new_context(
            viewport={"width": width, "height": 900},
            color_scheme=theme,  # type: ignore[arg-type]
            java_script_enabled=scripts == "on",
            storage_state=signed_in(who),  # type: ignore[arg-type]
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(30_000)
        page.goto(f"{site}{address}")
        return page

    yield open_page
    for context in contexts:
        context.close()
