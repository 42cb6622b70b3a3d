#!/usr/bin/env python3
"""The peer's steps or epochs, in turns. An epoch: negatives sampled, all steps, validation by a full ranking.

The peer's own loop, but that every epoch is validated and the test split is left alone.
"""
import argparse

import numpy as np
import torch

import torch_reference as peer
import turns


class Training:
    """The peer's model on random data."""

    def __init__(self, options):
        torch.manual_seed(1)
        dims = [int(width) for width in options.dims.split("-")]
        data = peer.Data.synthetic(options.users, options.items, options.interactions, dims[0], 1)
        graph = peer.mean_graph(data.train, data.users, data.items) if options.head == "gcn" else None
        model = peer.MetaMMF(data.users, data.items, dims, options.fusion, meta_hidden=options.meta_hidden, head=options.head)
        self.device = "cuda" if options.gpu and torch.cuda.is_available() else "cpu"
        self.model, data.x = model.to(self.device), data.x.to(self.device)
        self.graph = graph and [part.to(self.device) for part in graph]
        self.data, self.mixed, self.validation = data, options.autocast, data.val[:options.validation]
        self.adam = torch.optim.Adam(model.parameters(), lr=1e-3, weight_decay=1e-6, fused=True)
        self.random = np.random.default_rng(1)
        self.rest = iter(())

    def train(self, batch):
        self.adam.zero_grad()
        with torch.autocast(self.device, dtype=torch.bfloat16, enabled=self.mixed):
            loss = self.model.loss(self.data.x, self.graph, *(ids.to(self.device) for ids in batch))
        loss.backward()
        self.adam.step()
        return float(loss.detach())

    def step(self):
        self.train(next(self.rest))

    def prepare(self):
        """The batches of some hundred steps, which a step does not sample itself."""
        batches = list(self.data.batches(3000, self.random))
        self.rest = iter(batches[n % len(batches)] for n in range(10 ** 9))

    def epoch(self):
        for batch in self.data.batches(3000, self.random):
            self.train(batch)
        with torch.no_grad(), torch.autocast(self.device, dtype=torch.bfloat16, enabled=self.mixed):
            users, items = self.model.embeddings(self.data.x, self.graph)
        peer.evaluate(users.float().cpu(), items.float().cpu(), self.data, self.validation)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("turn", choices=["step", "epoch"])
    for name in "users", "items", "interactions":
        parser.add_argument(f"--{name}", type=int, required=True)
    parser.add_argument("--validation", type=int, help="validation pairs; default: a tenth of the interactions")
    parser.add_argument("--dims", required=True)
    parser.add_argument("--fusion", choices=["cp", "full"], required=True)
    parser.add_argument("--head", choices=["mf", "gcn"], required=True)
    parser.add_argument("--meta-hidden", type=int, default=0)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--autocast", action="store_true", help="multiply in bfloat16")
    parser.add_argument("--gpu", action="store_true", help="on the first GPU, if there is one")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    training = Training(options)
    if options.turn == "step":
        training.prepare()
    turns.take(training.step if options.turn == "step" else training.epoch, {})


if __name__ == "__main__":
    main()
