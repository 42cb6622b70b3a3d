"""The variables of the user's environment that must not reach our own Pythons and Java, and those that they need."""
import ast
import locale
import os
import re
import sys

from start.places import ROOT

# What Python reads is ours alone; these change no result.
KEPT_OF_PYTHON = {"PYTHONPYCACHEPREFIX", "PYTHONUNBUFFERED"}
# Of pip: where packages come from and how they are reached. What decides where they go (user, target, prefix) and which
# (constraint, no-binary) is ours.
KEPT_OF_PIP = {"index-url", "extra-index-url", "find-links", "no-index", "trusted-host", "proxy", "cert", "client-cert",
               "keyring-provider", "timeout", "default-timeout", "retries", "cache-dir", "no-cache-dir", "use-feature",
               "use-deprecated"}
# Of Jupyter: what would move JupyterLab or choose other kernels; launch.py says where its files are.
DROPPED_OF_JUPYTER = {"JUPYTERLAB_DIR", "JUPYTER_PREFER_ENV_PATH", "JUPYTER_NO_CONFIG"}

UTF8 = ["C.UTF-8", "C.utf8", "en_US.UTF-8", "en_US.utf8"]


def make_safe():
    """Changes this process's environment once, before anything is started; whatever is started inherits it."""
    for name in set(os.environ):
        if name.startswith("PYTHON") and name not in KEPT_OF_PYTHON or name in DROPPED_OF_JUPYTER:
            del os.environ[name]
    os.environ.update(PYTHONUTF8="1", PYTHONNOUSERSITE="1")
    if os.name == "posix" and sys.platform != "darwin":
        use_utf8()


def use_utf8():
    """Java reads names of files as the locale says; without UTF-8 a letter such as ü would be lost."""
    if is_utf8(""):
        return
    name = next(filter(is_utf8, UTF8), None)
    if name:  # LC_ALL, where it is set, has the last word; else messages stay in their language
        os.environ["LC_ALL" if os.environ.get("LC_ALL") else "LC_CTYPE"] = name
    elif not str(ROOT).isascii():
        sys.exit(f"{ROOT}: expected a locale with UTF-8, as this path has letters beyond ASCII, received none; "
                 "install one ('apt install locales-all') or move the checkout.")


def is_utf8(name):
    """Whether there is such a locale on this machine, and its letters are UTF-8; the empty name is the user's own."""
    before = locale.setlocale(locale.LC_CTYPE)
    try:
        locale.setlocale(locale.LC_CTYPE, name)
        return locale.nl_langinfo(locale.CODESET).upper() == "UTF-8"
    except locale.Error:
        return False
    finally:
        locale.setlocale(locale.LC_CTYPE, before)


def of_pip(settings):
    """The environment of pip: of its settings, from files and variables as 'pip config list' prints them, the kept ones."""
    found = re.findall(r"""^(.+?)\.([\w-]+)=(['"].*)$""", settings, re.MULTILINE)
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PIP_")}
    for place in "global", "install", ":env:":  # the last one has the last word
        kept.update({f"PIP_{name.upper().replace('-', '_')}": " ".join(ast.literal_eval(value).split())
                     for section, name, value in found if section == place and name in KEPT_OF_PIP})
    return {**kept, "PIP_CONFIG_FILE": os.devnull, "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_NO_INPUT": "1"}
