"""What Binder reads: the page that opens and the kernel on it are there, and the script names nothing that is not.

The image itself, which takes minutes and another system, is not built.
"""
import json
import os
import re

import pytest

from start.places import ROOT, WINDOWS

BINDER = ROOT / "binder"
SERVER = json.loads((BINDER / "jupyter_server_config.json").read_text(encoding="utf-8"))
SCRIPT = BINDER / "postBuild"

pytestmark = pytest.mark.all


def test_first_page_runs_on_the_only_kernel():
    page = ROOT / SERVER["LabApp"]["default_url"].removeprefix("/lab/tree/")
    kernel = json.loads(page.read_text(encoding="utf-8"))["metadata"]["kernelspec"]["name"]
    assert [kernel] == SERVER["KernelSpecManager"]["allowed_kernelspecs"]


def test_script_names_files_of_the_checkout():
    named = set(re.findall(r"(?:env|binder)/[\w./]+", SCRIPT.read_text(encoding="utf-8")))
    assert named and all((ROOT / name).exists() for name in named), named


@pytest.mark.skipif(WINDOWS, reason="Windows has no such permission")
def test_script_can_be_executed():
    assert os.access(SCRIPT, os.X_OK)
