"""AdamW with clipping by the global norm, linear warm-up and cosine decay, by torch.optim alone: python3 adamw.py STEPS WARMUP prints, as JSON,
for every step the learning rate, the norm of the gradients and the parameters after it. The gradients are those that the test makes, too."""
import json
import math
import sys

import torch
from torch.optim import AdamW
from torch.optim.lr_scheduler import CosineAnnealingLR, LinearLR, SequentialLR

steps, warmup = int(sys.argv[1]), int(sys.argv[2])


def filled(shape, f):
    values = [f(i) for i in range(math.prod(shape))]
    return torch.tensor(values, dtype=torch.float32).reshape(shape)


matrix = filled((4, 3), lambda i: math.sin(i)).requires_grad_()
vector = filled((3,), lambda i: math.cos(i)).requires_grad_()
# Matrices decay, vectors do not.
optimiser = AdamW([{"params": [matrix], "weight_decay": 0.1}, {"params": [vector], "weight_decay": 0.0}], lr=0.02, betas=(0.9, 0.95), eps=1e-8)
schedule = SequentialLR(
    optimiser,
    [LinearLR(optimiser, 1 / warmup, 1.0, warmup - 1), CosineAnnealingLR(optimiser, steps - warmup, 0.002)],
    [warmup],
)
out = []
for step in range(steps):
    matrix.grad = filled((4, 3), lambda i: 3 * math.sin(1.7 * i + step))
    vector.grad = filled((3,), lambda i: math.cos(2.3 * i - step))
    rate = optimiser.param_groups[0]["lr"]
    norm = torch.nn.utils.clip_grad_norm_([matrix, vector], 1.0)
    optimiser.step()
    schedule.step()
    out.append({"rate": rate, "norm": float(norm), "matrix": matrix.flatten().tolist(), "vector": vector.tolist()})
print(json.dumps(out))
