#!/usr/bin/env python3
"""Writes small MetaMMF weights from PyTorch, with the scores that PyTorch gets from them, for the library's tests.

    pip install torch safetensors
    python lib-src/test/python/weights.py lib-src/test/resources/metammf/model

For each layer form and each head two files: weights-FORM-HEAD.safetensors under the names that the library reads, and
expected-FORM-HEAD.safetensors with the features, the training pairs and the scores of all users and items. The form
'released' goes with the released code's settings: linear meta information, biases, no activation at the end.
"""
import itertools
import pathlib
import sys

import torch
from safetensors.torch import save_file
from torch.nn.functional import leaky_relu

USERS, ITEMS, FEATURES, META, HIDDEN, RANK, WIDTHS, ID = 9, 12, 10, 4, 6, 3, (8, 5), 3
WIDTH = WIDTHS[-1] + ID


def weights(form, head):
    """Random parameters under their names; a matrix is (input, output)."""
    shapes = {"user": (USERS, WIDTH), "item.id": (ITEMS, ID),
              "meta.hidden.weight": (FEATURES, HIDDEN), "meta.hidden.bias": (HIDDEN,),
              "meta.output.weight": (HIDDEN, META), "meta.output.bias": (META,)}
    for n, (inputs, outputs) in enumerate(zip((FEATURES, *WIDTHS), WIDTHS), 1):
        shapes[f"fusion.{n}.static"] = (inputs, outputs)
        if form == "full":
            shapes[f"fusion.{n}.tensor"] = (META, inputs, outputs)
        else:
            shapes |= {f"fusion.{n}.a": (inputs, RANK), f"fusion.{n}.b": (RANK, outputs), f"fusion.{n}.c": (META, RANK)}
    for l in (1, 2) if head == "gcn" else ():
        shapes |= {f"gcn.{l}.self": (WIDTH, WIDTH), f"gcn.{l}.neighbour": (WIDTH, WIDTH)}
        if form == "released":
            shapes[f"gcn.{l}.bias"] = (WIDTH,)
    return {name: torch.randn(shape) / 2 for name, shape in shapes.items()}


def item_vectors(w, x, form):
    """Eq. (7), (9), (12) and (2), with an explicit weight matrix for every item."""
    hidden = torch.relu(x @ w["meta.hidden.weight"] + w["meta.hidden.bias"])
    s = hidden @ w["meta.output.weight"] + w["meta.output.bias"]
    s = s if form == "released" else torch.relu(s)
    h = x
    for n in range(1, len(WIDTHS) + 1):
        layer = {part: w.get(f"fusion.{n}.{part}") for part in ("static", "tensor", "a", "b", "c")}
        if form == "full":
            tensor = layer["tensor"]
        elif form == "cp":
            tensor = torch.einsum("qr,rp,kr->kqp", layer["a"], layer["b"], layer["c"])
        else:
            tensor = torch.einsum("qr,rp,k->kqp", layer["a"], layer["b"], layer["c"].sum(1))
        matrices = layer["static"] + torch.einsum("kqp,ik->iqp", tensor, s)
        h = torch.einsum("iq,iqp->ip", h, matrices)
        h = leaky_relu(h, 0.01) if n < len(WIDTHS) else h
    return torch.cat([h, w["item.id"]], 1)


def scores(w, x, pairs, form, head):
    """Eq. (16), or eq. (17) and (18)."""
    e = torch.cat([w["user"], item_vectors(w, x, form)])
    adjacency = torch.zeros(USERS + ITEMS, USERS + ITEMS)
    for u, i in pairs:
        adjacency[u, USERS + i] = adjacency[USERS + i, u] = 1
    mean = adjacency / adjacency.sum(1, keepdim=True).clamp(min=1)
    for l in (1, 2) if head == "gcn" else ():
        e = e @ w[f"gcn.{l}.self"] + mean @ e @ w[f"gcn.{l}.neighbour"] + w.get(f"gcn.{l}.bias", 0)
        e = leaky_relu(e, 0.01) if l == 1 or form != "released" else e
    return e[:USERS] @ e[USERS:].T


def main(folder):
    torch.manual_seed(1)
    for form, head in itertools.product(("full", "cp", "released"), ("mf", "gcn")):
        x = torch.randn(ITEMS, FEATURES)
        pairs = [(u, i) for u in range(USERS - 1) for i in range(ITEMS) if torch.rand(1) < 0.3]
        w = weights(form, head)
        save_file(w, folder / f"weights-{form}-{head}.safetensors")
        expected = {"features": x, "pairs": torch.tensor(pairs, dtype=torch.float32),
                    "scores": scores(w, x, pairs, form, head)}
        save_file(expected, folder / f"expected-{form}-{head}.safetensors")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
