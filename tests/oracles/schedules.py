"""Reference values for torch.optim.lr_scheduler: python3 schedules.py FOLDER writes the learning rate (and momentum) after every step."""
import sys
import warnings

import torch
from torch import optim
from torch.optim import lr_scheduler as s

from torchsharp_file import save

warnings.simplefilter("ignore")
METRICS = [1.0, 0.9, 0.9, 0.91, 0.9, 0.95, 0.9, 0.9, 0.5, 0.6, 0.6, 0.6, 0.6, 0.6, 0.6, 0.6, 0.6, 0.6, 0.6, 0.6]
CASES = {
    "lambda": lambda o: s.LambdaLR(o, lambda step: 0.95 ** step),
    "multiplicative": lambda o: s.MultiplicativeLR(o, lambda step: 1 - 0.01 * step),
    "step": lambda o: s.StepLR(o, 4, 0.5),
    "multi step": lambda o: s.MultiStepLR(o, [3, 7, 7], 0.3),
    "exponential": lambda o: s.ExponentialLR(o, 0.9),
    "polynomial": lambda o: s.PolynomialLR(o, 8, 2.0),
    "constant": lambda o: s.ConstantLR(o, 0.25, 6),
    "linear": lambda o: s.LinearLR(o, 0.1, 0.8, 7),
    "cosine": lambda o: s.CosineAnnealingLR(o, 6, 0.01),
    "sequential": lambda o: s.SequentialLR(o, [s.LinearLR(o, 0.1, 1.0, 5), s.CosineAnnealingLR(o, 10)], [5]),
    "chained": lambda o: s.ChainedScheduler([s.ConstantLR(o, 0.1, 3), s.ExponentialLR(o, 0.9)]),
    "plateau": lambda o: s.ReduceLROnPlateau(o, patience=2, factor=0.5, cooldown=1),
    "one cycle": lambda o: s.OneCycleLR(o, 0.3, total_steps=20),
    "one cycle three phases": lambda o: s.OneCycleLR(o, 0.3, epochs=4, steps_per_epoch=5, pct_start=0.4, anneal_strategy="linear", three_phase=True),
    "cyclic": lambda o: s.CyclicLR(o, 0.01, 0.2, 3, 5),
    "cyclic halved": lambda o: s.CyclicLR(o, 0.01, 0.2, 3, mode="triangular2"),
    "cyclic falling": lambda o: s.CyclicLR(o, 0.01, 0.2, 3, mode="exp_range", gamma=0.95),
}
tensors = {}
for name, make in CASES.items():
    optimiser = optim.SGD([torch.zeros(1).requires_grad_()], 0.2, momentum=0.7)
    schedule = make(optimiser)
    rates, momenta = [], []
    for step in range(19):
        rates.append(optimiser.param_groups[0]["lr"])
        momenta.append(optimiser.param_groups[0]["momentum"])
        schedule.step(*([METRICS[step]] if name == "plateau" else []))
    tensors[name + ".rates"] = torch.tensor(rates, dtype=torch.float64)
    tensors[name + ".momenta"] = torch.tensor(momenta, dtype=torch.float64)
save(f"{sys.argv[1]}/schedules.bin", tensors)
