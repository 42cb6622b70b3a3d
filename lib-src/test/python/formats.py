#!/usr/bin/env python3
"""Writes small files of Python's own libraries, for the tests of the library's readers.

    pip install numpy scipy torch safetensors
    python lib-src/test/python/formats.py lib-src/test/resources/metammf/data/format

values-P.pkl, arrays-P.pkl, sparse-P.pkl: protocol P. numbers.npz, numbers-compressed.npz: every type, order and
dimension, each as 0, 1, ... in its own type. versions.npz: NumPy's file format 1 to 3. tensors.pt, tensors-old.pt:
today's archive and the stream of before PyTorch 1.6. types.safetensors: every type that both sides know.
"""
import collections
import io
import pathlib
import pickle
import sys
import zipfile

import numpy as np
import scipy.sparse
import torch
from safetensors.torch import save_file

VALUES = {
    "none": None, "true": True, "false": False, "small": 7, "word": 300, "negative": -70000, "long": 2**40,
    "beyond": 2**80, "fraction": -2.5, "text": "a 'quoted' \\ line\nwith ünïcode 影片", "bytes": b"\x00\xff\n'\\",
    "buffer": bytearray(b"abc"), "empty": [[], (), {}, b"", ""], "list": [1, [2, [3]]], "tuple": (1, 2, 3, 4),
    "pair": (1, 2), "set": {5}, "frozen": frozenset([6]), "ordered": collections.OrderedDict([("b", 1), ("a", 2)]),
    "default": collections.defaultdict(list, {1: [2, 3]}),
}
VALUES["again"] = VALUES["list"]


def arrays():
    lists = np.empty(3, dtype=object)
    lists[:] = [[0, 10, 11], [1], [2, np.int64(12)]]
    single = np.array(None, dtype=object)
    single[()] = {0: {10, 11}, 1: [12]}
    return {
        "doubles": np.arange(6, dtype="<f8").reshape(2, 3) / 4, "columns": np.asfortranarray(np.arange(6.0).reshape(2, 3)),
        "integers": np.arange(4, dtype=">i4"), "number": np.float32(0.1), "id": np.int64(2**40), "truth": np.bool_(True),
        "lists": lists, "single": single,
    }


def sparse():
    row, column = np.array([0, 2, 1], dtype=np.int32), np.array([3, 0, 1], dtype=np.int32)
    coo = scipy.sparse.coo_matrix((np.ones(3), (row, column)), shape=(3, 4))
    return {"coo": coo, "csr": coo.tocsr(), "coo_array": scipy.sparse.coo_array(coo), "csr_array": scipy.sparse.csr_array(coo)}


def numbers():
    for code in "b1 i1 i2 i4 i8 u1 u2 u4 u8 f2 f4 f8".split():
        for order in "<>":
            for layout in "CF":
                for shape in (), (3,), (2, 3), (2, 3, 2):
                    values = np.arange(int(np.prod(shape))).astype(order + code).reshape(shape)
                    name = f"{code}-{'little' if order == '<' else 'big'}-{layout}-{len(shape)}"
                    yield name, np.array(values, order=layout)


def versions(file):
    with zipfile.ZipFile(file, "w") as archive:
        for version in 1, 2, 3:
            stream = io.BytesIO()
            np.lib.format.write_array(stream, np.arange(6, dtype="<f4").reshape(2, 3), version=(version, 0))
            archive.writestr(f"version-{version}.npy", stream.getvalue())


def tensors():
    whole = torch.arange(12, dtype=torch.float32).reshape(3, 4)
    return collections.OrderedDict(
        whole=whole, turned=whole.t(), part=whole[1:, 1:3], half=torch.tensor([0.5, -2], dtype=torch.float16),
        brain=torch.tensor([0.5, -2], dtype=torch.bfloat16), double=torch.tensor([0.1], dtype=torch.float64),
        integers=torch.tensor([2**40, -1]), truth=torch.tensor([True, False]), number=torch.tensor(3.0),
        parameter=torch.nn.Parameter(torch.ones(2)))


def main(folder):
    for protocol in range(6):
        for name, value in (("values", VALUES), ("arrays", arrays()), ("sparse", sparse())):
            if name != "sparse" or protocol >= 2:
                (folder / f"{name}-{protocol}.pkl").write_bytes(pickle.dumps(value, protocol))
    np.savez(folder / "numbers.npz", **dict(numbers()))
    np.savez_compressed(folder / "numbers-compressed.npz", **dict(numbers()))
    versions(folder / "versions.npz")
    torch.save(tensors(), folder / "tensors.pt")
    torch.save(tensors(), folder / "tensors-old.pt", _use_new_zipfile_serialization=False)
    types = "bool int8 int16 int32 int64 uint8 uint16 uint32 uint64 float16 bfloat16 float32 float64"
    save_file({name: torch.tensor([[0, 1, 2]]).to(getattr(torch, name)) for name in types.split()}, folder / "types.safetensors")


main(pathlib.Path(sys.argv[1]))
