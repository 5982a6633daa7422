"""Values and gradients of operators, as PyTorch computes them.

Reads JSON from stdin: {"cases": [{"name", "code", "inputs": [{"kind", "shape", "data"}]}]}. `code` is a Python expression over
a, b, c, d (the inputs) and torch, F. Writes JSON: {name: {"outputs": [...], "gradients": [...]}}.
The gradient is that of sum(output * weights), weights = cos(0, 1, 2, ...), over all real outputs.
"""
import json
import sys
import warnings

import torch
import torch.nn.functional as F

warnings.simplefilter("ignore")
torch.set_num_threads(1)
TYPES = {"real": torch.float64, "single": torch.float32, "integer": torch.int64, "truth": torch.bool}


def tensor(spec):
    made = torch.tensor(spec["data"], dtype=TYPES[spec["kind"]]).reshape(spec["shape"])
    return made.requires_grad_() if spec["kind"] in ("real", "single") else made


def described(value):
    value = value.detach().clone()  # a clone has memory, where a gradient of zeros may have none
    if value.is_complex():
        value = torch.view_as_real(value.resolve_conj())
    flat = value.reshape(-1).tolist()
    numbers = [str(float(x)) if x != x or x in (float("inf"), float("-inf")) else float(x) for x in flat]
    return {"shape": list(value.shape), "type": str(value.dtype), "data": numbers}


def weighted(value):
    if value.is_complex():
        value = torch.view_as_real(value.resolve_conj())
    weights = torch.cos(torch.arange(value.numel(), dtype=torch.float64)).reshape(value.shape)
    return (value.double() * weights).sum()


def run(case):
    inputs = [tensor(spec) for spec in case["inputs"]]
    scope = dict(zip("abcd", inputs), torch=torch, F=F)
    outputs = eval(case["code"], scope)
    if isinstance(outputs, torch.Tensor):
        outputs = [outputs]
    outputs = list(outputs)
    smooth = [o for o in outputs if o.grad_fn is not None]
    gradients = []
    if smooth:
        leaves = [x for x in inputs if x.requires_grad]
        found = torch.autograd.grad(sum(weighted(o) for o in smooth), leaves, allow_unused=True)
        gradients = [None if gradient is None else described(gradient) for gradient in found]
    return {"outputs": [described(o) for o in outputs], "gradients": gradients}


def main():
    results = {}
    for case in json.load(sys.stdin)["cases"]:
        try:
            results[case["name"]] = run(case)
        except Exception as error:  # the test of this case fails with it
            results[case["name"]] = {"error": f"{type(error).__name__}: {error}"}
    json.dump(results, sys.stdout)


main()
