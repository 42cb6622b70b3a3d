"""JupyterLab as env/lab serves it, in a real browser: the launcher, 00-start-here by Run All, a training that is stopped
and one that fails, on a light and on a dark page, for each kernel.

Notebooks and settings are copies; screenshots and the server's log are left in target/browser.
"""
import contextlib
import json
import os
import re
import secrets
import shutil
import socket
import subprocess
import sys
import time
import urllib.request

import pytest
from playwright.sync_api import Error, sync_playwright

from start.machine import python
from start.places import LOCAL, NOTEBOOKS, SETUP, TARGET

pytestmark = pytest.mark.all

OUT = TARGET / "browser"
ON_THE_PATH = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]
INSTALLED = [{"channel": "chrome"}, {"channel": "msedge"}]
VIEW = {"width": 1280, "height": 900}
LONGEST = 180_000  # milliseconds that anything may take, a whole notebook on a busy machine too
FIRST_CELL = 60  # seconds from env/lab to the first executed cell: a quarter of it on a quiet machine

# A training that would take hours, what must hold after it was stopped, one that fails, and what must still work.
STOPPED = [
    """var data = PlantedVideos.of(1L).dataset();
var model = MetaMmf.mf(data, FusionConfig.cp(4), 1L);
var endless = TrainConfig.defaults().withEpochs(1_000_000).withPatience(1_000_000);
Trainer.Fit fit = null;""",
    "fit = Trainer.of(endless).fit(model, data);",
    """while (fit == null) Thread.sleep(10); // the last step of the stopped cell
"stopped " + fit.stopped() + ", best kept " + fit.best().equals(model.embeddings())""",
    "Trainer.of(endless.withLearningRate(1e30)).fit(model, data)",
    """var again = Trainer.of(endless.withEpochs(2)).fit(model, data);
"epochs " + again.history().epochs().size() + ", " + 6 * 7""",
]

# More lines than a server with its usual limits, and a socket with its usual queue, let through.
PRINTED = ['for (int n = 1; n <= 20_000; n++) System.out.println("line " + n);', '"done"']

# ---- The browser -----------------------------------------------------------------------------------------------------


def chromium(playwright):
    """Chromium as Playwright or the machine has it, else downloaded; None if there is none to be had."""
    here = [{"executable_path": path} for path in map(shutil.which, ON_THE_PATH) if path]
    for options in [{}, *here, *INSTALLED]:
        with contextlib.suppress(Error):
            return playwright.chromium.launch(**options)
    install = [sys.executable, "-m", "playwright", "install", "--only-shell", "chromium"]
    if subprocess.run(install, capture_output=True).returncode == 0:
        return playwright.chromium.launch()
    return None


@pytest.fixture(scope="module")
def browser():
    os.environ["PLAYWRIGHT_BROWSERS_PATH"] = str(LOCAL / "browsers")
    shutil.rmtree(OUT, ignore_errors=True)
    OUT.mkdir(parents=True)
    with sync_playwright() as playwright:
        browser = chromium(playwright)
        if browser is None:  # in CI that is a failure: nobody reads a notice there
            (pytest.fail if "CI" in os.environ else pytest.skip)(
                "there is no Chromium or Chrome on this machine, and none could be downloaded "
                "('apt install chromium' brings one)")
        yield browser
        browser.close()


# ---- The server ------------------------------------------------------------------------------------------------------


def notebook(cells, like):
    code = [{"cell_type": "code", "id": f"cell-{n}", "metadata": {}, "outputs": [], "execution_count": None,
             "source": source} for n, source in enumerate(cells)]
    return {"nbformat": 4, "nbformat_minor": 5, "metadata": like["metadata"], "cells": code}


def prepare(folder):
    """Notebooks without outputs, so that whatever is seen was made here."""
    start = json.loads((NOTEBOOKS / "00-start-here.ipynb").read_text(encoding="utf-8"))
    for cell in start["cells"]:
        if cell["cell_type"] == "code":
            cell.update(outputs=[], execution_count=None)
    for name, content in [("00-start-here", start), ("stopped", notebook(STOPPED, start)),
                          ("printed", notebook(PRINTED, start))]:
        (folder / f"{name}.ipynb").write_text(json.dumps(content), encoding="utf-8")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Lab:
    """A running server and its address."""

    def __init__(self, port, token):
        self.address = f"http://127.0.0.1:{port}"
        self.token = token
        self.started = time.monotonic()

    def ask(self, path, method="GET"):
        request = urllib.request.Request(f"{self.address}/api/{path}", method=method,
                                         headers={"Authorization": f"token {self.token}"})
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.read()

    def answers(self):
        with contextlib.suppress(OSError):
            return bool(self.ask("status"))
        return False

    def end_kernels(self):
        for session in json.loads(self.ask("sessions")):
            self.ask(f"sessions/{session['id']}", "DELETE")

    def page(self, workspace, path=""):
        """Where a page is that knows nothing of an earlier one."""
        return f"{self.address}/lab/workspaces/{workspace}{path}?reset&token={self.token}"


@contextlib.contextmanager
def serving(folder, kernel):
    """env/lab in the small run, with settings and notebooks of its own."""
    lab = Lab(free_port(), secrets.token_hex())
    command = [python(), SETUP, "lab", "--kernel", kernel, "--no-browser", "--port", lab.address.rpartition(":")[2], "--",
               "--ServerApp.port_retries=0", f"--IdentityProvider.token={lab.token}", f"--notebook-dir={folder}",
               f"--LabApp.user_settings_dir={folder / '.settings'}",
               f"--LabApp.workspaces_dir={folder / '.workspaces'}"]
    file = OUT / f"lab-{kernel}.log"
    with file.open("w") as log:
        server = subprocess.Popen(list(map(str, command)), stdout=log, stderr=subprocess.STDOUT,
                                  env={**os.environ, "METAMMF_SMALL": "1"})
        try:
            wait(lambda: lab.answers() or server.poll() is not None, 60, "JupyterLab answers")
            assert server.poll() is None, file.read_text(encoding="utf-8")
            yield lab
        finally:
            with contextlib.suppress(OSError):
                lab.ask("shutdown", "POST")
            server.wait(60)


@pytest.fixture(scope="module", params=["java", "jjava"])
def lab(request, browser, tmp_path_factory):
    folder = tmp_path_factory.mktemp("lab")
    prepare(folder)
    with serving(folder, request.param) as lab:
        lab.kernel = request.param
        yield lab


@pytest.fixture(params=["light", "dark"])
def theme(request):
    return request.param


@pytest.fixture
def page(request, browser, lab, theme):
    """A page that nothing was shown on; of a test that fails the last picture is kept."""
    context = browser.new_context(viewport=VIEW, color_scheme=theme)
    context.set_default_timeout(LONGEST)
    page = context.new_page()
    failures = request.session.testsfailed
    yield page
    if request.session.testsfailed > failures:
        shot(page, lab, theme, f"failed-{request.function.__name__}")
    context.close()
    lab.end_kernels()


def wait(condition, seconds, what):
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise TimeoutError(f"expected within {seconds} s: {what}")
        time.sleep(0.1)


# ---- What the page shows ---------------------------------------------------------------------------------------------

# Notes every state of the live panel from now on.
WATCH_PANEL = """() => {
    window.panel = [];
    new MutationObserver(() => document.querySelectorAll('.jp-OutputArea progress').forEach(bar => {
        const state = bar.value + ' ' + bar.parentElement.querySelectorAll('img').length;
        if (!window.panel.includes(state)) window.panel.push(state);
    })).observe(document.body, {childList: true, subtree: true});
}"""

PROMPTS = "[...document.querySelectorAll('.jp-CodeCell .jp-InputArea-prompt')].map(prompt => prompt.textContent)"
RED = """['error', 'stderr'].flatMap(type => [...document.querySelectorAll(
    `[data-mime-type="application/vnd.jupyter.${type}"]`)]).map(output => output.textContent)"""
ENDED = f"() => {RED}.length > 0 || {PROMPTS}.every(prompt => /\\d/.test(prompt))"

# Of every picture below a cell: its words, whether it is drawn or its pixels are twice its size, and how many colours it has.
PICTURES = """() => Promise.all([...document.querySelectorAll('.jp-OutputArea-output img')].map(async image => {
    await image.decode();
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [image.naturalWidth, image.naturalHeight];
    const pen = canvas.getContext('2d');
    pen.drawImage(image, 0, 0);
    const pixels = new Uint32Array(pen.getImageData(0, 0, canvas.width, canvas.height).data.buffer);
    return {alt: image.alt, colours: new Set(pixels).size,
            crisp: canvas.width === 2 * image.width && canvas.height === 2 * image.height || !image.src.includes('base64')};
}))"""

# The least contrast between the letters of tables and what lies behind them (WCAG 2, relative luminance).
CONTRAST = """() => {
    const numbers = colour => colour.match(/[\\d.]+/g).map(Number);
    const light = colour => numbers(colour).slice(0, 3).map(c => c / 255)
        .map(c => c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
        .reduce((sum, c, n) => sum + c * [0.2126, 0.7152, 0.0722][n], 0);
    const behind = element => {
        const colour = getComputedStyle(element).backgroundColor;
        return numbers(colour)[3] === 0 && element.parentElement ? behind(element.parentElement) : colour;
    };
    return Math.min(...[...document.querySelectorAll(
            '.jp-OutputArea-output th, .jp-OutputArea-output td, .jp-OutputArea-output caption')].map(cell => {
        const [a, b] = [light(getComputedStyle(cell).color), light(behind(cell))].sort((x, y) => y - x);
        return (a + 0.05) / (b + 0.05);
    }));
}"""

TABLES = """() => [...document.querySelectorAll('.jp-OutputArea-output table')].map(table =>
    table.querySelector('caption') !== null && [...table.querySelectorAll('th')].every(head => head.scope))"""

# ---- The checks ------------------------------------------------------------------------------------------------------


def nothing_in_the_way(page):
    assert page.locator(".jp-Dialog, .Toastify__toast").all_inner_texts() == []


def shot(page, lab, theme, name):
    page.screenshot(path=OUT / f"{name}-{theme}-{lab.kernel}.png")


def unroll(page):
    """Makes the window as high as the notebook, so that all of it is drawn and seen."""
    page.set_viewport_size({"width": VIEW["width"], "height": 10_000})
    page.locator(".jp-WindowedPanel-outer").evaluate("panel => panel.scrollTop = 0")
    bottom = page.locator(".jp-Notebook .jp-Cell").last.evaluate("cell => cell.getBoundingClientRect().bottom")
    page.set_viewport_size({"width": VIEW["width"], "height": int(bottom) + 60})


def idle(page):
    page.locator(".jp-StatusBar-Widget").get_by_text(re.compile(r"Java \(MetaMMF.*\) \| Idle")).wait_for()


def open_notebook(page, lab, theme, name):
    page.goto(lab.page(f"{name}-{theme}", f"/tree/{name}.ipynb"))
    idle(page)
    nothing_in_the_way(page)
    page.evaluate(WATCH_PANEL)


def run_next(page):
    page.keyboard.press("Shift+Enter")


def output(page, cell):
    return page.locator(".jp-CodeCell").nth(cell).locator(".jp-OutputArea-output")


@pytest.mark.parametrize("theme", ["light"])
def test_first_cell_has_run_a_minute_after_the_start(page, lab, theme):
    """As whoever starts env/lab, opens the first notebook and presses Shift+Enter until something has run."""
    open_notebook(page, lab, theme, "00-start-here")
    page.locator(".jp-CodeCell .cm-content").first.click()
    run_next(page)
    output(page, 0).first.wait_for()
    assert time.monotonic() - lab.started < FIRST_CELL


def test_launcher(page, lab, theme):
    page.goto(lab.page(f"launcher-{theme}"))
    page.locator(".jp-LauncherCard", has_text="Java (MetaMMF").first.wait_for()
    page.get_by_text("00-start-here.ipynb").wait_for()
    shot(page, lab, theme, "launcher")
    nothing_in_the_way(page)
    is_dark = page.evaluate("document.body.dataset.jpThemeLight") == "false"
    assert is_dark == (theme == "dark"), "the page follows the system's theme"


def test_start_here_by_run_all(page, lab, theme):
    open_notebook(page, lab, theme, "00-start-here")
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_text("Run All Cells", exact=True).click()
    page.wait_for_function(ENDED)
    idle(page)
    assert page.evaluate(RED) == [], "no error, and not a word on the error stream"
    assert len(page.evaluate("window.panel")) > 2, "the live panel changes while the model is trained"
    assert page.locator("progress").count() == 0, "the panel ends as a chart"
    unroll(page)
    shot(page, lab, theme, "00-start-here")
    pictures = page.evaluate(PICTURES)
    assert len(pictures) == 5
    assert all(one["crisp"] for one in pictures), "charts have two pixels for each of the page's"
    assert all(one["colours"] > 10 for one in pictures), "charts are not blank"
    assert all(len(one["alt"]) > 40 for one in pictures), "charts are told in words"
    assert page.evaluate(TABLES) == [True] * 4, "four tables, each with a caption and heads with a scope"
    assert page.evaluate(CONTRAST) >= 4.5, "tables can be read"


def test_training_that_is_stopped_and_one_that_fails(page, lab, theme):
    open_notebook(page, lab, theme, "stopped")
    page.locator(".jp-CodeCell .cm-content").first.click()
    run_next(page)
    run_next(page)
    page.wait_for_function("() => window.panel.filter(state => state.endsWith(' 1')).length > 2")  # with a curve
    shot(page, lab, theme, "panel")
    page.locator("[data-command='notebook:interrupt-kernel']").click()
    page.locator("progress").wait_for(state="detached")
    assert output(page, 1).locator("img").count() == 1, "a stopped training leaves its chart"
    run_next(page)
    output(page, 2).wait_for()
    assert "stopped true, best kept true" in output(page, 2).inner_text()
    run_next(page)
    output(page, 3).get_by_text("expected finite numbers").first.wait_for()
    page.locator("progress").wait_for(state="detached")
    run_next(page)
    output(page, 4).get_by_text("epochs 2, 42").wait_for()  # computes and trains after a stop and an exception
    unroll(page)
    shot(page, lab, theme, "stopped")


@pytest.mark.parametrize("theme", ["light"])
def test_all_printed_lines_arrive(page, lab, theme):
    open_notebook(page, lab, theme, "printed")
    page.locator(".jp-CodeCell .cm-content").first.click()
    run_next(page)
    run_next(page)
    output(page, 1).get_by_text("done").wait_for()
    idle(page)
    lines = "".join(output(page, 0).all_text_contents()).splitlines()
    assert lines == [f"line {n}" for n in range(1, 20_001)]
