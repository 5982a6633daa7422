#!/usr/bin/python3
"""The peer of `./workbench bench train`: training steps of a GPT in PyTorch. A server, see peer.py.

    ["train", LAYERS, HEADS, WIDTH, CONTEXT, BATCH, VOCABULARY]     seconds of a step
"""
from torch import nn
from torch.nn import functional as F
import torch

from core import Gpt
from peer import median_seconds, serve

steps = {}


def stepper(layers, heads, width, context, batch, vocabulary):
    torch.manual_seed(0)
    model = Gpt(layers, heads, width, context, vocabulary)
    optimiser = torch.optim.AdamW(model.parameters(), lr=1e-3, betas=(0.9, 0.95), weight_decay=0.1)
    tokens = torch.randint(vocabulary, (batch, context + 1))

    def step():
        loss = F.cross_entropy(model(tokens[:, :-1]).reshape(-1, vocabulary), tokens[:, 1:].reshape(-1))
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()
        return loss.item()

    return step


def train(*shape):
    # One model at a time; its first step is the warm-up.
    if shape not in steps:
        steps.clear()
        steps[shape] = stepper(*shape)
    return {"seconds": median_seconds(steps[shape], least=1, fewest=2, most=50)}


if __name__ == "__main__":
    serve({"train": train})
