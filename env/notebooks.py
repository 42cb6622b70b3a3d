#!/usr/bin/env python3
"""Executes notebooks on the Java kernel; started by setup.py within its Python environment."""
import argparse
import os
import pathlib
import re
import sys
import time

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbconvert import HTMLExporter

MOST_MEMORY = 1500  # MB that a kernel may hold in the small run of one of our notebooks
FOLDER = pathlib.Path(__file__).resolve().parent.parent / "notebooks"


def find(name):
    """A notebook by its path, or by its name in the folder of notebooks."""
    for path in (pathlib.Path(name), FOLDER / name, FOLDER / f"{name}.ipynb"):
        if path.is_file():
            return path
    sys.exit(f"{name}: expected a notebook, such as {', '.join(p.stem for p in sorted(FOLDER.glob('*.ipynb')))}")


def failure(path, number, notebook, error):
    """The notebook, the cell and the message, in this order."""
    cell = notebook.cells[number - 1]
    output = next((o for o in cell.get("outputs", []) if o.output_type == "error"), None)
    message = "\n".join([f"{output.ename}: {output.evalue}", *output.traceback]) if output else str(error)
    return f"{path.name}, cell {number}:\n\n{cell.source}\n\n{plain(message)}"


def plain(text):
    """Without the colours that a kernel puts into its messages, unless a terminal shows them."""
    return text if sys.stderr.isatty() else re.sub(r"\x1b\[[0-9;]*m", "", text)


def warnings(notebook):
    """What cells wrote to the error stream."""
    return [(number, output.text) for number, cell in enumerate(notebook.cells, 1)
            for output in cell.get("outputs", []) if output.output_type == "stream" and output.name == "stderr"]


def tidy(notebook):
    """Drops what differs between two equal runs."""
    notebook.metadata.pop("widgets", None)
    notebook.metadata.get("language_info", {}).pop("version", None)
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)


def peak(client):
    """The most memory that the kernel has held, in MB; None where the system does not tell."""
    status = pathlib.Path(f"/proc/{client.km.provisioner.pid}/status")
    found = re.search(r"VmHWM:\s+(\d+) kB", status.read_text()) if status.exists() else None
    return int(found[1]) // 1024 if found else None


def execute(path, options):
    """Runs a notebook, writes its page, and returns both; ends here, with the page's path, if a cell fails."""
    notebook = nbformat.read(path, as_version=4)
    cells, memory = [1], [None]
    client = NotebookClient(notebook, timeout=options.timeout, kernel_name=options.kernel, record_timing=False,
                            # As long for a cell's output as for the cell: what does not arrive is an error, and not lost.
                            iopub_timeout=options.timeout, raise_on_iopub_timeout=True,
                            on_cell_start=lambda cell, cell_index: cells.append(cell_index + 1),
                            on_cell_executed=lambda **executed: memory.append(peak(client)),
                            resources={"metadata": {"path": str(path.parent)}})
    started = time.time()
    log = options.out / f"{path.stem}.log"  # what the kernel's process says, such as notes of the native engine
    problem = None
    try:
        with log.open("w") as stderr:
            client.execute(stderr=stderr)
    except CellTimeoutError:
        problem = failure(path, cells[-1], notebook, f"took more than {options.timeout} s")
    except (CellExecutionError, DeadKernelError) as error:
        problem = f"{failure(path, cells[-1], notebook, error)}\nThe kernel's own messages: {log}"
    tidy(notebook)
    page = write_page(notebook, options.out / f"{path.stem}.html")
    if problem:
        sys.exit(f"{problem}\nThe page up to this cell: {page}")
    if options.strict:
        check(path, notebook, memory[-1] or 0)
    held = f", the kernel held {memory[-1]} MB" if memory[-1] else ""
    print(f"{path.name}: {sum(c.cell_type == 'code' for c in notebook.cells)} cells in {time.time() - started:.0f} s{held}")
    return notebook, page


def write_page(notebook, page):
    page.write_text(HTMLExporter().from_notebook_node(notebook)[0], encoding="utf-8")
    return page


def check(path, notebook, held):
    """What our own notebooks promise beyond running to their end."""
    for number, text in warnings(notebook):
        sys.exit(f"{path.name}, cell {number}: expected nothing on the error stream, received:\n{text}")
    if held > MOST_MEMORY:
        sys.exit(f"{path.name}: expected a kernel of at most {MOST_MEMORY} MB in the small run, received {held} MB")


def result(notebook):
    """The plain text of the cells that carry the tag 'result'."""
    outputs = [output for cell in notebook.cells if "result" in cell.metadata.get("tags", [])
               for output in cell.get("outputs", [])]
    return "\n".join(output.get("text") or output.get("data", {}).get("text/plain", "") for output in outputs)


def main():
    parser = argparse.ArgumentParser(prog="env/run", description="executes notebooks")
    parser.add_argument("notebooks", nargs="*", default=["00-start-here"])
    parser.add_argument("--out", type=pathlib.Path, required=True, help="folder of the executed pages")
    parser.add_argument("--kernel", default="java", help="the name of a kernel that is set up")
    parser.add_argument("--small", action="store_true", help="the small run that the tests use")
    parser.add_argument("--strict", action="store_true", help="nothing on the error stream, and little memory: our tests")
    parser.add_argument("--write", action="store_true", help="keep the outputs in the notebooks themselves")
    parser.add_argument("--timeout", type=int, default=1800, help="seconds that one cell may take")
    options = parser.parse_args()
    if options.small:
        os.environ["METAMMF_SMALL"] = "1"
    options.out.mkdir(parents=True, exist_ok=True)
    for path in map(find, options.notebooks):
        notebook, page = execute(path, options)
        if options.write:
            nbformat.write(notebook, path)
        if not options.small:
            print(f"\n{result(notebook)}\nThe page with all figures: {page}")


if __name__ == "__main__":
    main()
