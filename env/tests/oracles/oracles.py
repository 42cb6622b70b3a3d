#!/usr/bin/env python3
"""Computes metrics with pytrec_eval, ranx and RecTools, each into a file of JSON; started by test_oracles.py.

    python oracles.py FOLDER        # with the files of rankings.jsh

pytrec_eval and ranx get the scores of all candidates and rank by themselves; items are named so that of equal scores the
smaller id comes first, the rule of the library. Users with nothing held out are unknown to both, lists may be shorter than
K. RecTools gets the lists and measures what they are like.
"""
import collections
import csv
import json
import pathlib
import sys

import pandas
import pytrec_eval
from ranx import Qrels, Run, evaluate
from rectools.metrics import AvgRecPopularity, CatalogCoverage, IntraListDiversity, MeanInvUserFreq
from rectools.metrics.distances import PairwiseDistanceCalculator
from scipy.spatial.distance import cosine

METRICS = {"precision": ("P", "precision"), "recall": ("recall", "recall"), "hitRate": ("success", "hit_rate"),
           "ndcg": ("ndcg_cut", "ndcg")}


def rows(file):
    with file.open() as stream:
        return list(csv.DictReader(stream))


def name(item):
    """trec_eval puts the greater name first."""
    return f"{9999 - int(item):04d}"


def nested(lines, value):
    cases = collections.defaultdict(lambda: collections.defaultdict(dict))
    for line in lines:
        cases[line["case"]][line["user"]][name(line["item"])] = value(line)
    return cases


def by_pytrec_eval(held, scores, ks):
    measures = {f"{trec}.{','.join(map(str, ks))}" for trec, _ in METRICS.values()}
    found = pytrec_eval.RelevanceEvaluator(held, measures).evaluate({u: scores.get(u, {}) for u in held})
    return {(user, metric, k): values[f"{trec}_{k}"] for user, values in found.items()
            for metric, (trec, _) in METRICS.items() for k in ks}


def by_ranx(held, scores, ks):
    """Its sort is not stable: equal scores are told apart by the order of the names first."""
    lists = {u: sorted(scores[u], key=lambda item: (scores[u][item], item), reverse=True) for u in held}
    run = Run({u: {item: float(len(items) - n) for n, item in enumerate(items)} for u, items in lists.items()})
    names = {f"{ranx}@{k}": (metric, k) for metric, (_, ranx) in METRICS.items() for k in ks}
    evaluate(Qrels(held), run, list(names))
    return {(user, *names[label]): value for label, values in run.scores.items() for user, value in values.items()}


class Cosine(PairwiseDistanceCalculator):
    """The cosine distance of two items' content."""

    def __init__(self, content):
        self.content = content

    def _get_distances_for_item_pairs(self, items_0, items_1):
        return [cosine(self.content[one], self.content[other]) for one, other in zip(items_0, items_1)]


def by_rectools(held, scores, train, content, ks):
    """What the lists of the users with held-out items are like. RecTools calls the diversity of one item 0."""
    lists = [(user, item, rank + 1) for user in held for rank, item in
             enumerate(sorted(scores.get(user, {}), key=lambda item: (scores[user][item], item), reverse=True))]
    lists = pandas.DataFrame(lists, columns=["user_id", "item_id", "rank"])
    clicks = pandas.DataFrame([(user, item) for user in train for item in train[user]], columns=["user_id", "item_id"])
    found = {}
    for k in ks:
        found["coverage", k] = CatalogCoverage(k, normalize=True).calc(lists, list(content))
        found["popularity", k] = AvgRecPopularity(k).calc(lists, clicks)
        found["novelty", k] = MeanInvUserFreq(k).calc(lists, clicks)
        if k > 1:
            found["diversity", k] = IntraListDiversity(k, Cosine(content)).calc(lists)
    return found


def with_means(found, held, ks):
    """The numbers of all users together; the micro recall weighs a user by its held-out items."""
    total = sum(len(items) for items in held.values())
    for k in ks:
        for metric in METRICS:
            found["all", metric, k] = sum(found[user, metric, k] for user in held) / len(held)
        found["all", "microRecall", k] = sum(found[u, "recall", k] * len(items) for u, items in held.items()) / total
    return found


def main(folder):
    held = nested(rows(folder / "held.csv"), lambda line: 1)
    scores = nested(rows(folder / "scores.csv"), lambda line: float(line["score"]))
    ks = sorted({int(line["k"]) for line in rows(folder / "measured.csv")})
    for oracle in (by_pytrec_eval, by_ranx):
        found = [[case, user, metric, str(k), value] for case in held
                 for (user, metric, k), value in with_means(oracle(held[case], scores[case], ks), held[case], ks).items()]
        (folder / f"{oracle.__name__}.json").write_text(json.dumps(found))
    train = nested(rows(folder / "train.csv"), lambda line: 1)
    content = {name(line["item"]): [float(line[c]) for c in "abc"] for line in rows(folder / "content.csv")}
    found = [[case, str(k), metric, float(value)] for case in held for (metric, k), value in
             by_rectools(held[case], scores[case], train[case], content, ks).items()]
    (folder / "by_rectools.json").write_text(json.dumps(found))


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
