#!/usr/bin/env python3
"""Full rankings of the peer and of faiss, on the same vectors and pairs as this library's.

    ranking.py make FOLDER --users 55485 --items 5986 --interactions 1239508
    ranking.py torch FOLDER
    ranking.py faiss FOLDER

The first command writes random vectors of width 64, training and test pairs as .npy; the others rank all items but the
training items for all users with a test item, in turns, and say the metrics at the end.
"""
import argparse
import json
import pathlib

import numpy as np

import turns

WIDTH = 64
KS = (10, 20)


def make(folder, users, items, interactions):
    import torch_reference
    data = torch_reference.Data.synthetic(users, items, interactions, 1, 1)
    random = np.random.default_rng(1)
    for name, count in ("user", users), ("item", items):
        np.save(folder / f"{name}.npy", random.standard_normal((count, WIDTH), dtype=np.float32))
    np.save(folder / "train.npy", data.train)
    np.save(folder / "test.npy", data.test)


def torch_ranking(user, item, train, test, threads):
    """The peer's evaluation as it is."""
    import torch
    import torch_reference
    torch.set_num_threads(threads)
    data = torch_reference.Data(len(user), len(item), np.empty((0, 0)), train, train[:0], test)
    user, item = torch.from_numpy(user), torch.from_numpy(item)
    return lambda: torch_reference.evaluate(user, item, data, test, KS)


def faiss_ranking(user, item, train, test, threads):
    """An exact index by inner product. A selection of its own for every user would cost faiss its fast path, so it is
    asked for as many more neighbours as the users of a group have training items, which are then dropped."""
    import faiss
    faiss.omp_set_num_threads(threads)
    trained = np.sort(train[:, 0] * len(item) + train[:, 1])
    tested = np.sort(test[:, 0] * len(item) + test[:, 1])
    degree = np.bincount(train[:, 0], minlength=len(user))
    positives = np.bincount(test[:, 0], minlength=len(user))
    discount = 1 / np.log2(np.arange(2, max(KS) + 2))

    def among(keys, sorted_keys):
        place = np.minimum(np.searchsorted(sorted_keys, keys), len(sorted_keys) - 1)
        return sorted_keys[place] == keys

    def rank():
        index = faiss.IndexFlatIP(item.shape[1])
        index.add(item)
        who = np.flatnonzero(positives)
        who = who[np.argsort(degree[who], kind="stable")]  # so that the users of a group are alike
        sums = {k: np.zeros(5) for k in KS}
        for start in range(0, len(who), 4096):
            group = who[start:start + 4096]
            found = index.search(user[group], int(max(KS) + degree[group].max()))[1]
            keys = group[:, None] * len(item) + found
            new = ~among(keys, trained)
            chosen = np.argsort(~new, axis=1, kind="stable")[:, :max(KS)]  # the first new ones, best first
            hit = among(np.take_along_axis(keys, chosen, 1), tested)
            for k in KS:
                hits = hit[:, :k].sum(1)
                gain = (hit[:, :k] * discount[:k]).sum(1)
                ideal = np.cumsum(discount)[np.minimum(positives[group], k) - 1]
                sums[k] += [(hits / k).sum(), (hits / positives[group]).sum(), hits.sum(), (hits > 0).sum(),
                            (gain / ideal).sum()]
        out = {"users": len(who)}
        for k in KS:
            p, r, h, _, g = sums[k]
            out.update({f"P@{k}": p / len(who), f"R@{k}": r / len(who), f"HR@{k}": h / len(test), f"NDCG@{k}": g / len(who)})
        return out

    return rank


def measure(program, folder, threads):
    arrays = [np.load(folder / f"{name}.npy") for name in ("user", "item", "train", "test")]
    rank = {"torch": torch_ranking, "faiss": faiss_ranking}[program](*arrays, threads)
    found = {}
    turns.take(lambda: found.update(rank()), {"metrics": found})


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program", choices=["make", "torch", "faiss"])
    parser.add_argument("folder", type=pathlib.Path)
    for name in ("users", "items", "interactions"):
        parser.add_argument(f"--{name}", type=int)
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    if options.program == "make":
        make(options.folder, options.users, options.items, options.interactions)
        print(json.dumps({"made": str(options.folder)}))
    else:
        measure(options.program, options.folder, options.threads)


if __name__ == "__main__":
    main()
