#!/usr/bin/env python3
"""What a kernel answers to Tab and Shift-Tab, over Jupyter's protocol; the last line says how many checks failed."""
import sys

from jupyter_client.manager import start_new_kernel

# The cursor is at the bar.
COMPLETED = {
    "MetaMmf.g|": "gcn(",
    "TrainConfig.defaults().withE|": "withEpochs(",
    "data.sp|": "split()",
    "Plots.lea|": "learningCurve(",
}
EXPLAINED = {
    "MetaMmf.gcn(|)": ["Dataset data, FusionConfig fusion, long seed", "MetaMMF_GCN, eq. (17) and (18)"],
    "TrainConfig.defaults().withEp|ochs(3)": ["int value", "Changes the most epochs."],
    "Tr|ainConfig.defaults()": ["How a model is trained."],
    "data.spl|it()": ["Split Dataset.split()", "The interactions in three parts."],
}


def at_bar(code):
    return code.replace("|", ""), code.index("|")


def completions(client, code):
    text, cursor = at_bar(code)
    return client.complete(text, cursor, reply=True, timeout=60)["content"].get("matches", [])


def explanation(client, code):
    text, cursor = at_bar(code)
    return client.inspect(text, cursor, reply=True, timeout=60)["content"].get("data", {}).get("text/plain", "")


def check(what, holds, received):
    print(f"passed: {what}" if holds else f"FAILED: {what}: received {received}", flush=True)
    return holds


def checks(client):
    client.execute_interactive("var data = PlantedVideos.of(1L).dataset();", timeout=60)
    for code, expected in COMPLETED.items():
        found = completions(client, code)
        yield check(f"Tab in {code} gives {expected}", expected in found, found)
    for code, expected in EXPLAINED.items():
        found = explanation(client, code)
        yield check(f"Shift-Tab in {code} tells {expected}", all(part in found for part in expected), repr(found))


def main():
    manager, client = start_new_kernel(kernel_name=sys.argv[1])
    try:
        results = list(checks(client))
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
    print(f"{sum(results)} passed, {len(results) - sum(results)} failed")


if __name__ == "__main__":
    main()
