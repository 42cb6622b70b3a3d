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

MOST_MEMORY = 1500  # MB that a kernel may hold in the small run
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
    notebook = nbformat.read(path, as_version=4)
    cells, memory = [1], [None]
    client = NotebookClient(notebook, timeout=options.timeout, kernel_name=options.kernel, record_timing=False,
                            on_cell_start=lambda cell, cell_index: cells.append(cell_index + 1),
                            on_cell_executed=lambda **executed: memory.append(peak(client)),
                            resources={"metadata": {"path": str(path.parent)}})
    started = time.time()
    log = options.out / f"{path.stem}.log"  # what the kernel's process says, such as notes of the native engine
    try:
        with log.open("w") as stderr:
            client.execute(stderr=stderr)
    except CellTimeoutError:
        sys.exit(failure(path, cells[-1], notebook, f"took more than {options.timeout} s"))
    except (CellExecutionError, DeadKernelError) as error:
        sys.exit(f"{failure(path, cells[-1], notebook, error)}\nThe kernel's own messages: {log}")
    for number, text in warnings(notebook):
        sys.exit(f"{path.name}, cell {number}: expected nothing on the error stream, received:\n{text}")
    if options.small and (memory[-1] or 0) > MOST_MEMORY:
        sys.exit(f"{path.name}: expected a kernel of at most {MOST_MEMORY} MB in the small run, received {memory[-1]} MB")
    tidy(notebook)
    held = f", the kernel held {memory[-1]} MB" if memory[-1] else ""
    print(f"{path.name}: {sum(c.cell_type == 'code' for c in notebook.cells)} cells in {time.time() - started:.0f} s{held}")
    return notebook


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
    parser.add_argument("--write", action="store_true", help="keep the outputs in the notebooks themselves")
    parser.add_argument("--timeout", type=int, default=1800, help="seconds that one cell may take")
    options = parser.parse_args()
    if options.small:
        os.environ["METAMMF_SMALL"] = "1"
    options.out.mkdir(parents=True, exist_ok=True)
    for path in map(find, options.notebooks):
        notebook = execute(path, options)
        if options.write:
            nbformat.write(notebook, path)
        page = options.out / f"{path.stem}.html"
        page.write_text(HTMLExporter().from_notebook_node(notebook)[0], encoding="utf-8")
        if not options.small:
            print(f"\n{result(notebook)}\nThe page with all figures: {page}")


if __name__ == "__main__":
    main()
