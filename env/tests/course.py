"""The notebooks as a course: what their words, links, outputs and map must be. Nothing here reads the network."""
import functools
import json
import pathlib
import re
import subprocess

from spellchecker import SpellChecker

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
NOTEBOOKS = ROOT / "notebooks"
IMAGES = NOTEBOOKS / "images"
MAP = NOTEBOOKS / "README.md"
WORDS = pathlib.Path(__file__).with_name("words.txt")

RESULTS = NOTEBOOKS / "results"

LARGEST_NOTEBOOK = 1_000_000  # bytes
LARGEST_IMAGES = 500_000  # bytes, all thumbnails together
LONGEST_LINE = 100  # of code, in columns: what a page of 1,280 pixels shows


# ---- Pages -----------------------------------------------------------------------------------------------------------


class Page:
    """A Markdown file or a notebook: its path, its cells, and its prose as one text."""

    def __init__(self, path):
        self.path = path
        text = path.read_text(encoding="utf-8")
        self.cells = json.loads(text)["cells"] if path.suffix == ".ipynb" else []
        self.prose = "\n\n".join(source(c) for c in self.cells if c["cell_type"] == "markdown") or text
        self.name = path.relative_to(ROOT).as_posix()

    def title(self):
        return re.search(r"^# (.+)$", self.prose, re.MULTILINE)[1]

    def anchors(self):
        """What a link may point to: for a notebook as Jupyter makes it, for a Markdown file as GitHub does."""
        heads = re.findall(r"^#+ +(.+?) *$", without_code(self.prose), re.MULTILINE)
        if self.cells:
            return {head.replace(" ", "-") for head in heads}
        return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}

    def outputs(self):
        """Number of a cell, and each of its outputs."""
        return [(n, o) for n, cell in enumerate(self.cells, 1) for o in cell.get("outputs", [])]


def source(cell):
    return "".join(cell["source"])


def lessons():
    return [Page(path) for path in sorted(NOTEBOOKS.glob("*.ipynb"))]


def solutions():
    return [Page(path) for path in sorted((NOTEBOOKS / "solutions").glob("*.ipynb"))]


def documents():
    files = subprocess.run(["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.md"], cwd=ROOT,
                           capture_output=True, text=True, check=True).stdout.split("\n")
    return [Page(ROOT / file) for file in sorted(filter(None, files)) if (ROOT / file).exists()]


def thumbnail(page):
    return IMAGES / f"{page.path.stem}.png"


def without_code(text):
    return re.sub(r"`[^`]*`", " ", re.sub(r"^```.*?^```", " ", text, flags=re.MULTILINE | re.DOTALL))


def without_references(text):
    """Names of authors are in no dictionary."""
    return re.sub(r"^## References$.*?(?=^## |\Z)", " ", text, flags=re.MULTILINE | re.DOTALL)


def prose_alone(text):
    """Without code, formulas, tags, and the targets of links."""
    text = re.sub(r"\$\$.*?\$\$", " ", without_code(text), flags=re.DOTALL)
    for other in (r"\$[^$]*\$", r"<[^>]+>", r"\]\([^)]*\)", r"https?://\S+"):
        text = re.sub(other, " ", text)
    return text


# ---- Rules: each yields what is wrong --------------------------------------------------------------------------------


@functools.cache
def dictionary():
    """English, and the project's own list."""
    known = SpellChecker()
    known.word_frequency.load_words(WORDS.read_text(encoding="utf-8").lower().split())
    return known


def spelling(pages):
    """Words that the dictionary does not know."""
    for page in pages:
        text = prose_alone(without_references(page.prose))
        found = {re.sub(r"'s?$", "", word) for word in re.findall(r"\b[A-Za-z][A-Za-z']+\b", text)}
        names = {word for word in found if word.isupper() or re.search(r"[a-z][A-Z]", word)}
        unknown = dictionary().unknown(word.lower() for word in found - names if len(word) > 1)
        if unknown:
            yield f"{page.name}: expected known words, received {', '.join(sorted(unknown))}"


def links(pages):
    """Files and headings that a link or a notebook's name in code points to; pictures without words."""
    for page in pages:
        text = re.sub(r"^```.*?^```", " ", page.prose, flags=re.MULTILINE | re.DOTALL)
        for words, target in re.findall(r"!\[([^\]]*)\]\(([^)\s]+)\)", text):
            if not words.strip():
                yield f"{page.name}: expected a text in the place of the picture {target}, received none"
        for target in re.findall(r"\]\(([^)\s]+)\)", text):
            yield from broken(page, target)
        for name in re.findall(r"`(?:notebooks/)?(\d\d-[a-z-]+)`", text):
            if not (NOTEBOOKS / f"{name}.ipynb").exists():
                yield f"{page.name}: expected a notebook, received {name}"


def broken(page, target):
    if re.match(r"https?://|mailto:", target):
        return
    file, _, anchor = target.partition("#")
    other = page.path if not file else (page.path.parent / file).resolve()
    if not other.exists() or ROOT not in [other, *other.parents]:
        yield f"{page.name}: expected a file of the checkout, received the link {target}"
    elif anchor and anchor not in Page(other).anchors():
        yield f"{page.name}: expected a heading of {other.name}, received the link {target}"


def notebooks(pages):
    """What a committed notebook must be: small, run once from top to bottom, its cells named, no error in it."""
    for page in pages:
        size = page.path.stat().st_size
        if size > LARGEST_NOTEBOOK:
            yield f"{page.name}: expected at most {LARGEST_NOTEBOOK} bytes, received {size}"
        ids = [cell.get("id", "") for cell in page.cells]
        if len(set(ids)) < len(ids) or not all(re.fullmatch(r"[a-z][a-z0-9-]*", one) for one in ids):
            yield f"{page.name}: expected a name of its own as every cell's id, received {ids}"
        counts = [cell["execution_count"] for cell in page.cells if cell["cell_type"] == "code"]
        if counts != list(range(1, len(counts) + 1)):
            yield f"{page.name}: expected outputs of one run from top to bottom, received the numbers {counts}"
        for number, output in page.outputs():
            yield from wrong(f"{page.name}, cell {number}", output)


PLACES = re.compile(r"(?<![\w.:/])/(home|Users|root|tmp|var|mnt)/|[A-Z]:\\\\?Users")


def wrong(where, output):
    if output["output_type"] == "error" or output.get("name") == "stderr":
        yield f"{where}: expected no error, received {output.get('ename') or output.get('text')}"
    texts = output.get("data", {"text": output.get("text", "")})
    for kind, text in texts.items():
        text = re.sub(r"base64,[^\"]*", "", "".join(text))
        if PLACES.search(text) or str(ROOT) in text:
            yield f"{where}: expected no path of a machine, received {PLACES.search(text)}"
        if re.search(r"^\s+at [\w.$/]+\(.*\)$", text, re.MULTILINE):
            yield f"{where}: expected no stack trace, received one"
        if kind == "text/html":
            yield from unheard(where, text)


def unheard(where, html):
    """Pictures and tables that say nothing to whoever hears a page."""
    if any(not re.search(r' alt="[^"]+"', tag) for tag in re.findall(r"<img[^>]*>", html)):
        yield f"{where}: expected a text in the place of every picture, received none"
    if "<table" in html and "<th" not in html:
        yield f"{where}: expected a table with heads, received none"


def code(pages):
    """Lines of code, in cells and in texts, that are cut on a page of 1,280 pixels."""
    for page in pages:
        for cell in page.cells:
            blocks = [source(cell)] if cell["cell_type"] == "code" else re.findall(r"^```\w+\n(.*?)^```", source(cell), re.M | re.S)
            for line in "\n".join(blocks).split("\n"):
                if len(line) > LONGEST_LINE:
                    yield f"{page.name}, {cell['id']}: expected at most {LONGEST_LINE} columns of code, received {len(line)}: {line}"


def course(pages):
    """What a lesson must have, and that its solutions answer every exercise."""
    for page in pages:
        head = source(page.cells[0])
        if not head.startswith("# ") or "Time:" not in head or not re.search("Before this:|You need:", head):
            yield f"{page.name}: expected a title, what is needed and the time in the first cell"
        for part in ("## Summary", "## Exercises", "<summary>Hints</summary>", "**Try it in `env/jshell`", "## References"):
            if not re.search(rf"^{re.escape(part)}", page.prose, re.MULTILINE):
                yield f"{page.name}: expected a part {part}"
        answers = NOTEBOOKS / "solutions" / f"{page.path.stem}-solutions.ipynb"
        if answers.exists():
            yield from unanswered(page, Page(answers))


NUMBER = r"[-+]?\d[\d,]*(?:\.\d+)?"
SOURCED = re.compile(rf"({NUMBER})[^\d\n]{{0,12}}<!-- from: ([^>]+?) -->")
UNSOURCED = re.compile(r"(?<![\d.,])\d\.\d{3,}(?!\d|[^\d\n]{0,12}<!-- from: )")
UNCHECKED = {"paper", "other programs"}  # sources that the checkout does not contain


def numbers(pages):
    """Numbers whose marker <!-- from: SOURCE --> names a stored result that differs; measured numbers without a marker.

    A source is a cell of the same page (by-hand), a cell of a notebook (08-metammf-mf/bars), or a value of the runs: a file of
    notebooks/results, a model and a metric, and perhaps which of the seeds (table2/MetaMMF_GCN/R@20/lowest).
    """
    for page in pages:
        for text, place in SOURCED.findall(page.prose):
            try:
                stored = stored_numbers(page, place)
            except (KeyError, StopIteration, FileNotFoundError) as missing:
                yield f"{page.name}: expected a stored result, received the source {place} ({missing!r})"
                continue
            if place not in UNCHECKED and not any(rounds_to(value, text) for value in stored):
                yield f"{page.name}: expected a number from {place}, received {text}"
        yield from tables(page)
        prose = re.sub(r"^\|.*$|\$[^$]*\$", " ", without_code(page.prose), flags=re.MULTILINE)
        for text in UNSOURCED.findall(prose):
            yield f"{page.name}: expected the source of {text} as <!-- from: SOURCE -->, received none"


COLUMNS = {"recall@10": "R@10", "recall@20": "R@20", "NDCG@10": "N@10", "NDCG@20": "N@20"}


def tables(page):
    """Cells of a table after <!-- table from: FILE --> that differ from the runs: a row is a model, a column a metric."""
    for name, table in re.findall(r"<!-- table from: ([\w-]+) -->\s*((?:^\|.*\n?)+)", page.prose, re.MULTILINE):
        head, _, *rows = [[cell.strip(" *") for cell in line.strip("|").split("|")] for line in table.strip().split("\n")]
        for row in rows:
            for title, text in zip(head, row):
                *seed, metric = title.split(" ")
                if metric in COLUMNS and not rounds_to(of_runs(name, row[0], COLUMNS[metric], *seed), text):
                    yield f"{page.name}: expected {title} of {row[0]} from {name}, received {text}"


def rounds_to(value, text):
    """Whether a stored number, itself perhaps rounded, reads as the text with the text's digits."""
    digits = len(text.partition(".")[2])
    stored = len(value.partition(".")[2]) if isinstance(value, str) else 17
    difference = abs(float(str(value).replace(",", "")) - float(text.replace(",", "")))
    return difference <= 0.5 * 10**-digits + (0.5 * 10**-stored if stored > digits else 0) + 1e-9


def stored_numbers(page, place):
    """All numbers that the outputs of a cell show as text, or the one value of the runs."""
    head, *rest = place.split("/")
    if place in UNCHECKED:
        return []
    if len(rest) >= 2:
        return [of_runs(head, *rest)]
    other, cell = (Page(NOTEBOOKS / f"{head}.ipynb"), rest[0]) if rest else (page, head)
    outputs = next(one for one in other.cells if one.get("id") == cell).get("outputs", [])
    texts = ["".join(o.get("text") or o.get("data", {}).get("text/plain") or "") for o in outputs]
    found = re.findall(r"(?<![\w.])[-+]?\d[\d,]*(?:\.\d+)?(?:[eE]-?\d+)?", "\n".join(texts))
    return [repr(float(one)) if re.search("[eE]", one) else one.rstrip(",") for one in found]


@functools.cache
def of_runs(name, model, metric, seed="mean"):
    lines = map(json.loads, (RESULTS / f"{name}.jsonl").read_text(encoding="utf-8").splitlines())
    runs = [run for run in lines if run["model"] == model and run.get("test")]
    values = [max(epoch[1] for epoch in run["epochs"]) if metric == "validation" else run["test"][metric] for run in runs]
    if seed.startswith("seed "):
        return next(value for run, value in zip(runs, values) if run["seed"] == int(seed[5:]))
    return {"mean": sum(values) / max(len(values), 1), "lowest": min(values), "highest": max(values)}[seed]


def unanswered(page, answers):
    exercises = page.prose.partition("## Exercises")[2]
    asked = re.findall(r"^(\d+)\. ", exercises.partition("\n## ")[0], re.MULTILINE)
    heads = " ".join(re.findall(r"^## (.+)$", answers.prose, re.MULTILINE)) + answers.prose.partition("\n\n")[2][:300]
    left = [number for number in asked if not re.search(rf"\b{number}\b", heads)]
    if left:
        yield f"{answers.name}: expected a solution of every exercise, received none of {', '.join(left)}"


def the_map(pages):
    """The map names every notebook by its title, in order, with a picture, and nothing else."""
    text = MAP.read_text(encoding="utf-8")
    expected = [(page.title(), page.path.name) for page in pages]
    rows = re.findall(r"\[([^\[\]]+)\]\(([^)/]+\.ipynb)\)", "\n".join(re.findall(r"^\| .*$", text, re.MULTILINE)))
    for row in expected:
        if row not in rows:
            yield f"{MAP.name}: expected a row [{row[0]}]({row[1]}), received none"
    if rows != [row for row in expected if row in rows]:
        yield f"{MAP.name}: expected the notebooks in order and no other, received {[name for _, name in rows]}"
    for page in pages:
        if not thumbnail(page).exists():
            yield f"{thumbnail(page).name}: expected a thumbnail; 'python3 env/setup.py thumbnails' draws it"
    size = sum(file.stat().st_size for file in IMAGES.glob("*.png"))
    if size > LARGEST_IMAGES:
        yield f"{IMAGES.name}: expected at most {LARGEST_IMAGES} bytes, received {size}"
