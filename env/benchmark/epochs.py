#!/usr/bin/env python3
"""Times epochs of the peer: negatives sampled, all steps, validation by a full ranking; one JSON line.

The peer's own loop, but that every epoch is validated and the test split is left alone. Of several epochs the first
warms up.
"""
import argparse
import json
import resource
import statistics
import time

import numpy as np
import torch

import torch_reference as peer


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    for name in "users", "items", "interactions", "epochs":
        parser.add_argument(f"--{name}", type=int, required=True)
    parser.add_argument("--validation", type=int, help="validation pairs; default: a tenth of the interactions")
    parser.add_argument("--dims", required=True)
    parser.add_argument("--fusion", choices=["cp", "full"], required=True)
    parser.add_argument("--head", choices=["mf", "gcn"], required=True)
    parser.add_argument("--meta-hidden", type=int, default=0)
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    torch.manual_seed(1)
    random = np.random.default_rng(1)
    dims = [int(width) for width in options.dims.split("-")]
    data = peer.Data.synthetic(options.users, options.items, options.interactions, dims[0], 1)
    graph = peer.mean_graph(data.train, data.users, data.items) if options.head == "gcn" else None
    model = peer.MetaMMF(data.users, data.items, dims, options.fusion, meta_hidden=options.meta_hidden, head=options.head)
    adam = torch.optim.Adam(model.parameters(), lr=1e-3, weight_decay=1e-6, fused=True)
    seconds = []
    for _ in range(options.epochs):
        start = time.perf_counter()
        for batch in data.batches(3000, random):
            adam.zero_grad()
            loss = model.loss(data.x, graph, *batch)
            loss.backward()
            adam.step()
            float(loss.detach())
        with torch.no_grad():
            peer.evaluate(*model.embeddings(data.x, graph), data, data.val[:options.validation])
        seconds.append(time.perf_counter() - start)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2 ** 20
    print(json.dumps({"seconds": statistics.median(seconds[1:] or seconds), "peak_rss_gb": round(peak, 3)}))


if __name__ == "__main__":
    main()
