"""Steps of the installation: each leaves a stamp of its inputs, so that the next start skips it."""
import contextlib
import hashlib
import pathlib
import re
import shutil
import subprocess
import sys
import time

from start.environment import of_pip
from start.machine import missing, need, python
from start.places import ROOT, STAMPS, python_in
from start.progress import PipProgress, follow

try:
    import fcntl
except ImportError:  # on Windows
    fcntl = None


def digest(*parts):
    """A fingerprint of texts and files; of a folder, of all files below it."""
    sha = hashlib.sha256()
    for part in parts:
        if isinstance(part, pathlib.Path):
            files = sorted(p for p in part.rglob("*") if p.is_file()) if part.is_dir() else [part]
            for file in files:
                sha.update(str(file.relative_to(ROOT)).encode() + file.read_bytes())
        else:
            sha.update(str(part).encode())
    return sha.hexdigest()


def step(name, title, fingerprint, done, action):
    """Does a step unless it was done with the same inputs and its result is still there."""
    stamp = STAMPS / name
    if is_done(stamp, fingerprint, done):
        return
    with alone(name):
        if is_done(stamp, fingerprint, done):  # by another start meanwhile
            return
        print(f"Setting up: {title} ...", flush=True)
        stamp.unlink(missing_ok=True)
        started = time.monotonic()
        action()
        print(f"  done in {time.monotonic() - started:.0f} s", flush=True)
        stamp.write_text(fingerprint)


def is_done(stamp, fingerprint, done):
    return done() and stamp.exists() and stamp.read_text() == fingerprint


@contextlib.contextmanager
def alone(name):
    """Of several starts at the same time one does a step, and the others wait; on Windows they do not."""
    STAMPS.mkdir(parents=True, exist_ok=True)
    with open(STAMPS / f"{name}.lock", "w") as lock:
        if fcntl:
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def python_step(name, title, folder, requirements, module):
    """A Python environment of its own in a folder; module is one that it must have."""
    fingerprint = digest(requirements, sys.version, str(ROOT))
    step(name, title, fingerprint, lambda: has_module(python_in(folder), module),
         lambda: make_python(folder, requirements))
    return python_in(folder)


def has_module(interpreter, module):
    return interpreter.exists() and subprocess.run(
        [interpreter, "-c", f"import importlib.util as u, sys; sys.exit(u.find_spec('{module}') is None)"],
        capture_output=True).returncode == 0


def make_python(folder, requirements):
    """Every package is locked by its hash."""
    need(pip_install(bare_python(folder), "--require-hashes", "--only-binary", ":all:", "-r", requirements))


def pip_install(pip, *arguments):
    """Where pip finds packages is the user's choice, the rest of its settings is ours. Returns the exit code."""
    settings = subprocess.run([*pip, "config", "list"], capture_output=True, text=True).stdout
    # What is not compiled now is compiled when it is first used, which is less than half.
    raw = ["--progress-bar", "raw"] if pip_version(pip) >= (24, 1) else []
    return follow([*pip, "install", "--no-compile", *raw, *arguments], PipProgress(), env=of_pip(settings))


def bare_python(folder):
    """A new environment without packages; returns the command of a pip that installs into it."""
    interpreter = python_in(folder)
    shutil.rmtree(folder, ignore_errors=True)
    made = subprocess.run([python(), "-m", "venv", folder], capture_output=True).returncode == 0
    if made and has_module(interpreter, "pip"):
        return [interpreter, "-m", "pip"]
    shutil.rmtree(folder, ignore_errors=True)  # half a folder is left where the package python3-venv is missing
    pip = [python(), "-m", "pip", "--python", interpreter]
    bare = subprocess.run([python(), "-m", "venv", "--without-pip", folder], capture_output=True)
    if bare.returncode or subprocess.run([*pip, "--version"], capture_output=True).returncode:
        missing("pip")
    return pip


def pip_version(pip):
    text = subprocess.run([*pip, "--version"], capture_output=True, text=True).stdout
    return tuple(int(part) for part in re.findall(r"\d+", text)[:2])
