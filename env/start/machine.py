"""What the machine must bring: a JDK, Maven and Python; and how commands are run on it."""
import functools
import glob
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import xml.etree.ElementTree as xml

from start.places import LOCAL, ROOT, WINDOWS
from start.progress import follow

HOW_TO_GET = {
    "JDK": "a JDK, 17 or later: 'apt install default-jdk', 'brew install openjdk' or "
           "'winget install EclipseAdoptium.Temurin.21.JDK'",
    "Maven": "Maven: 'apt install maven', 'brew install maven' or download it from maven.apache.org",
    "Python": "Python 3.10 or later: 'apt install python3', 'brew install python' or "
              "'winget install Python.Python.3.12'",
    "pip": "Python's venv: 'apt install python3-venv', or with another system a Python from python.org",
}
USUAL_JDKS = [
    "/usr/lib/jvm/*",
    "/opt/java/*",
    "/Library/Java/JavaVirtualMachines/*/Contents/Home",
    "/opt/homebrew/opt/openjdk*",
    "/usr/local/opt/openjdk*",
    "~/.sdkman/candidates/java/*",
    "C:/Program Files/*/jdk*",
]


def missing(what):
    sys.exit(f"This needs {HOW_TO_GET[what]}; then start again.")


# ---- Python ----------------------------------------------------------------------------------------------------------


def need_python():
    if sys.version_info < (3, 10):
        missing("Python")


def python():
    """The Python that makes our Python environments, also when one of them runs this."""
    ours = LOCAL in pathlib.Path(sys.prefix).parents
    return sys._base_executable if ours else sys.executable


# ---- Java ------------------------------------------------------------------------------------------------------------


def jdk_of(java):
    """Major version and home of the JDK of a java command; asked of Java, as the command may be a mere launcher."""
    command = java and shutil.which(str(java))
    text = command and subprocess.run([command, "-XshowSettings:properties", "-version"],
                                      capture_output=True, text=True, errors="replace").stderr
    home = text and re.search(r"java\.home = (.+)", text)
    number = text and re.search(r"java\.specification\.version = (\d+)", text)
    if not home or not number or not shutil.which("javac", path=os.path.join(home[1].strip(), "bin")):
        return 0, None
    return int(number[1]), pathlib.Path(home[1].strip())


@functools.lru_cache(maxsize=None)
def usual_jdks():
    folders = [folder for pattern in USUAL_JDKS for folder in glob.glob(os.path.expanduser(pattern))]
    return {jdk_of(os.path.join(folder, "bin", "java")) for folder in folders}


@functools.lru_cache(maxsize=None)
def jdk():
    """Version and home of the JDK to use: JAVA_HOME, else the one on the path, else the oldest that will do."""
    home = os.environ.get("JAVA_HOME")
    for command in [home and os.path.join(home, "bin", "java"), "java"]:
        found = jdk_of(command)
        if found[0] >= 17:
            return found
    return min([found for found in usual_jdks() if found[0] >= 17], default=None) or missing("JDK")


def newest_jdk():
    """Version and home of the newest JDK on this machine."""
    return max(usual_jdks() | {jdk()}, key=lambda found: found[0])


# ---- Maven -----------------------------------------------------------------------------------------------------------


def maven(*arguments, progress=None):
    """Runs Maven in the checkout with the JDK that was found, and with progress shows that only; returns its exit code."""
    mvn = shutil.which("mvn")
    if not mvn:
        missing("Maven")
    plain = [] if sys.stdout.isatty() and not progress else ["-Dstyle.color=never"]
    # Debian's Maven would end with escape codes, whatever its colours.
    own = {"JAVA_HOME": str(jdk()[1]), "MAVEN_OPTS": f"{os.environ.get('MAVEN_OPTS', '')} -Djansi.noreset=true"}
    command = [mvn, *plain, *arguments]
    if progress:  # not in batch mode, in which Maven does not say how far a file is
        return follow(command, progress, cwd=ROOT, env={**os.environ, **own})
    return run([*command, "-B"], cwd=ROOT, env={**os.environ, **own})


def pom(*path):
    """A value of the project's pom."""
    names = "/".join(f"{{http://maven.apache.org/POM/4.0.0}}{name}" for name in path)
    return xml.parse(ROOT / "pom.xml").getroot().findtext(names)


# ---- Commands --------------------------------------------------------------------------------------------------------


def need(code):
    """Ends here if a command failed; the command has said why."""
    if code:
        sys.exit(code)


def run(command, **options):
    """Runs a command; returns its exit code."""
    return subprocess.run([str(part) for part in command], **options).returncode


def hand_over(command, **options):
    """Runs a command that decides itself how it ends: Ctrl-C and SIGTERM are passed on. Returns its exit code, and for one
    that was killed that of a shell."""
    with subprocess.Popen([str(part) for part in command], **options) as process:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda number, frame: WINDOWS or process.send_signal(number))
        code = process.wait()
    if code >= 0:
        return code
    print(f"{pathlib.Path(command[0]).name} was ended by {signal.Signals(-code).name}.", file=sys.stderr)
    return 128 - code
