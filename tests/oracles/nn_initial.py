"""Initial values under a seed: python3 nn_initial.py FOLDER. The same generator of the same libtorch must give the same bits."""
import sys

import torch
from torch import nn

from torchsharp_file import save

MODULES = {
    "linear": lambda: nn.Linear(5, 3), "bilinear": lambda: nn.Bilinear(3, 4, 2), "embedding": lambda: nn.Embedding(7, 3, padding_idx=1),
    "conv2d": lambda: nn.Conv2d(2, 4, 3), "transposed conv1d": lambda: nn.ConvTranspose1d(4, 2, 3), "lstm": lambda: nn.LSTM(4, 3, 2, bidirectional=True),
    "gru cell": lambda: nn.GRUCell(4, 3), "multihead attention": lambda: nn.MultiheadAttention(6, 2, add_bias_kv=True),
    "encoder layer": lambda: nn.TransformerEncoderLayer(6, 2, 8),
}
TENSORS = {
    "uniform": lambda t: nn.init.uniform_(t, -1, 2), "normal": lambda t: nn.init.normal_(t, 1, 2), "truncated": lambda t: nn.init.trunc_normal_(t, 0.5, 1, -1, 1.5),
    "kaiming uniform": lambda t: nn.init.kaiming_uniform_(t, 0.3), "kaiming normal": lambda t: nn.init.kaiming_normal_(t, mode="fan_out", nonlinearity="relu"),
    "xavier uniform": lambda t: nn.init.xavier_uniform_(t, 1.5), "xavier normal": nn.init.xavier_normal_, "orthogonal": lambda t: nn.init.orthogonal_(t, 2.0),
    "sparse": lambda t: nn.init.sparse_(t, 0.4), "eye": nn.init.eye_, "constant": lambda t: nn.init.constant_(t, 3),
}
for name, make in MODULES.items():
    torch.manual_seed(11)
    save(f"{sys.argv[1]}/{name}.bin", make().state_dict())
tensors = {}
for name, write in TENSORS.items():
    for kind, shape in (("tall", (6, 4)), ("wide", (4, 6))):
        torch.manual_seed(12)
        tensors[f"{name}.{kind}"] = write(torch.empty(*shape))
tensors["dirac.tall"] = nn.init.dirac_(torch.empty(4, 3, 3, 5))
tensors["dirac.wide"] = nn.init.dirac_(torch.empty(3, 4, 3))
save(f"{sys.argv[1]}/tensors.bin", tensors)
