"""Reference values for torch.optim: python3 optimisers.py FOLDER writes, for each optimiser, the initial parameters, a gradient a step,
and the parameters after every step."""
import sys

import torch
from torch import optim

from torchsharp_file import save

STEPS = 6


class NAdam(optim.Optimizer):
    """PyTorch 1.13's NAdam multiplies the product of the momenta by the last one twice; this is PyTorch 2's, and the paper's."""

    def __init__(self, parameters, lr, weight_decay):
        super().__init__(parameters, dict(lr=lr, weight_decay=weight_decay))

    @torch.no_grad()
    def step(self):
        group = self.param_groups[0]
        for parameter in group["params"]:
            state = self.state[parameter]
            if not state:
                state.update(step=0, product=1.0, mean=torch.zeros_like(parameter), square=torch.zeros_like(parameter))
            state["step"] += 1
            grad = parameter.grad.add(parameter, alpha=group["weight_decay"])
            mu, following = (0.9 * (1 - 0.5 * 0.96 ** (step * 4e-3)) for step in (state["step"], state["step"] + 1))
            state["product"] *= mu
            state["mean"].mul_(0.9).add_(grad, alpha=1 - 0.9)
            state["square"].mul_(0.999).addcmul_(grad, grad, value=1 - 0.999)
            denominator = state["square"].div(1 - 0.999 ** state["step"]).sqrt().add_(1e-8)
            parameter.addcdiv_(grad, denominator, value=-group["lr"] * (1 - mu) / (1 - state["product"]))
            parameter.addcdiv_(state["mean"], denominator, value=-group["lr"] * following / (1 - state["product"] * following))


CASES = {
    "sgd": lambda p: optim.SGD(p, 0.1),
    "sgd momentum": lambda p: optim.SGD(p, 0.1, momentum=0.9, dampening=0.1, weight_decay=0.01),
    "sgd nesterov": lambda p: optim.SGD(p, 0.1, momentum=0.9, nesterov=True, maximize=True),
    "adam": lambda p: optim.Adam(p, 0.01, weight_decay=0.1),
    "adam amsgrad": lambda p: optim.Adam(p, 0.01, betas=(0.8, 0.95), amsgrad=True, maximize=True),
    "adamw": lambda p: optim.AdamW(p, 0.01, weight_decay=0.1),
    "adamw amsgrad": lambda p: optim.AdamW(p, 0.01, betas=(0.8, 0.95), weight_decay=0.0, amsgrad=True),
    "adagrad": lambda p: optim.Adagrad(p, 0.1, lr_decay=0.1, weight_decay=0.01, initial_accumulator_value=0.2),
    "rmsprop": lambda p: optim.RMSprop(p, 0.01, weight_decay=0.01),
    "rmsprop centred": lambda p: optim.RMSprop(p, 0.01, momentum=0.9, centered=True),
    "adamax": lambda p: optim.Adamax(p, 0.01, weight_decay=0.01),
    "nadam": lambda p: NAdam(p, 0.01, weight_decay=0.01),
    "radam": lambda p: optim.RAdam(p, 0.01, betas=(0.9, 0.7)),
    "asgd": lambda p: optim.ASGD(p, 0.01, t0=2, weight_decay=0.01),
    "adadelta": lambda p: optim.Adadelta(p, 0.5, weight_decay=0.01),
    "rprop": lambda p: optim.Rprop(p, 0.01),
}
for name, make in CASES.items():
    torch.manual_seed(3)
    parameters = [torch.randn(4, 5).requires_grad_(), torch.randn(3).requires_grad_()]
    tensors = {f"initial.{i}": parameter.detach().clone() for i, parameter in enumerate(parameters)}
    optimiser = make(parameters)
    for step in range(STEPS):
        for i, parameter in enumerate(parameters):
            parameter.grad = tensors[f"gradient.{step}.{i}"] = torch.randn_like(parameter)
            tensors[f"gradient.{step}.{i}"] = parameter.grad.clone()
        optimiser.step()
        for i, parameter in enumerate(parameters):
            tensors[f"parameter.{step}.{i}"] = parameter.detach().clone()
    save(f"{sys.argv[1]}/{name}.bin", tensors)

parameters = [torch.randn(4, 5).requires_grad_(), torch.randn(3).requires_grad_(), torch.randn(2)]
tensors = {}
for name, norm, maximum in (("two", 2.0, 0.5), ("one", 1.0, 3.0), ("infinite", float("inf"), 0.1), ("unclipped", 2.0, 100.0)):
    for i, parameter in enumerate(parameters[:2]):
        parameter.grad = torch.randn_like(parameter)
        tensors[f"{name}.before.{i}"] = parameter.grad.clone()
    tensors[f"{name}.norm"] = torch.nn.utils.clip_grad_norm_(parameters, maximum, norm)
    for i, parameter in enumerate(parameters[:2]):
        tensors[f"{name}.after.{i}"] = parameter.grad.clone()
save(f"{sys.argv[1]}/clip.bin", tensors)

# Rosenbrock's function in double precision, by a closure.
point = torch.tensor([-1.2, 1.0, 0.7], dtype=torch.float64).requires_grad_()
optimiser = optim.LBFGS([point], lr=0.4, max_iter=6, history_size=4)
tensors = {"initial": point.detach().clone()}


def closure():
    optimiser.zero_grad()
    loss = (100 * (point[1:] - point[:-1] ** 2) ** 2 + (1 - point[:-1]) ** 2).sum()
    loss.backward()
    return loss


for step in range(STEPS):
    tensors[f"loss.{step}"] = optimiser.step(closure).detach().clone()
    tensors[f"point.{step}"] = point.detach().clone()
save(f"{sys.argv[1]}/lbfgs.bin", tensors)
