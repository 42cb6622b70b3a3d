"""Every notebook and its solutions end without an error in the small run: on the usual kernel and JDK, and on others."""
import pytest

from start import launch
from start.java import SMALL_HEAP, SMALL_SPARK_HEAP, Java
from start.machine import jdk, newest_jdk
from start.places import NOTEBOOKS, PAGES

LESSONS = sorted(path.stem for path in NOTEBOOKS.glob("*.ipynb"))
SOLUTIONS = sorted(path.stem for path in (NOTEBOOKS / "solutions").glob("*.ipynb"))
WITH_SPARK = {"14-scale-out"}


def ways():
    """A notebook, a kernel and a JDK each. Every lesson runs on both kernels and both JDKs; the pairs left over run one lesson.
    All but the first way of a lesson without Spark run with --all only."""
    done = [("java", jdk()), ("jjava", newest_jdk())]
    rest = [pair for pair in [("java", newest_jdk()), ("jjava", jdk())] if pair not in done]
    for name in LESSONS:
        yield way(name, *done[0], name in WITH_SPARK)
        yield way(name, *done[1], True)
    for name in SOLUTIONS:
        yield way(f"solutions/{name}", *done[0], True)
    for pair in rest:
        yield way("00-start-here", *pair, True)


def way(name, kernel, version, later):
    return pytest.param(name, kernel, version, id=f"{name} on {kernel}, Java {version[0]}",
                        marks=[pytest.mark.all] if later else [])


@pytest.mark.parametrize("name, kernel, version", list(ways()))
def test_notebook(name, kernel, version):
    spark = name in WITH_SPARK
    java = Java(*version, spark=spark, heap=SMALL_SPARK_HEAP if spark else SMALL_HEAP, quick=True)
    out = PAGES / f"{kernel}-{version[0]}"  # each of the ways has a folder of pages
    assert launch.notebooks(java, kernel, ["--small", "--strict", NOTEBOOKS / f"{name}.ipynb"], out) == 0
