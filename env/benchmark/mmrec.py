#!/usr/bin/env python3
"""Epochs of a model of the public framework MMRec, in turns: its own code and configuration files, on the built-in set.

    mmrec.py CHECKOUT FOLDER MODEL

The first value of every list of hyperparameters is taken, except of the learning rate. The folder receives the data set
in MMRec's layout; nothing in the checkout is changed. An epoch is one of MMRec's `Trainer.fit` without its evaluation of
the test split.

What differs from this library's epoch: MMRec draws negatives from the items of the training split, one at a time; it
does not validate users without training items; and it computes four metrics at four lengths from the 50 first items.
MMGCN and GRCN are validated with the vectors of the last training step.
"""
import argparse
import os
import pathlib
import shutil
import sys
from unittest import mock

import numpy as np
import scipy.sparse
import torch

import turns

BUILT_IN = pathlib.Path(__file__).resolve().parents[2] / "lib-src/main/resources/metammf/data/folder/tiktok"
NAME = "built-in"
LEARNING_RATE = 1e-3  # MMRec's default; with 1, the first one in its list for GRCN, the loss becomes NaN


def write_data(folder):
    """A table of interactions with the number of their split; the visual features, and the acoustic ones as the text."""
    parts = [np.load(BUILT_IN / f"{part}.npy").astype(int) for part in ("train", "validation", "test")]
    rows = np.concatenate([np.column_stack([pairs, np.full(len(pairs), label)]) for label, pairs in enumerate(parts)])
    folder.mkdir()
    np.savetxt(folder / f"{NAME}.inter", rows, "%d", "\t", header="userID\titemID\tx_label", comments="")
    shutil.copy(BUILT_IN / "visual.npy", folder / "image_feat.npy")
    shutil.copy(BUILT_IN / "acoustic.npy", folder / "text_feat.npy")


def scatter_add(values, index, dim, dim_size):
    """The only function of torch_scatter that MMRec calls itself, once for a graph of items."""
    return torch.zeros(dim_size, dtype=values.dtype).index_add(dim, index, values)


def stand_in():
    """Gives this process what MMRec expects of a GPU and of old libraries, and empty packages for those it never uses."""
    torch.Tensor.cuda = lambda tensor: tensor
    scipy.sparse.dok_matrix._update = lambda matrix, entries: matrix._dict.update(entries)  # in SciPy until 1.10
    np.float = float  # in NumPy until 1.23
    for name in "lmdb", "matplotlib", "matplotlib.pyplot", "utils.data_utils":
        sys.modules[name] = mock.MagicMock()


def configuration(model, folder):
    from utils.configurator import Config
    config = Config(model, NAME, {
        "use_gpu": False, "data_path": f"{folder}/", "inter_file_name": f"{NAME}.inter",
        "USER_ID_FIELD": "userID", "ITEM_ID_FIELD": "itemID",
        "vision_feature_file": "image_feat.npy", "text_feature_file": "text_feat.npy"})
    for name in set(config["hyper_parameters"]):
        config[name] = config[name][0]
    config["learning_rate"] = LEARNING_RATE
    return config


class Training:
    """What MMRec's `quick_start` sets up for one combination of hyperparameters."""

    def __init__(self, config):
        from utils.dataloader import EvalDataLoader, TrainDataLoader
        from utils.dataset import RecDataset
        from utils.utils import get_model, get_trainer, init_seed
        train, validation, _ = RecDataset(config).split()
        str(train), str(validation)  # which counts their interactions
        self.train = TrainDataLoader(config, train, batch_size=config["train_batch_size"], shuffle=True)
        self.validation = EvalDataLoader(config, validation, additional_dataset=train,
                                         batch_size=config["eval_batch_size"])
        init_seed(config["seed"])
        self.train.pretrain_setup()
        model = get_model(config["model"])
        sys.modules["torch_scatter"] = mock.Mock(scatter_add=scatter_add)  # not before PyTorch Geometric has looked for it
        self.model = model(config, self.train)
        self.trainer = get_trainer()(config, self.model)

    def epoch(self):
        self.model.pre_epoch_processing()
        loss, _ = self.trainer._train_epoch(self.train, 0)
        if torch.is_tensor(loss):
            sys.exit(f"{type(self.model).__name__}: the loss is not a number, and MMRec has ended the epoch")
        self.trainer.lr_scheduler.step()
        self.model.post_epoch_processing()
        self.trainer._valid_epoch(self.validation)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkout", type=pathlib.Path)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("model")
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    write_data(options.folder / NAME)
    sys.dont_write_bytecode = True
    os.chdir(options.checkout / "src")  # where MMRec looks for its configuration files
    sys.path.insert(0, os.getcwd())
    stand_in()
    turns.take(Training(configuration(options.model, options.folder.absolute())).epoch, {})


if __name__ == "__main__":
    main()
