#!/usr/bin/python3
"""The peer of `./workbench bench kernels`: what the native kernels do, by PyTorch's operators. A server, see peer.py.

    ["norm", KIND, ROWS, WIDTH]                 seconds of x + branch normalised, forward and backward; KIND: layernorm, rmsnorm
    ["activation", KIND, ROWS, WIDTH]           gelu of [ROWS, WIDTH], or swiglu: silu(a) * b
    ["head", ROWS, WIDTH, VOCABULARY]           loss and gradients of a linear head under cross-entropy
    ["head_memory", ROWS, WIDTH, VOCABULARY]    bytes that it adds at its peak
    ["optimiser", LAYERS, WIDTH, CONTEXT, VOCABULARY]   clipping and a step of AdamW over a GPT's parameters
    ["embedding", VOCABULARY, WIDTH, TOKENS]    lookup and gradient
    ["rope", HEADS, TOKENS, WIDTH]              queries and keys turned, batch 8, forward and backward
"""
import torch
from torch import nn
from torch.nn import functional as F

from core import Gpt
from peer import added_bytes, median_seconds, serve


def leaf(*shape, scale=1.0):
    return (torch.randn(*shape) * scale).requires_grad_()


def timed(forward, leaves):
    weights = torch.randn_like(forward())
    return {"seconds": median_seconds(lambda: torch.autograd.grad(forward(), leaves, weights))}


def norm(kind, rows, width):
    x, branch, gain, bias = leaf(rows, width), leaf(rows, width), leaf(width), leaf(width)
    if kind == "layernorm":
        return timed(lambda: F.layer_norm(x + branch, (width,), gain, bias), (x, branch, gain, bias))

    def root_mean_square():
        total = x + branch
        return total * torch.rsqrt(total.square().mean(-1, keepdim=True) + 1e-5) * gain

    return timed(root_mean_square, (x, branch, gain))


def activation(kind, rows, width):
    x, gate = leaf(rows, width), leaf(rows, width)
    if kind == "gelu":
        return timed(lambda: F.gelu(x), (x,))
    return timed(lambda: F.silu(gate) * x, (gate, x))


def head_inputs(rows, width, vocabulary):
    return leaf(rows, width), leaf(vocabulary, width, scale=0.02), torch.randint(vocabulary, (rows,))


def head_step(x, weight, targets):
    return torch.autograd.grad(F.cross_entropy(x @ weight.t(), targets), (x, weight))


def head(rows, width, vocabulary):
    x, weight, targets = head_inputs(rows, width, vocabulary)
    return {"seconds": median_seconds(lambda: head_step(x, weight, targets))}


def head_memory(rows, width, vocabulary):
    head_step(*head_inputs(16, width, 64))
    x, weight, targets = head_inputs(rows, width, vocabulary)
    return {"bytes": added_bytes(lambda: head_step(x, weight, targets))}


def optimiser(layers, width, context, vocabulary):
    model = Gpt(layers, 1, width, context, vocabulary)
    for parameter in model.parameters():
        parameter.grad = torch.randn_like(parameter)
    adam = torch.optim.AdamW(model.parameters(), lr=1e-3, betas=(0.9, 0.95), weight_decay=0.1)

    def step():
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        adam.step()

    return {"seconds": median_seconds(step)}


def embedding(vocabulary, width, tokens):
    weight, chosen = leaf(vocabulary, width), torch.randint(vocabulary, (tokens,))
    return timed(lambda: F.embedding(chosen, weight), (weight,))


def rope(heads, tokens, width):
    q, k = leaf(8, heads, tokens, width), leaf(8, heads, tokens, width)
    angles = torch.arange(tokens)[:, None] * 10000.0 ** (-torch.arange(0, width, 2) / width)
    cosine, sine = angles.cos().repeat(1, 2), angles.sin().repeat(1, 2)

    def turned(x):
        first, second = x.chunk(2, -1)
        return x * cosine + torch.cat((-second, first), -1) * sine

    return timed(lambda: turned(q) + turned(k), (q, k))


if __name__ == "__main__":
    serve({work.__name__: work for work in (norm, activation, head, head_memory, optimiser, embedding, rope)})
