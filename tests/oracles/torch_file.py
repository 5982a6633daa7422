"""State dicts as PyTorch writes them, and files that only look like them: python3 torch_file.py KIND FILE"""
import collections
import pickle
import sys
import zipfile

import torch


class Touch:
    """A harmless object whose pickle imports a name that no tensor needs."""

    def __reduce__(self):
        return (print, ("this must never be printed",))


def tensors():
    base = torch.arange(24, dtype=torch.float32)
    return collections.OrderedDict(
        matrix=torch.tensor([[1.5, -2.0, 3.25], [0.0, 1e-30, 1e30]]),
        transposed=torch.arange(6, dtype=torch.float64).view(2, 3).t(),
        part=base[4:10].view(2, 3),
        column=base.view(4, 6)[:, 1],
        shared=base,
        half=torch.tensor([1.5, -0.25]).to(torch.bfloat16),
        small=torch.tensor([0.5, 65504.0], dtype=torch.float16),
        count=torch.tensor(7),
        none=torch.zeros(0, 3),
        flags=torch.tensor([True, False]),
    )


def main(kind, path):
    if kind == "plain":
        torch.save(tensors(), path)
    elif kind == "module":
        model = torch.nn.Sequential(torch.nn.Linear(2, 3), torch.nn.BatchNorm1d(3))
        torch.save(model.state_dict(), path)
    elif kind == "whole-module":
        torch.save(torch.nn.Linear(2, 3), path)
    elif kind == "parameter":
        torch.save({"w": torch.nn.Parameter(torch.ones(2, 2))}, path)
    elif kind == "nested":
        torch.save({"epoch": 3, "state_dict": {"w": torch.ones(2)}, "optimizer": {"lr": 0.1}}, path)
    elif kind == "mixed":
        torch.save({"w": torch.ones(2), "epoch": 3}, path)
    elif kind == "code":
        torch.save({"w": torch.ones(2), "x": Touch()}, path)
    elif kind == "old":
        torch.save(tensors(), path, _use_new_zipfile_serialization=False)
    elif kind.startswith("protocol"):
        torch.save(tensors(), path, pickle_protocol=int(kind[-1]))
    elif kind in ("outside", "short"):
        # The tensor's view is moved beyond its storage, or the storage is cut.
        torch.save({"w": torch.arange(4.0)[2:]}, path)
        with zipfile.ZipFile(path) as archive:
            files = {name: archive.read(name) for name in archive.namelist()}
        with zipfile.ZipFile(path, "w") as archive:
            for name, content in files.items():
                if kind == "outside" and name.endswith("data.pkl"):
                    assert content.count(b"QK\x02K\x02\x85") == 1
                    content = content.replace(b"QK\x02K\x02\x85", b"QK\x03K\x02\x85")
                if kind == "short" and name.endswith("/data/0"):
                    content = content[:-4]
                archive.writestr(name, content)
    else:
        raise ValueError(kind)


main(*sys.argv[1:])
