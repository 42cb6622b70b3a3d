"""Tells how far a download is: one line that changes on a terminal, a plain line now and then elsewhere."""
import collections
import queue
import re
import shutil
import subprocess
import sys
import threading
import time

EVERY = 10  # seconds between plain lines


def follow(command, progress, **options):
    """Runs a command whose output progress reads; shows the state, and the output's errors. Returns the exit code."""
    lines, shown, started = queue.Queue(), Line(), time.monotonic()
    last = collections.deque(maxlen=20)
    with subprocess.Popen([str(part) for part in command], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, errors="replace", **options) as process:
        threading.Thread(target=read, args=(process.stdout, lines), daemon=True).start()
        while (text := next_line(lines)) is not None:
            if text and progress.read(text):
                last.append(text)
            shown.show(f"{progress.state()}, {time.monotonic() - started:.0f} s")
    shown.end()
    if process.returncode:
        print("\n".join(last), file=sys.stderr)
    return process.returncode


def read(stream, lines):
    """Puts lines into a queue; they end with a line feed or, where a program writes over its own line, with a return."""
    text = ""
    while letter := stream.read(1):
        if letter not in "\r\n":
            text += letter
        elif text:
            lines.put(text)
            text = ""
    lines.put(text or "")
    lines.put(None)


def next_line(lines):
    """The next line; an empty one if there was none for a second, and None at the end."""
    try:
        return lines.get(timeout=1)
    except queue.Empty:
        return ""


class Line:
    """Where the state is shown."""

    def __init__(self):
        self.live = sys.stdout.isatty()
        self.width = 0
        self.told = time.monotonic()

    def show(self, state):
        now = time.monotonic()
        if self.live and now - self.told > 0.1:
            text = f"  {state}"[:shutil.get_terminal_size().columns - 1]
            print(f"\r{text:{self.width}}", end="", flush=True)
            self.width = len(text)
            self.told = now
        elif not self.live and now - self.told > EVERY:
            print(f"  {state}", flush=True)
            self.told = now

    def end(self):
        if self.live:
            print(f"\r{'':{self.width}}\r", end="", flush=True)


def megabytes(size, unit):
    factors = {"b": 1e-6, "k": 1e-3, "m": 1, "g": 1e3}
    return float(size.replace(",", ".")) * factors[unit[0].lower()]


class MavenProgress:
    """Reads "Downloaded from central: https://.../name.jar (2.2 MB at 3.3 MB/s)", and keeps errors."""

    def __init__(self):
        self.files, self.size, self.doing = 0, 0.0, "reading the pom"

    def read(self, line):
        """Returns whether the line is worth showing if Maven fails."""
        if found := re.match(r"(?:\[INFO\] )?Downloaded from .*/(\S+) \(([\d.,]+) (\w+)", line):
            self.files += 1
            self.size += megabytes(found[2], found[3])
        elif found := re.match(r"(?:\[INFO\] )?Downloading from .*/(\S+)", line):
            self.doing = found[1]
        elif found := re.match(r"Progress \(\d+\): (.*\S)", line):
            self.doing = found[1]
        elif found := re.match(r"\[INFO\] --- (?:maven-)?(\w+)\S*:(\w[\w-]*) \(", line):
            self.doing = f"{found[1]} {found[2]}"
        else:
            return line.startswith("[ERROR]")
        return False

    def state(self):
        fetched = f"{self.files} files, {self.size:.0f} MB fetched; " if self.files else ""
        return fetched + self.doing


class PipProgress:
    """Reads "Collecting name==1.0", "Downloading name.whl (2.2 MB)", and "Progress 1 of 2" of newer versions of pip."""

    def __init__(self):
        self.packages, self.size, self.doing = 0, 0.0, "starting"

    def read(self, line):
        """Returns whether the line is worth showing if pip fails."""
        if found := re.match(r"Collecting (\S+)", line):
            self.packages += 1
            self.doing = found[1]
        elif found := re.match(r"\s+Downloading (\S+?)(?:-[^-]+)*\.whl.* \(([\d.,]+) (\w+)\)", line):
            self.size += megabytes(found[2], found[3])
            self.doing = f"{found[1]}, {found[2]} {found[3]}"
        elif found := re.match(r"Progress (\d+) of (\d+)", line):
            done, whole = int(found[1]) / 1e6, int(found[2]) / 1e6
            self.doing = f"{self.doing.partition(':')[0]}: {done:.0f} of {whole:.0f} MB" if whole > 1 else self.doing
        elif line.startswith("Installing collected packages"):
            self.doing = "unpacking"
        else:
            return not re.match(r"\s+(Using cached|Preparing)|Requirement already|Ignoring|Looking", line)
        return False

    def state(self):
        return f"{self.packages} packages, {self.size:.0f} MB to fetch; {self.doing}"
