#!/usr/bin/env python3
"""Writes data sets as other programs leave them, for the tests of the library's layouts.

    pip install numpy==2.4.6 scipy==1.17.1
    python lib-src/test/python/layouts.py lib-src/test/resources/metammf/data

cases/NAME: inputs after public bug reports; cases/README.md says what is right. random-sets.zip: SET/LAYOUT, the same
random sets in every layout, each with truth.json: what the folder says. The same versions write the same bytes.
"""
import io
import json
import pathlib
import pickle
import random
import sys
import zipfile

import numpy as np
import scipy.sparse

PARTS = "train", "validation", "test"
LETTERS = "abcXYZ019äßéñøЖжλשمक影片한🎬-_.,\"+#%&()' "
SETS = 6


# Cases

USERS = [[3, 4, 6, 1, 2], [7, 5, 4, 0, 6], [7, 2, 4, 1, 5], [7, 4, 6, 3, 5], [2, 1, 5, 6, 3], [0, 5, 7, 1, 6]]
SPLIT = [0, 0, 0, 1, 2]  # of the items of each of these users


def interactions(separator, header, parts):
    return "".join([separator.join(header) + "\n"] + [
        separator.join([str(u), str(i), str(parts[part])]) + "\n"
        for u, items in enumerate(USERS) for i, part in zip(items, SPLIT)])


def features(width):
    return (np.arange(8)[:, None] * 10 + np.arange(width)).astype("<f4")  # row n is 10 n, 10 n + 1, ...


def cases():
    own = interactions(",", ["user", "item", "split"], PARTS)
    mmrec = {"toys.inter": interactions("\t", ["userID", "itemID", "x_label"], range(3)),
             "image_feat.npy": npy(features(4)), "text_feat.npy": npy(features(3))}
    numbers = "\n".join([",".join(map(str, range(3)))] + [",".join(map(str, row)) for row in features(3)]) + "\n"
    yield "numeric-header", {"interactions.csv": own, "visual.csv": numbers}
    hidden = b"\0\5\x16\7\0\2\0\0Mac OS X        "
    yield "macos-files", {"interactions.csv": own, "visual.npy": npy(features(3)), "._interactions.csv": hidden,
                          "._visual.npy": hidden, ".DS_Store": b"\0\0\0\1Bud1"}
    times = [f"{u},{i},1600000000.{9 - n}00\n" for u, items in enumerate(USERS) for n, i in enumerate(items)]
    yield "fractional-times", {"interactions.csv": "user,item,timestamp\n" + "".join(times)}
    yield "side-array", mmrec | {"user_graph_dict.npy": npy(np.array(
        {u: [[(u + 1) % 6], [2.0]] for u in range(6)}, dtype=object))}
    yield "side-table", mmrec | {
        "i_id_mapping.csv": "asin\titemID\n" + "".join(f"000{i}X\t{i}\n" for i in range(8)),
        "u_id_mapping.csv": "user_id\tuserID\n" + "".join(f"A0{u}X\t{u}\n" for u in range(6))}
    yield "side-files", mmrec | {
        "toys-indexed.inter": interactions("\t", ["userID", "itemID", "rating"], [5, 4, 3]),
        "missed_img_itemIDs.csv": "1\n5\n",
        "meta-toys.csv": "itemID,title,price\n" + "".join(f'{i},"A toy, {i}",{i}.99\n' for i in range(8)),
        "v_feat.npy": npy(features(4)[:5]), "item_pairs.npy": npy(np.arange(14).reshape(7, 2))}
    quotes = [("u1", ["a", '"Best" of', 'it"s', "b", "c"]), ("u2", ['"open', "a", "b", "d", 'it"s']),
              ("u3", ["a", 'c"', "d", "b", "c"])]
    yield "quote-in-field", {"q.inter": tokens(quotes)}
    quotes = [("u1", "a b c e".split()), ("u2", ['"open', "a", "b", "d"]), ("u3", ['close"', "a", "c", "d", "b"])]
    yield "quote-swallows-lines", {"q.inter": tokens(quotes)}
    yield "user-item-weight-lines", {f"{part}.txt": "".join(
        f"{u} {(7 * u + 3 * n) % 30} 1\n" for u in range(40) for n in range(first, last))
        for part, first, last in (("train", 0, 7), ("valid", 7, 8), ("test", 8, 10))}
    yield "users-without-items", {"train.txt": "0 1 2 3 \n1 0 2\n2\n3 4 \n4 0 1 5\n5 \n",
                                  "test.txt": "0 0\n1 1 \n2 \n3\n4 2\n5\n"}
    log = [(u, v, n) for u in range(6) for n, v in enumerate([1, 2, 3, 4, 5, 3])]  # each watches video 3 twice
    yield "video-log", {"interactions.csv": "user_id,video_id,play_duration,video_duration,time,date,timestamp,watch_ratio\n"
                        + "".join(f"{u},{v},1,2,2020-09-01 11:27:{10 + n}.599,20200901,15989308{n}.599,0.5\n"
                                  for u, v, n in log)}
    one = np.zeros((2000, 2200), dtype="<f4")  # more than 16 MiB
    one[np.arange(2000), np.arange(2000) * 7 % 2200] = 1
    stream = io.BytesIO()
    np.savez_compressed(stream, one)
    yield "compressed-features", {"textual.npz": stream.getvalue(), "interactions.csv": "user,item,split\n" + "".join(
        f"{i % 50},{i},{PARTS[0 if i < 1800 else 1 + i % 2]}\n" for i in range(2000))}


def tokens(lists):
    return "user_id:token\titem_id:token\n" + "".join(f"{u}\t{i}\n" for u, items in lists for i in items)


# Random sets: everything is numbered; a layout that has ids gives them names

class RandomSet:
    def __init__(self, seed):
        rng = random.Random(seed)
        self.users, self.items = rng.randint(3, 9), rng.randint(5, 14)
        warm = rng.sample(range(self.users), rng.randint(2, self.users))  # the others are cold
        pairs = [(u, i) for u in warm for i in rng.sample(range(self.items), rng.randint(2, self.items // 2))]
        rng.shuffle(pairs)
        self.pairs = {part: [] for part in PARTS}
        for n, pair in enumerate(pairs):
            self.pairs["train" if n < 3 else rng.choice(("train", "train", "train") + PARTS)].append(pair)
        names = rng.sample(("visual", "acoustic", "textual"), rng.randint(0, 3))
        self.features = {name: np.array([[rng.randint(-64, 64) / 8 for _ in range(width)] for _ in range(self.items)],
                                        dtype="<f4") for name in names for width in [rng.randint(2, 5)]}
        self.user_ids = ids(rng, self.users)
        self.item_ids = ids(rng, self.items)
        self.weights = rng.choice(("1", "1.0", "rating"))
        self.rng = rng

    def rows(self, part):
        """Users and their items, users without items too."""
        return [(u, [i for v, i in self.pairs[part] if v == u]) for u in range(self.users)]

    def named_users(self):
        return sorted({u for part in PARTS for u, _ in self.pairs[part]})

    def named_items(self):
        return sorted({i for part in PARTS for _, i in self.pairs[part]})

    def matrix(self, part):
        users, items = zip(*self.pairs[part]) if self.pairs[part] else ((), ())
        return scipy.sparse.coo_matrix((np.ones(len(users)), (users, items)), shape=(self.users, self.items))


def ids(rng, count):
    found = {}  # in the order in which they were found
    while len(found) < count:
        text = "".join(rng.choice(LETTERS) for _ in range(rng.randint(1, 6))).strip()
        if text and not text.isdigit():
            found[text] = None
    return list(found)


def numbers(s):
    return list(map(str, range(s.users))), list(map(str, range(s.items)))


def matrices(s):
    return {f"{name}_feat.npy": npy(matrix) for name, matrix in short(s).items()}


def short(s):
    return {{"visual": "image", "acoustic": "audio", "textual": "text"}[name]: m for name, m in s.features.items()}


def quoted(text):
    return '"' + text.replace('"', '""') + '"' if any(c in text for c in ',"\n') else text


def own_ids(s):
    """Any ids, in the interactions and in every feature table."""
    lines = [(s.user_ids[u], s.item_ids[i], part) for part in PARTS for u, i in s.pairs[part]]
    s.rng.shuffle(lines)
    files = {"interactions.csv": "user,item,split\n" + "".join(",".join(map(quoted, line)) + "\n" for line in lines)}
    for n, (name, matrix) in enumerate(s.features.items()):
        rows = [(s.item_ids[i], matrix[i].tolist()) for i in s.rng.sample(range(s.items), s.items)]
        if n == 1:
            files[name + ".json"] = json.dumps(dict(rows), ensure_ascii=False)
        else:
            files[name + ".csv"] = ",".join(["item"] + [f"f{c}" for c in range(matrix.shape[1])]) + "\n" + "".join(
                quoted(i) + "," + ",".join(map(str, row)) + "\n" for i, row in rows)
    items = range(s.items) if s.features else s.named_items()
    return files, [s.user_ids[u] for u in s.named_users()], [s.item_ids[i] for i in items]


def table(s, separator, header, parts):
    users = [str(u) for u in s.named_users()]
    items = [str(i) for i in (range(s.items) if s.features else s.named_items())]
    lines = [separator.join([str(u), str(i), str(parts[n])]) for n, part in enumerate(PARTS) for u, i in s.pairs[part]]
    s.rng.shuffle(lines)
    return "\n".join([separator.join(header)] + lines) + "\n", users, items


def own_rows(s):
    text, users, items = table(s, "\t", ["user", "item", "split"], PARTS)
    return {"interactions.tsv": text} | {f"{name}.npy": npy(m) for name, m in s.features.items()}, users, items


def mmrec(s):
    text, users, items = table(s, "\t", ["userID", "itemID", "x_label"], range(3))
    return {"toys.inter": text} | matrices(s), users, items


def mmgcn(s, first=0):
    files = {"train.npy": npy(np.array([[u, i + first] for u, i in s.pairs["train"]], dtype="<i8"))}
    for part in "validation", "test":
        rows = [[u] + [i + first for i in items] for u, items in s.rows(part)]
        files[part[:3].replace("tes", "test") + "_full.npy"] = npy(objects(rows))
    users, items = numbers(s)
    known = range(s.items) if s.features else range(max(s.named_items()) + 1)
    named = {"visual": "v_feat.npy", "acoustic": "a_feat.npy", "textual": "t_feat.npy"}
    files |= {named[name]: npy(m) for name, m in s.features.items()}
    return files, users, [str(i + first) for i in known]


def clcrec(s):
    files, users, items = mmgcn(s, s.users)
    del files["train.npy"]
    train = {u: [i + s.users for i in row] for u, row in s.rows("train")}
    return {"user_item_train_dict.npy": npy(np.array(train, dtype=object))} | files, users, items


def objects(rows):
    array = np.empty(len(rows), dtype=object)
    array[:] = rows
    return array


def diffmm(kind, names, protocol):
    def write(s):
        files = {f"{name}.pkl": pickle.dumps(getattr(s.matrix(part), "to" + kind)(), protocol)
                 for name, part in zip(names.split(), PARTS)}
        return (files | matrices(s), *numbers(s))
    return write


def archives(s):
    files = {}
    for name, part, kind in (("train_mat", "train", "csr"), ("val_mat", "validation", "coo"), ("test_mat", "test", "csc")):
        stream = io.BytesIO()
        scipy.sparse.save_npz(stream, getattr(s.matrix(part), "to" + kind)())
        files[name + ".npz"] = stream.getvalue()
    return (files | matrices(s), *numbers(s))


def known_items(s):
    return [str(i) for i in (range(s.items) if s.features else range(max(s.named_items()) + 1))]


def lattice(s):
    files = {f"5-core/{name}.json": json.dumps({str(u): items for u, items in s.rows(part)})
             for name, part in zip(("train", "val", "test"), PARTS)}
    return files | matrices(s), numbers(s)[0], known_items(s)


def lightgcn(s):
    files = {f"{name}.txt": "".join(" ".join(map(str, [u] + items)) + "\n" for u, items in s.rows(part))
             for name, part in zip(("train", "valid", "test"), PARTS)}
    return files | matrices(s), numbers(s)[0], known_items(s)


def selfrec(s):
    weight = lambda: str(s.rng.randint(1, 5)) if s.weights == "rating" else s.weights
    files = {f"{name}.txt": "".join(f"{u}\t{i}\t{weight()}\n" for u, i in s.pairs[part])
             for name, part in zip(("train", "valid", "test"), PARTS)}
    items = range(s.items) if s.features else s.named_items()
    return files | matrices(s), list(map(str, s.named_users())), list(map(str, items))


LAYOUTS = {
    "own-ids": own_ids, "own-rows": own_rows, "mmrec": mmrec, "mmgcn": mmgcn,
    "mmgcn-shifted": lambda s: mmgcn(s, s.users), "clcrec": clcrec,
    "diffmm-coo": diffmm("coo", "trnMat valMat tstMat", 4), "diffmm-csr": diffmm("csr", "trnMat valMat tstMat", 2),
    "sslrec-csc": diffmm("csc", "train_mat valid_mat test_mat", 5), "sslrec-lil": diffmm("lil", "trn_mat_buy val_mat tst_mat", 4),
    "archives": archives, "lattice": lattice, "lightgcn": lightgcn, "selfrec": selfrec,
}


def npy(array):
    stream = io.BytesIO()
    np.save(stream, array, allow_pickle=True)
    return stream.getvalue()


def truth(s, users, items, layout):
    name_of_user, name_of_item = (s.user_ids, s.item_ids) if layout == "own-ids" else (
        numbers(s)[0], [str(i + (s.users if layout in ("mmgcn-shifted", "clcrec") else 0)) for i in range(s.items)])
    return json.dumps({
        "users": users, "items": items,
        **{part: [[name_of_user[u], name_of_item[i]] for u, i in s.pairs[part]] for part in PARTS},
        "features": {name: {name_of_item[i]: row for i, row in enumerate(m.tolist())} for name, m in s.features.items()},
    }, ensure_ascii=False)


def content(value):
    return value.encode() if isinstance(value, str) else value


def main(folder):
    for name, files in cases():
        (folder / "cases" / name).mkdir(parents=True, exist_ok=True)
        for file, value in files.items():
            (folder / "cases" / name / file).write_bytes(content(value))
    with zipfile.ZipFile(folder / "random-sets.zip", "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for seed in range(SETS):
            for layout, write in LAYOUTS.items():
                s = RandomSet(seed)
                files, users, items = write(s)
                for file, value in (files | {"truth.json": truth(s, users, items, layout)}).items():
                    archive.writestr(zipfile.ZipInfo(f"{seed}/{layout}/{file}"), content(value),
                                     zipfile.ZIP_DEFLATED, 9)


main(pathlib.Path(sys.argv[1]))
