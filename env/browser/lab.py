#!/usr/bin/env python3
"""JupyterLab as env/lab serves it, in a real browser; the last line says how many checks failed.

The launcher, 00-start-here by Run All, a training that is stopped and one that fails, on a light and on a dark page.
Arguments go to env/lab: --kernel jjava checks the second kernel, with the same notebooks.
Notebooks and settings are copies; screenshots and the server's log are left in target/browser.
"""
import contextlib
import json
import os
import pathlib
import re
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request

from playwright.sync_api import Error, sync_playwright

ENV = pathlib.Path(__file__).resolve().parent.parent
ROOT = ENV.parent
OUT = ROOT / "target" / "browser"
BROWSERS = ENV / ".local" / "browsers"
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
Fit fit = null;""",
    "fit = Trainer.of(endless).fit(model, data);",
    """while (fit == null) Thread.sleep(10); // the last step of the stopped cell
"stopped " + fit.stopped() + ", best kept " + fit.best().equals(model.embeddings())""",
    "Trainer.of(endless.withLearningRate(1e30)).fit(model, data)",
    """var again = Trainer.of(endless.withEpochs(2)).fit(model, data);
"epochs " + again.history().epochs().size() + ", " + 6 * 7""",
]

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


def without_browser():
    print("skipped: no Chromium or Chrome on this machine, and none could be downloaded ('apt install chromium' brings one)")
    failed = 1 if "CI" in os.environ else 0  # nobody reads a notice there
    print(f"0 passed, {failed} failed")
    return failed


# ---- The server ------------------------------------------------------------------------------------------------------


def notebook(cells, like):
    code = [{"cell_type": "code", "id": f"cell-{n}", "metadata": {}, "outputs": [], "execution_count": None,
             "source": source} for n, source in enumerate(cells)]
    return {"nbformat": 4, "nbformat_minor": 5, "metadata": like["metadata"], "cells": code}


def prepare(folder):
    """Notebooks without outputs, so that whatever is seen was made here."""
    start = json.loads((ROOT / "notebooks" / "00-start-here.ipynb").read_text(encoding="utf-8"))
    for cell in start["cells"]:
        if cell["cell_type"] == "code":
            cell.update(outputs=[], execution_count=None)
    for name, content in [("00-start-here", start), ("stopped", notebook(STOPPED, start))]:
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
def serving(folder):
    """env/lab in the small run, with settings and notebooks of its own."""
    lab = Lab(free_port(), secrets.token_hex())
    command = [sys.executable, ENV / "setup.py", "lab", "--no-browser", f"--port={lab.address.rpartition(':')[2]}",
               "--ServerApp.port_retries=0", f"--IdentityProvider.token={lab.token}", f"--notebook-dir={folder}",
               f"--LabApp.user_settings_dir={folder / '.settings'}",
               f"--LabApp.workspaces_dir={folder / '.workspaces'}", *sys.argv[1:]]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        command.append("--allow-root")
    with (OUT / "lab.log").open("w") as log:
        server = subprocess.Popen(list(map(str, command)), stdout=log, stderr=subprocess.STDOUT,
                                  env={**os.environ, "METAMMF_SMALL": "1"})
        try:
            wait(lambda: lab.answers() or server.poll() is not None, 60, "JupyterLab answers")
            if server.poll() is not None:
                sys.exit((OUT / "lab.log").read_text())
            yield lab
        finally:
            with contextlib.suppress(OSError):
                lab.ask("shutdown", "POST")
            server.wait(60)


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

# Of every picture below a cell: its words, whether its pixels are twice its size, and how many colours it has.
PICTURES = """() => Promise.all([...document.querySelectorAll('.jp-OutputArea-output img')].map(async image => {
    await image.decode();
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [image.naturalWidth, image.naturalHeight];
    const pen = canvas.getContext('2d');
    pen.drawImage(image, 0, 0);
    const pixels = new Uint32Array(pen.getImageData(0, 0, canvas.width, canvas.height).data.buffer);
    return {alt: image.alt, colours: new Set(pixels).size,
            crisp: canvas.width === 2 * image.width && canvas.height === 2 * image.height};
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


class Checks:
    def __init__(self, theme):
        self.theme = theme
        self.results = []

    def that(self, what, holds, received=""):
        self.results.append(bool(holds))
        print(f"{'passed' if holds else 'FAILED'}: {self.theme}: {what}{'' if holds else f': received {received}'}", flush=True)

    def nothing_in_the_way(self, page, where):
        shown = page.locator(".jp-Dialog, .Toastify__toast").all_inner_texts()
        self.that(f"no dialog and no pop-up {where}", not shown, shown)


def shot(page, theme, name):
    page.screenshot(path=OUT / f"{name}-{theme}.png")


def unroll(page):
    """Makes the window as high as the notebook, so that all of it is drawn and seen."""
    page.set_viewport_size({"width": VIEW["width"], "height": 10_000})
    page.locator(".jp-WindowedPanel-outer").evaluate("panel => panel.scrollTop = 0")
    bottom = page.locator(".jp-Notebook .jp-Cell").last.evaluate("cell => cell.getBoundingClientRect().bottom")
    page.set_viewport_size({"width": VIEW["width"], "height": int(bottom) + 60})


def launcher(page, lab, checks):
    page.goto(lab.page(f"launcher-{checks.theme}"))
    page.locator(".jp-LauncherCard", has_text="Java (MetaMMF").first.wait_for()
    page.get_by_text("00-start-here.ipynb").wait_for()
    shot(page, checks.theme, "launcher")
    checks.nothing_in_the_way(page, "on the launcher")
    is_dark = page.evaluate("document.body.dataset.jpThemeLight") == "false"
    checks.that("the page follows the system's theme", is_dark == (checks.theme == "dark"))


def idle(page):
    page.locator(".jp-StatusBar-Widget").get_by_text(re.compile(r"Java \(MetaMMF.*\) \| Idle")).wait_for()


def open_notebook(page, lab, checks, name):
    page.goto(lab.page(f"{name}-{checks.theme}", f"/tree/{name}.ipynb"))
    idle(page)
    checks.nothing_in_the_way(page, f"on {name}")
    page.evaluate(WATCH_PANEL)


def first_cell(page, lab, checks):
    """As whoever starts env/lab, opens the first notebook and presses Shift+Enter until something has run."""
    open_notebook(page, lab, checks, "00-start-here")
    page.locator(".jp-CodeCell .cm-content").first.click()
    run_next(page)
    output(page, 0).first.wait_for()
    seconds = time.monotonic() - lab.started
    checks.that(f"the first cell has run {seconds:.1f} s after env/lab was started", seconds < FIRST_CELL)


def start_here(page, lab, checks):
    open_notebook(page, lab, checks, "00-start-here")
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_text("Run All Cells", exact=True).click()
    page.wait_for_function(ENDED)
    idle(page)
    red = page.evaluate(RED)
    checks.that("Run All ends without an error and without a word on the error stream", not red, red)
    panel = page.evaluate("window.panel")
    checks.that("the live panel changed while the model was trained", len(panel) > 2, panel)
    checks.that("the panel ends as a chart", page.locator("progress").count() == 0)
    unroll(page)
    pictures(page, checks)
    tables = page.evaluate(TABLES)
    checks.that("four tables, each with a caption and heads with a scope", tables == [True] * 4, tables)
    contrast = page.evaluate(CONTRAST)
    checks.that("tables can be read, with a contrast of 4.5 or more", contrast >= 4.5, contrast)
    shot(page, checks.theme, "00-start-here")


def pictures(page, checks):
    found = page.evaluate(PICTURES)
    checks.that("four charts", len(found) == 4, len(found))
    checks.that("charts have two pixels for each of the page's", all(one["crisp"] for one in found), found)
    checks.that("charts are not blank", all(one["colours"] > 10 for one in found), found)
    checks.that("charts are told in words", all(len(one["alt"]) > 40 for one in found), found)


def run_next(page):
    page.keyboard.press("Shift+Enter")


def output(page, cell):
    return page.locator(".jp-CodeCell").nth(cell).locator(".jp-OutputArea-output")


def stopped(page, lab, checks):
    open_notebook(page, lab, checks, "stopped")
    page.locator(".jp-CodeCell .cm-content").first.click()
    run_next(page)
    run_next(page)
    page.wait_for_function("() => window.panel.filter(state => state.endsWith(' 1')).length > 2")  # with a curve
    shot(page, checks.theme, "panel")
    page.locator("[data-command='notebook:interrupt-kernel']").click()
    page.locator("progress").wait_for(state="detached")
    final = output(page, 1).locator("img")
    checks.that("a stopped training leaves its chart", final.count() == 1, output(page, 1).all_inner_texts())
    run_next(page)
    output(page, 2).wait_for()
    kept = output(page, 2).inner_text()
    checks.that("a stopped training keeps its best state", "stopped true, best kept true" in kept, kept)
    run_next(page)
    output(page, 3).get_by_text("expected finite numbers").first.wait_for()
    page.locator("progress").wait_for(state="detached")
    checks.that("a training that fails says why", True)
    run_next(page)
    output(page, 4).get_by_text("epochs 2, 42").wait_for()
    checks.that("the kernel computes and trains after a stop and an exception", True)
    unroll(page)
    shot(page, checks.theme, "stopped")


def check(browser, lab, theme, *parts):
    """Some of it on a page of a theme; what is expected and does not come is a failure."""
    checks = Checks(theme)
    context = browser.new_context(viewport=VIEW, color_scheme=theme)
    context.set_default_timeout(LONGEST)
    for part in parts:
        page = context.new_page()
        try:
            part(page, lab, checks)
        except (Error, TimeoutError) as error:
            shot(page, theme, f"failed-{part.__name__}")
            checks.that(part.__name__.replace("_", " "), False, re.sub(r"\s+", " ", str(error)))
        page.close()
        lab.end_kernels()
    context.close()
    return checks.results


def main():
    os.environ["PLAYWRIGHT_BROWSERS_PATH"] = str(BROWSERS)
    shutil.rmtree(OUT, ignore_errors=True)
    OUT.mkdir(parents=True)
    with sync_playwright() as playwright:
        browser = chromium(playwright)
        if browser is None:
            return without_browser()
        print(f"Chromium {browser.version}", flush=True)
        with tempfile.TemporaryDirectory() as folder:
            prepare(pathlib.Path(folder))
            with serving(pathlib.Path(folder)) as lab:
                results = check(browser, lab, "light", first_cell)
                for theme in ["light", "dark"]:
                    results += check(browser, lab, theme, launcher, start_here, stopped)
        browser.close()
    print(f"{sum(results)} passed, {len(results) - sum(results)} failed")
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
