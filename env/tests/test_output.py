"""What a notebook's cells print arrives, whole and in order; and what is left of a user's notebook whose cell fails."""
import re

import nbformat
import pytest

from start.places import PAGES

NUMBERS = """\
for (int n = 0; n < %d; n++) System.out.println("line " + n);"""
BOTH = """\
for (int n = 0; n < 5_000; n++) (n %% 2 == 0 ? System.out : System.err).println("line " + n);"""
THREADS = """\
IntStream.range(0, 4).parallel().forEach(thread -> {
    for (int n = 0; n < 5_000; n++) System.out.println("line " + thread + " " + n);
});"""
ORDER = """\
System.out.println("line before");
display("a string that the kernel shows");
System.out.println("line between");
show(Plots.longTail(Datasets.tiktok().split().train()));
System.err.println("line after");
"value" """


@pytest.fixture
def outputs(start, tmp_path):
    """Runs cells on a kernel; returns the outputs of each, as they are in the notebook afterwards."""
    def run(kernel, *sources):
        path = tmp_path / "output.ipynb"
        nbformat.write(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in sources]), path)
        ran = start("run", "--kernel", kernel, "--write", path)
        assert ran.returncode == 0, ran.stdout
        return [cell.outputs for cell in nbformat.read(path, as_version=4).cells]
    return run


def printed(outputs):
    return "".join(output.text for output in outputs if output.output_type == "stream").splitlines()


@pytest.mark.parametrize("kernel", ["java", "jjava"])
def test_no_line_is_lost_and_all_are_in_order(outputs, kernel):
    few, many, both, threads, order = outputs(kernel, NUMBERS % 20_000, NUMBERS % 200_000, BOTH % (), THREADS, ORDER)
    assert printed(few) == [f"line {n}" for n in range(20_000)]
    assert printed(many) == [f"line {n}" for n in range(200_000)]
    assert printed(both) == [f"line {n}" for n in range(5_000)]
    assert {output.name for output in both} == {"stdout", "stderr"}
    for thread in range(4):
        own = [line for line in printed(threads) if line.startswith(f"line {thread} ")]
        assert own == [f"line {thread} {n}" for n in range(5_000)]
    kinds = [output.get("name", output.output_type) for output in order]
    assert kinds == ["stdout", "display_data", "stdout", "display_data", "stderr", "execute_result"]


def test_error_stream_of_a_users_notebook_is_no_failure(outputs):
    [[output]] = outputs("java", 'System.err.println("a note");')
    assert (output.name, output.text) == ("stderr", "a note\n")


def test_page_of_a_notebook_that_fails_has_everything_up_to_the_failure(start, tmp_path):
    cells = ['System.out.println("reached");', 'throw new IllegalStateException("on purpose");', "1 + 1"]
    path = tmp_path / "fails.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells]), path)
    ran = start("run", path)
    assert ran.returncode == 1 and "fails.ipynb, cell 2:" in ran.stdout
    page = re.search(r"^The page up to this cell: (.+)$", ran.stdout, re.MULTILINE)[1]
    assert page == str(PAGES / "fails.html")
    text = (PAGES / "fails.html").read_text(encoding="utf-8")
    assert "reached" in text and "on purpose" in text
