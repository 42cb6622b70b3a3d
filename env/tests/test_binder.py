"""What Binder, Codespaces and VS Code read: what it names is there, and the scripts' commands are known here.

The images themselves, which take minutes and a container engine, are not built.
"""
import json
import os
import re
import shlex

import pytest

import setup
from start import install
from start.places import ROOT, WINDOWS

BINDER = ROOT / "binder"
SERVER = json.loads((BINDER / "jupyter_server_config.json").read_text(encoding="utf-8"))
CONTAINER = ROOT / ".devcontainer"
DESCRIPTION = json.loads((CONTAINER / "devcontainer.json").read_text(encoding="utf-8"))
COMMANDS = [DESCRIPTION["onCreateCommand"], DESCRIPTION["postAttachCommand"]]
SCRIPTS = [BINDER / "postBuild", CONTAINER / "create"]
WORKFLOW = ROOT / ".github" / "workflows" / "ci.yml"

pytestmark = pytest.mark.all


def lines():
    """The commands of the scripts and of the container's description that start something of env/."""
    texts = [*COMMANDS, *(path.read_text(encoding="utf-8") for path in [*SCRIPTS, ROOT / ".ci" / "run", WORKFLOW])]
    return sorted(set(re.findall(r"env/(?:setup\.py \w+|run|lab|jshell|test|bench)\b[^\n\"]*", "\n".join(texts))))


def test_first_page_runs_on_the_only_kernel():
    page = ROOT / SERVER["LabApp"]["default_url"].removeprefix("/lab/tree/")
    kernel = json.loads(page.read_text(encoding="utf-8"))["metadata"]["kernelspec"]["name"]
    assert [kernel] == SERVER["KernelSpecManager"]["allowed_kernelspecs"]


def test_as_much_output_arrives_as_in_env_lab():
    limits = "ZMQChannelsWebsocketConnection"
    assert SERVER[limits] == install.SERVER[limits]


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.name)
def test_script_names_files_of_the_checkout(script):
    named = set(re.findall(r"(?<![\w./])(?:env|binder)/(?!\.local)[\w./-]+", script.read_text(encoding="utf-8")))
    assert named and all((ROOT / name).exists() for name in named), named


@pytest.mark.skipif(WINDOWS, reason="Windows has no such permission")
@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.name)
def test_script_can_be_executed(script):
    assert os.access(script, os.X_OK)


def test_container_starts_what_is_there():
    assert all((ROOT / shlex.split(command)[0]).is_file() for command in COMMANDS)
    port = shlex.split(DESCRIPTION["postAttachCommand"])[-1]
    assert DESCRIPTION["forwardPorts"] == [int(port)] and list(DESCRIPTION["portsAttributes"]) == [port]


@pytest.mark.parametrize("line", lines())
def test_command_is_known(line):
    """Such as 'env/lab --no-browser': the options are those that env/setup.py knows."""
    words = shlex.split(line.replace("setup.py ", "", 1), comments=True)
    name = words[0].removeprefix("env/")
    _, unknown = setup.parsers()[0].parse_known_args([name, *words[1:]])
    assert not unknown


def test_binder_and_container_have_the_same_packages():
    assert "$(cat binder/apt.txt)" in (CONTAINER / "create").read_text(encoding="utf-8")
