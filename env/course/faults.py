#!/usr/bin/env python3
"""The course's checks find what they look for: every fault planted in a page is told, and a good page is left alone."""
import copy
import json
import sys
import tempfile

import course

GOOD = {"cells": [
    {"cell_type": "markdown", "id": "title", "metadata": {}, "source": ["# Videos\n", "\n", "*Before this:* nothing. *Time:* short.\n"]},
    {"cell_type": "code", "id": "sum", "metadata": {}, "source": ["1 + 1"], "execution_count": 1,
     "outputs": [{"output_type": "execute_result", "data": {"text/plain": ["2"]}}]},
    {"cell_type": "markdown", "id": "end", "metadata": {}, "source": ["## Summary\n", "\n", "## Exercises\n", "\n", "1. Why?\n"]},
]}


def text(words):
    return lambda page: page["cells"][0]["source"].append(words)


def output(kind, words):
    return lambda page: page["cells"][1]["outputs"][0].update(data={kind: [words]})


def cell(number, **change):
    return lambda page: page["cells"][number].update(change)


FAULTS = [
    (course.spelling, text("A vidoe is a movie."), "received vidoe"),
    (course.links, text("[next](99-nothing.ipynb)"), "received the link 99-nothing.ipynb"),
    (course.links, text("[part](#Nothing)"), "received the link #Nothing"),
    (course.links, text("Next: `99-nothing`."), "received 99-nothing"),
    (course.links, text("![](page.ipynb)"), "in the place of the picture"),
    (course.links, text("[out](../../../etc/passwd)"), "a file of the checkout"),
    (course.notebooks, cell(1, id="title"), "a name of its own"),
    (course.notebooks, cell(1, id="3f2a9c01"), "a name of its own"),
    (course.notebooks, cell(1, execution_count=7), "received the numbers [7]"),
    (course.notebooks, cell(1, outputs=[{"output_type": "error", "ename": "EvalException"}]), "received EvalException"),
    (course.notebooks, output("text/plain", "saved in /home/someone/x"), "no path of a machine"),
    (course.notebooks, output("text/plain", "Error\n\tat metammf.Run.of(Run.java:1)"), "no stack trace"),
    (course.notebooks, output("text/html", '<img src="data:,">'), "in the place of every picture"),
    (course.notebooks, output("text/html", "<table><tr><td>1</td></tr></table>"), "a table with heads"),
    (course.notebooks, output("text/plain", "x" * course.LARGEST_NOTEBOOK), "bytes"),
    (course.course, cell(0, source=["# Videos"]), "the time in the first cell"),
    (course.course, cell(2, source=["## Summary"]), "a part Exercises"),
]


def complaints(rule, folder, page):
    path = course.pathlib.Path(folder) / "page.ipynb"
    path.write_text(json.dumps(page), encoding="utf-8")
    return " ".join(rule([course.Page(path)]))


def found(rule, fault, part, folder):
    page = copy.deepcopy(GOOD)
    fault(page)
    told = complaints(rule, folder, page)
    if part not in told:
        print(f"{rule.__name__}: expected a complaint with '{part}', received '{told}'")
    return part in told


def main():
    with tempfile.TemporaryDirectory(dir=course.ROOT / "env" / ".local") as folder:
        results = [found(*fault, folder) for fault in FAULTS]
        results += [not complaints(rule, folder, GOOD) for rule in {fault[0] for fault in FAULTS}]
    print(f"{sum(results)} passed, {len(results) - sum(results)} failed")
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
