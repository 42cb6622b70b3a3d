#!/usr/bin/env python3
"""Makes the built-in set in the library's resources from the files of the public DiffMM repository.

    python3 lib-src/main/python/tiktok.py SOURCE lib-src/main/resources/metammf/data/folder/tiktok

SOURCE is the folder Datasets/tiktok of HKUDS/DiffMM at commit fae20e64, which holds trnMat.pkl, valMat.pkl,
tstMat.pkl, image_feat.npy and audio_feat.npy. Needs nothing but Python. With --check the files are compared, not
written. The features are copied byte by byte; the pickled SciPy matrices become lists of (user, item) pairs, ordered
by user, then item, as unsigned 16-bit numbers. checksums.txt holds the SHA-256 of every file.
"""
import array
import hashlib
import pathlib
import pickle
import sys

PAIRS = {"train": "trnMat.pkl", "validation": "valMat.pkl", "test": "tstMat.pkl"}
FEATURES = {"visual": "image_feat.npy", "acoustic": "audio_feat.npy"}


class Stub:
    """Stands for a class of NumPy or SciPy: keeps what the pickle says of it, runs nothing."""

    def __init__(self, *arguments):
        self.arguments = arguments

    def __setstate__(self, state):
        self.state = state


class Matrix(Stub):
    """scipy.sparse.coo_matrix"""


class Unpickler(pickle.Unpickler):
    """Builds stubs only, and only for the names that these files hold."""

    def find_class(self, module, name):
        if (module.split(".")[0], name) == ("scipy", "coo_matrix"):
            return Matrix
        if module.split(".")[0] == "numpy" and name in ("_reconstruct", "ndarray", "dtype", "scalar"):
            return Stub
        raise pickle.UnpicklingError(f"{module}.{name} is not expected here")


def integers(stub):
    """The values of a pickled int32 array."""
    _, shape, dtype, _, data = stub.state
    assert dtype.arguments[0] == "i4" and dtype.state[1] == "<", dtype.arguments
    values = array.array("i", data)
    assert len(values) == shape[0] and values.itemsize == 4
    if sys.byteorder == "big":
        values.byteswap()
    return values


def pairs(path):
    """The (user, item) pairs of a pickled SciPy COO matrix."""
    with open(path, "rb") as file:
        state = Unpickler(file).load().state
    found = sorted(zip(integers(state["row"]), integers(state["col"])))
    assert len(set(found)) == len(found), f"{path}: duplicates"
    return found


def npy(found):
    """A NumPy file of (n, 2) unsigned 16-bit numbers."""
    values = array.array("H", [number for pair in found for number in pair])
    if sys.byteorder == "big":
        values.byteswap()
    header = f"{{'descr': '<u2', 'fortran_order': False, 'shape': ({len(found)}, 2), }}"
    header += " " * (-(len(header) + 11) % 64) + "\n"
    return b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little") + header.encode() + values.tobytes()


def convert(source):
    files = {f"{name}.npy": npy(pairs(source / original)) for name, original in PAIRS.items()}
    files.update({f"{name}.npy": (source / original).read_bytes() for name, original in FEATURES.items()})
    sums = [f"{hashlib.sha256(data).hexdigest()}  {name}\n" for name, data in sorted(files.items())]
    return {**files, "checksums.txt": "".join(sums).encode()}


def main(arguments):
    check = "--check" in arguments
    source, target = (pathlib.Path(a) for a in arguments if a != "--check")
    for name, data in convert(source).items():
        if check and (target / name).read_bytes() != data:
            sys.exit(f"{target / name} differs from what {source} gives")
        if not check:
            target.mkdir(parents=True, exist_ok=True)
            (target / name).write_bytes(data)
    print("equal" if check else f"written to {target}")


if __name__ == "__main__":
    main(sys.argv[1:])
