#!/usr/bin/env python3
"""Builds edges.pt, the network of notebook 16 where nobody names another one: four edge filters and a mean, without training.

Run once after a change, in an environment with torch 2.7.1 (any build):

    python lib-src/main/python/edges.py notebooks/networks
"""
import pathlib
import sys

import torch
from operators import without_debug_files
from torch import Tensor
from torch.nn.functional import adaptive_avg_pool2d, conv2d


class Edges(torch.nn.Module):
    """(B, 3, height, width) -> (B, 16): for each of four directions, how strong the edges are in each quarter."""

    def __init__(self):
        super().__init__()
        upright = torch.tensor([[-1., 0., 1.], [-2., 0., 2.], [-1., 0., 1.]])  # Sobel's filter
        falling = torch.tensor([[0., 1., 2.], [-1., 0., 1.], [-2., -1., 0.]])
        self.register_buffer("filters", torch.stack([upright, upright.T, falling, falling.fliplr()]).unsqueeze(1))

    def forward(self, pictures: Tensor) -> Tensor:
        grey = pictures.mean(1, keepdim=True)  # (B, 1, height, width)
        edges = conv2d(grey, self.filters).abs()  # (B, 4, height - 2, width - 2)
        return adaptive_avg_pool2d(edges, 2).flatten(1)


if __name__ == "__main__":
    file = pathlib.Path(sys.argv[1]) / "edges.pt"
    torch.jit.trace(Edges().eval(), torch.rand(1, 3, 64, 64)).save(file)
    without_debug_files(file)
