"""What the tests share: the option --all, the workers that run them side by side, the start scripts, and the count of
Java's tests at the end."""
import pathlib
import subprocess
import xml.etree.ElementTree as xml

import pytest
from xdist.scheduler import LoadScopeScheduling

from start.machine import python
from start.places import SETUP

ALL = pytest.StashKey()
JAVA = "tests of Java"  # a property of the test that ran Maven: title, how many passed and failed, and remarks on these


# Files whose tests run one after another in one worker: those of Maven share the folder of classes, the others a fixture.
GROUPS = {"test_java": "maven", "test_project": "maven", "test_site": "maven", "test_browser": "browser", "test_completion": "completion",
          "test_oracles": "oracles"}


class Groups(LoadScopeScheduling):
    """Whichever worker is free takes the next test, or the next group of tests."""

    def _split_scope(self, nodeid):
        return GROUPS.get(pathlib.PurePath(nodeid.partition("::")[0]).stem, nodeid)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    return Groups(config, log)


def pytest_addoption(parser):
    parser.addoption("--all", action="store_true", help="also the tests that env/test alone leaves out")


def pytest_configure(config):
    config.stash[ALL] = 0


def pytest_collection_modifyitems(config, items):
    """Java first, which takes longest; and without --all no test that is marked so."""
    items.sort(key=lambda item: item.path.stem != "test_java")
    later = [item for item in items if item.get_closest_marker("all")]
    if not config.getoption("--all"):
        getattr(config, "workeroutput", {})["all"] = config.stash[ALL] = len(later)
        config.hook.pytest_deselected(items=later)
        items[:] = [item for item in items if item not in later]


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node):
    """A worker has chosen the tests: what it left out is told at the end."""
    node.config.stash[ALL] = getattr(node, "workeroutput", {}).get("all", 0)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_sessionfinish(session):
    """The last lines, after pytest's own: how many tests have run, those of Java one by one."""
    yield
    terminal = session.config.pluginmanager.getplugin("terminalreporter")
    if not terminal:  # in a worker
        return
    passed, failed = (sum(len(terminal.stats.get(name, [])) for name in names) for names in [["passed"], ["failed", "error"]])
    reports = terminal.stats.get("passed", []) + terminal.stats.get("failed", [])
    java = [value for report in reports for name, value in report.user_properties if name == JAVA]
    counts = [("tests of env/tests", passed, failed, []), *java]
    for title, good, bad, remarks in counts:
        terminal.write_line(f"{title}: {good} passed, {bad} failed")
        for remark in remarks:
            terminal.write_line(f"  {remark}")
    if session.config.stash[ALL]:
        terminal.write_line(f"{session.config.stash[ALL]} more tests run with --all")
    terminal.write_line(f"all together: {sum(row[1] for row in counts)} passed, {sum(row[2] for row in counts)} failed")


@pytest.fixture
def count(record_property):
    """Adds Maven's tests to the sum at the end, from its reports; returns how many have run and which failed, with the reason."""
    def add(title, folder):
        cases = [case for file in folder.glob("TEST-*.xml") for case in xml.parse(file).getroot().iter("testcase")]
        skipped = [element.text for case in cases for element in case.iter("skipped")]
        failed = [f"{case.get('classname')}.{case.get('name')}: {first_line(element.text)}"
                  for case in cases for kind in ("failure", "error") for element in case.iter(kind)]
        reasons = sorted({first_line(text).partition(": ")[2] for text in skipped if text})
        ran = len(cases) - len(skipped)
        remarks = [*(f"failed: {test}" for test in failed), *(f"skipped: {reason}" for reason in reasons)]
        record_property(JAVA, (title, ran - len(failed), len(failed), remarks))
        return ran, failed
    return add


def first_line(text):
    return (text or "no reason given").strip().splitlines()[0]


@pytest.fixture(scope="session")
def start():
    """Starts one of the scripts with arguments; what it prints comes back as text, both streams together."""
    def run(*arguments, before=(), **options):
        command = [*before, python(), "-I", "-X", "utf8", SETUP, *arguments]
        return subprocess.run([str(part) for part in command], text=True, encoding="utf-8", stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, **{"stdin": subprocess.DEVNULL, **options})
    return run
