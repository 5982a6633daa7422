#!/usr/bin/python3
"""The peer of `./workbench bench core`: the same work in PyTorch, as it comes. Prints one JSON document.

    core.py add                                          nanoseconds of a 4x4 addition
    core.py train LAYERS HEADS WIDTH CONTEXT BATCH VOCABULARY STEPS   training tokens a second
"""
import json
import math
import sys
import time

import torch
from torch import nn
from torch.nn import functional as F


class Block(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.heads = heads
        self.norm1, self.norm2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.qkv, self.out = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.up, self.down = nn.Linear(width, 4 * width), nn.Linear(4 * width, width)

    def forward(self, x, mask):
        b, t, d = x.shape
        q, k, v = (y.view(b, t, self.heads, d // self.heads).transpose(1, 2) for y in self.qkv(self.norm1(x)).split(d, dim=2))
        scores = (q @ k.transpose(-2, -1)) / math.sqrt(d // self.heads)
        weights = F.softmax(scores.masked_fill(mask[:t, :t], float("-inf")), dim=-1)
        x = x + self.out((weights @ v).transpose(1, 2).reshape(b, t, d))
        return x + self.down(F.gelu(self.up(self.norm2(x))))


class Gpt(nn.Module):
    def __init__(self, layers, heads, width, context, vocabulary):
        super().__init__()
        self.tokens, self.positions = nn.Embedding(vocabulary, width), nn.Embedding(context, width)
        self.blocks = nn.ModuleList(Block(width, heads) for _ in range(layers))
        self.norm = nn.LayerNorm(width)
        self.register_buffer("mask", torch.ones(context, context, dtype=torch.bool).triu(1))

    def forward(self, tokens):
        x = self.tokens(tokens) + self.positions.weight[: tokens.shape[1]]
        for block in self.blocks:
            x = block(x, self.mask)
        return self.norm(x) @ self.tokens.weight.t()


def add():
    a, b = torch.ones(4, 4), torch.ones(4, 4)
    best = math.inf
    for _ in range(7):
        start = time.perf_counter()
        for _ in range(100_000):
            a + b
        best = min(best, time.perf_counter() - start)
    return {"nanoseconds": best / 100_000 * 1e9}


def train(layers, heads, width, context, batch, vocabulary, steps):
    torch.manual_seed(0)
    model = Gpt(layers, heads, width, context, vocabulary)
    optimiser = torch.optim.AdamW(model.parameters(), lr=1e-3, betas=(0.9, 0.95), weight_decay=0.1)
    tokens = torch.randint(vocabulary, (batch, context + 1))

    def step():
        loss = F.cross_entropy(model(tokens[:, :-1]).reshape(-1, vocabulary), tokens[:, 1:].reshape(-1))
        optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()
        return loss.item()

    step()
    start = time.perf_counter()
    for _ in range(steps):
        step()
    return {"tokens_per_second": batch * context * steps / (time.perf_counter() - start), "threads": torch.get_num_threads()}


if __name__ == "__main__":
    work = {"add": add, "train": train}[sys.argv[1]]
    print(json.dumps({**work(*(int(a) for a in sys.argv[2:])), "torch": torch.__version__}))
