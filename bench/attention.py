#!/usr/bin/python3
"""The peer of `./workbench bench attention`: attention as plain operators of PyTorch. A server, see peer.py.

    ["attention", HEADS, TOKENS, WIDTH]            seconds of forward and backward, causal, batch 1
    ["memory", HEADS, TOKENS, WIDTH]               bytes that it adds at its peak
    ["decode", LAYERS, HEADS, WIDTH, CONTEXT, VOCABULARY, TOKENS]   seconds a token over the last TOKENS of a full context, each by computing the window again
"""
import math
import time

import torch
from torch.nn import functional as F

from core import Gpt
from peer import added_bytes, median_seconds, serve


def inputs(heads, tokens, width):
    torch.manual_seed(0)
    return [torch.randn(1, heads, tokens, width, requires_grad=True) for _ in range(3)], torch.randn(1, heads, tokens, width)


def causal(tokens):
    return torch.ones(tokens, tokens, dtype=torch.bool).triu(1)


def both_ways(q, k, v, weights, mask):
    scores = (q @ k.transpose(-2, -1)) / math.sqrt(q.shape[-1])
    out = F.softmax(scores.masked_fill(mask, float("-inf")), dim=-1) @ v
    return torch.autograd.grad(out, (q, k, v), weights)


def attention(heads, tokens, width):
    (q, k, v), weights = inputs(heads, tokens, width)
    mask = causal(tokens)
    return {"seconds": median_seconds(lambda: both_ways(q, k, v, weights, mask))}


def memory(heads, tokens, width):
    # A small one first: what the libraries keep for themselves is not attention's.
    (q, k, v), weights = inputs(heads, 128, width)
    both_ways(q, k, v, weights, causal(128))
    (q, k, v), weights = inputs(heads, tokens, width)
    mask = causal(tokens)
    return {"bytes": added_bytes(lambda: both_ways(q, k, v, weights, mask))}


@torch.no_grad()
def decode(layers, heads, width, context, vocabulary, tokens):
    torch.manual_seed(0)
    model = Gpt(layers, heads, width, context, vocabulary).eval()
    text = torch.randint(vocabulary, (1, context))
    model(text)

    def run():
        for length in range(context - tokens + 1, context + 1):
            model(text[:, :length])[:, -1].argmax().item()

    start = time.perf_counter()
    run()
    return {"seconds": (time.perf_counter() - start) / tokens}


if __name__ == "__main__":
    serve({"attention": attention, "memory": memory, "decode": decode})
