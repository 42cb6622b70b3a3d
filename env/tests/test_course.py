"""The notebooks and all Markdown as a course, without running anything; and that the rules find what they look for."""
import copy
import json

import pytest

import course
from start.places import LOCAL

LESSONS, SOLUTIONS, DOCUMENTS = course.lessons(), course.solutions(), course.documents()
ALL = [*LESSONS, *SOLUTIONS, *DOCUMENTS]


def of(pages):
    return pytest.mark.parametrize("page", [pytest.param(page, id=page.name) for page in pages])


@of(ALL)
def test_words_are_known(page):
    assert not list(course.spelling([page]))


@of(ALL)
def test_links_lead_somewhere(page):
    assert not list(course.links([page]))


@of([*LESSONS, *SOLUTIONS])
def test_stored_outputs_are_of_one_run_without_errors(page):
    assert not list(course.notebooks([page]))


@of([*LESSONS, *SOLUTIONS])
def test_lines_of_code_fit_the_page(page):
    assert not list(course.code([page]))


@of([page for page in ALL if page.name.startswith(("README", "notebooks/"))])
def test_numbers_are_those_of_the_stored_results(page):
    assert not list(course.numbers([page]))


@of(LESSONS)
def test_lesson_has_its_parts_and_solutions(page):
    assert not list(course.course([page]))


def test_map_names_every_lesson():
    assert not list(course.the_map(LESSONS))


# ---- Every fault planted in a page is told, and a good page is left alone ---------------------------------------------

PARTS = """## Summary

The sum is 2<!-- from: sum -->. LightGCN finds 0.0940<!-- from: table2/LightGCN/R@20 -->.

## Exercises

1. Why?

<details>
<summary>Hints</summary>

</details>

**Try it in `env/jshell`:**

## References
"""

GOOD = {"cells": [
    {"cell_type": "markdown", "id": "title", "metadata": {}, "source": ["# Videos\n", "\n", "*Before this:* nothing. *Time:* short.\n"]},
    {"cell_type": "code", "id": "sum", "metadata": {}, "source": ["1 + 1"], "execution_count": 1,
     "outputs": [{"output_type": "execute_result", "data": {"text/plain": ["2"]}}]},
    {"cell_type": "markdown", "id": "end", "metadata": {}, "source": [PARTS]},
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
    (course.numbers, text("The sum is 3<!-- from: sum -->."), "a number from sum, received 3"),
    (course.numbers, text("Recall 0.9<!-- from: table2/LightGCN/R@20 -->."), "received 0.9"),
    (course.numbers, text("The sum is 2<!-- from: product -->."), "received the source product"),
    (course.numbers, text("Recall 0.0944."), "the source of 0.0944"),
    (course.numbers, text("<!-- table from: table2 -->\n\n| model | recall@20 |\n|---|---|\n| LightGCN | 0.2 |\n"), "recall@20 of LightGCN"),
    (course.code, cell(1, source=["x".rjust(101)]), "received 101"),
    (course.code, text("\n\n```java\n" + "x" * 101 + "\n```\n"), "received 101"),
    (course.course, cell(0, source=["# Videos"]), "the time in the first cell"),
    (course.course, cell(2, source=["## Summary"]), "a part ## Exercises"),
]


@pytest.fixture
def complaints():
    """What a rule says of a page with this content, which must be a file of the checkout."""
    folder = LOCAL / "planted"
    folder.mkdir(parents=True, exist_ok=True)

    def told(rule, content):
        path = folder / "page.ipynb"
        path.write_text(json.dumps(content), encoding="utf-8")
        return " ".join(rule([course.Page(path)]))
    yield told
    (folder / "page.ipynb").unlink()
    folder.rmdir()


@pytest.mark.parametrize("rule, fault, part", [pytest.param(*one, id=f"{one[0].__name__}: {one[2]}") for one in FAULTS])
def test_planted_fault_is_told(complaints, rule, fault, part):
    page = copy.deepcopy(GOOD)
    fault(page)
    assert part in complaints(rule, page)


@pytest.mark.parametrize("rule", sorted({one[0] for one in FAULTS}, key=lambda rule: rule.__name__))
def test_good_page_is_left_alone(complaints, rule):
    assert complaints(rule, GOOD) == ""
