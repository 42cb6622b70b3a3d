#!/usr/bin/env python3
"""Builds the scripted operators: what PyTorch has and DJL does not expose, as two TorchScript files in the jar.

Run once after a change, in an environment with torch 2.7.1 (any build):

    python lib-src/main/python/operators.py lib-src/main/resources/metammf/engine

Lists of tensors are arguments, never built inside the script: a list that the script builds updates nothing.
"""
import pathlib
import sys
import zipfile
from typing import List, Optional

import torch
from torch import Tensor


class Operators(torch.nn.Module):
    def forward(self, dense: Tensor, offsets: Tensor, columns: Tensor, values: Tensor) -> Tensor:
        """(rows, columns) sparse x (columns, D) dense -> (rows, D).

        On a processor as weighted sums of rows, half the time of the sparse product. It is the one operator whose result
        a graph may hold: what other methods allocate are inference tensors.
        """
        if dense.is_cuda:
            return torch.mm(torch.sparse_csr_tensor(offsets, columns, values, [offsets.size(0) - 1, dense.size(0)]), dense)
        return torch.embedding_bag(dense.contiguous(), columns, offsets, False, 0, False, values, True)[0]

    @torch.jit.export
    def adam(self, parameters: List[Tensor], gradients: List[Tensor], mean: List[Tensor], variance: List[Tensor],
             steps: List[Tensor], rate: float, beta1: float, beta2: float, epsilon: float, decay: float) -> None:
        """One fused Adam step in place; coupled weight decay, epsilon after the bias correction."""
        torch._foreach_add_(steps, 1)
        rows = [gradient.contiguous() for gradient in gradients]  # the fused step reads memory in order, whatever the strides
        torch._fused_adam_(parameters, rows, mean, variance, [], steps, lr=rate, beta1=beta1, beta2=beta2,
                           weight_decay=decay, eps=epsilon, amsgrad=False, maximize=False)

    @torch.jit.export
    def gradients(self, target: Tensor, carried: Tensor, inputs: List[Tensor]) -> List[Tensor]:
        """Of the inner product of target and carried; an empty tensor for an input that the target does not need."""
        nothing = torch.empty(0, device=target.device)
        if not target.requires_grad:  # a constant
            return [nothing] * len(inputs)
        outer: List[Optional[Tensor]] = [carried]
        found = torch.autograd.grad([target], inputs, outer, allow_unused=True)
        gradients: List[Tensor] = []
        for gradient in found:
            gradients.append(nothing if gradient is None else gradient)
        return gradients

    @torch.jit.export
    def sampled(self, offsets: Tensor, columns: Tensor, left: Tensor, right: Tensor, products: Tensor) -> None:
        """left_r . right_c for each entry (r, c) of a sparse pattern -> (entries).

        The caller brings the products' memory, as zeros, so that a graph may hold it.
        """
        sparse = torch.sparse_csr_tensor(offsets, columns, products, [left.size(0), right.size(0)])
        products.copy_(torch.ops.aten.sparse_sampled_addmm(sparse, left, right.t(), beta=0.0).values())

    @torch.jit.export
    def over_rows(self, reduction: str, offsets: Tensor, rows: Tensor, values: Tensor, reduced: Tensor) -> None:
        """The sum or max of the values of an entry's row, for each entry."""
        torch.index_select(torch.segment_reduce(values, reduction, offsets=offsets, unsafe=True), 0, rows, out=reduced)


class Product(torch.nn.Module):
    def forward(self, left: Tensor, right: Tensor) -> Tensor:
        """(n, k) x (k, m) -> (n, m), all float32; multiplied in bfloat16, forward and backward.

        A file of its own, because the engine follows gradients through the method forward only.
        """
        return torch.mm(left.to(torch.bfloat16), right.to(torch.bfloat16)).to(torch.float32)


def without_debug_files(file: pathlib.Path) -> None:
    """Removes the files that name the places of this source: they differ from machine to machine."""
    with zipfile.ZipFile(file) as archive:
        kept = [(info, archive.read(info)) for info in archive.infolist() if not info.filename.endswith(".debug_pkl")]
    with zipfile.ZipFile(file, "w") as archive:
        for info, content in kept:
            archive.writestr(zipfile.ZipInfo(info.filename), content)


if __name__ == "__main__":
    folder = pathlib.Path(sys.argv[1])
    for module, name in ((Operators(), "operators.pt"), (Product(), "product.pt")):
        torch.jit.script(module).save(folder / name)
        without_debug_files(folder / name)
