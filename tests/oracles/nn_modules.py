"""Reference values for torch.nn: python3 nn_modules.py FOLDER writes a file a case, with the module's state, its inputs,
outputs, and the gradients of sum(outputs * cotangents) with respect to inputs and parameters."""
import sys

import torch
from torch import nn

from torchsharp_file import save

torch.manual_seed(20)
F = nn.functional
N = torch.randn


def positive(*shape):
    return torch.rand(*shape) + 0.1


def sign(n):
    return torch.sign(N(n))


# Targets that the loss has no gradient for.
FIXED = ("soft margin", "margin ranking", "hinge embedding", "cosine embedding", "multilabel soft margin", "poisson", "bce")


CASES = {
    "linear": (nn.Linear(5, 3), [N(4, 5)]),
    "linear without bias": (nn.Linear(5, 3, bias=False), [N(2, 4, 5)]),
    "bilinear": (nn.Bilinear(3, 4, 2), [N(6, 3), N(6, 4)]),
    "embedding": (nn.Embedding(7, 3, padding_idx=2), [torch.tensor([[1, 2, 6], [0, 2, 1]])]),
    "embedding max norm": (nn.Embedding(7, 3, max_norm=1.0, scale_grad_by_freq=True), [torch.tensor([[1, 2, 6], [0, 2, 1]])]),
    "embedding bag": (nn.EmbeddingBag(7, 3), [torch.tensor([[1, 2, 6], [0, 2, 1]])]),
    "embedding bag offsets": (nn.EmbeddingBag(7, 3, mode="sum"), [torch.tensor([1, 2, 6, 0, 2]), torch.tensor([0, 3]), positive(5)]),
    "layer norm": (nn.LayerNorm(6), [N(4, 6)]),
    "layer norm two dimensions": (nn.LayerNorm([3, 4], eps=1e-3), [N(2, 3, 4)]),
    "layer norm plain": (nn.LayerNorm(6, elementwise_affine=False), [N(4, 6)]),
    "group norm": (nn.GroupNorm(2, 6), [N(3, 6, 5)]),
    "batch norm 1d": (nn.BatchNorm1d(4), [N(6, 4)]),
    "batch norm 2d eval": (nn.BatchNorm2d(3).eval(), [N(2, 3, 4, 4)]),
    "batch norm 3d": (nn.BatchNorm3d(2), [N(2, 2, 3, 3, 3)]),
    "instance norm 1d": (nn.InstanceNorm1d(3, affine=True), [N(2, 3, 5)]),
    "instance norm 2d tracked": (nn.InstanceNorm2d(3, track_running_stats=True), [N(2, 3, 4, 4)]),
    "local response norm": (nn.LocalResponseNorm(3, alpha=0.1), [N(2, 5, 4)]),
    "conv1d": (nn.Conv1d(4, 6, 3, stride=2, padding=1), [N(2, 4, 9)]),
    "conv2d": (nn.Conv2d(4, 6, (3, 2), stride=(2, 1), padding=(1, 0), dilation=(1, 2), groups=2), [N(2, 4, 9, 8)]),
    "conv2d same": (nn.Conv2d(2, 3, (4, 3), padding="same", bias=False), [N(1, 2, 6, 5)]),
    "conv2d circular": (nn.Conv2d(2, 3, 3, padding=(2, 1), padding_mode="circular"), [N(1, 2, 6, 5)]),
    "conv2d reflect": (nn.Conv2d(2, 3, 3, padding=1, padding_mode="reflect"), [N(1, 2, 6, 5)]),
    "conv3d": (nn.Conv3d(2, 3, 2), [N(1, 2, 3, 4, 3)]),
    "transposed conv1d": (nn.ConvTranspose1d(4, 2, 3, stride=2, padding=1, output_padding=1), [N(2, 4, 5)]),
    "transposed conv2d": (nn.ConvTranspose2d(4, 6, (3, 2), stride=2, groups=2), [N(2, 4, 5, 4)]),
    "transposed conv3d": (nn.ConvTranspose3d(2, 3, 2, stride=2, bias=False), [N(1, 2, 2, 3, 2)]),
    "rnn relu bidirectional": (nn.RNN(4, 3, nonlinearity="relu", bidirectional=True), [N(5, 2, 4)]),
    "gru two layers": (nn.GRU(4, 3, num_layers=2), [N(5, 2, 4), N(2, 2, 3)]),
    "gru unbatched": (nn.GRU(4, 3, bias=False), [N(5, 4)]),
    "lstm": (nn.LSTM(4, 3, num_layers=2, bidirectional=True, batch_first=True), [N(2, 5, 4)]),
    "rnn cell": (nn.RNNCell(4, 3), [N(2, 4), N(2, 3)]),
    "gru cell": (nn.GRUCell(4, 3), [N(2, 4), N(2, 3)]),
    "lstm cell": (nn.LSTMCell(4, 3), [N(2, 4)]),
    "multihead attention": (nn.MultiheadAttention(6, 2), [N(4, 3, 6), N(5, 3, 6), N(5, 3, 6)]),
    "multihead attention widths": (nn.MultiheadAttention(6, 3, kdim=4, vdim=5, add_bias_kv=True, add_zero_attn=True), [N(4, 2, 6), N(5, 2, 4), N(5, 2, 5)]),
    "encoder layer": (nn.TransformerEncoderLayer(6, 2, 8, dropout=0.0, activation="gelu"), [N(4, 3, 6)]),
    "encoder": (nn.TransformerEncoder(nn.TransformerEncoderLayer(6, 2, 8, dropout=0.0), 2), [N(4, 3, 6)]),
    "decoder layer": (nn.TransformerDecoderLayer(6, 2, 8, dropout=0.0), [N(4, 3, 6), N(5, 3, 6)]),
    "transformer": (nn.Transformer(6, 2, 2, 1, 8, dropout=0.0), [N(5, 3, 6), N(4, 3, 6)]),
    "prelu": (nn.PReLU(3), [N(2, 3, 4)]),
    "relu": (nn.ReLU(), [N(4, 5)]), "relu6": (nn.ReLU6(), [8 * N(4, 5)]), "leaky relu": (nn.LeakyReLU(0.2), [N(4, 5)]),
    "rrelu eval": (nn.RReLU().eval(), [N(4, 5)]), "threshold": (nn.Threshold(0.3, -2.0), [N(4, 5)]), "hardtanh": (nn.Hardtanh(-0.5, 0.8), [N(4, 5)]),
    "hardshrink": (nn.Hardshrink(0.4), [N(4, 5)]), "softshrink": (nn.Softshrink(0.4), [N(4, 5)]), "elu": (nn.ELU(1.3), [N(4, 5)]),
    "celu": (nn.CELU(1.3), [N(4, 5)]), "selu": (nn.SELU(), [N(4, 5)]), "softplus": (nn.Softplus(2.0, 3.0), [4 * N(4, 5)]),
    "sigmoid": (nn.Sigmoid(), [N(4, 5)]), "log sigmoid": (nn.LogSigmoid(), [N(4, 5)]), "hardsigmoid": (nn.Hardsigmoid(), [4 * N(4, 5)]),
    "tanh": (nn.Tanh(), [N(4, 5)]), "tanhshrink": (nn.Tanhshrink(), [N(4, 5)]), "softsign": (nn.Softsign(), [N(4, 5)]),
    "silu": (nn.SiLU(), [N(4, 5)]), "hardswish": (nn.Hardswish(), [4 * N(4, 5)]), "mish": (nn.Mish(), [N(4, 5)]), "gelu": (nn.GELU(), [N(4, 5)]),
    "gelu tanh": (nn.GELU(approximate="tanh"), [N(4, 5)]), "glu": (nn.GLU(), [N(4, 6)]), "softmax": (nn.Softmax(1), [N(4, 5)]),
    "log softmax": (nn.LogSoftmax(0), [N(4, 5)]), "softmin": (nn.Softmin(1), [N(4, 5)]), "softmax2d": (nn.Softmax2d(), [N(2, 3, 2, 2)]),
    "avg pool 1d": (nn.AvgPool1d(3, 2, 1), [N(2, 3, 9)]), "avg pool 2d": (nn.AvgPool2d((3, 2), (2, 1), (1, 0), ceil_mode=True, count_include_pad=False), [N(2, 3, 8, 7)]),
    "avg pool 3d": (nn.AvgPool3d(2), [N(1, 2, 4, 4, 4)]), "max pool 1d": (nn.MaxPool1d(3, 2, 1), [N(2, 3, 9)]),
    "max pool 2d": (nn.MaxPool2d((3, 2), padding=(1, 0), dilation=(1, 2)), [N(2, 3, 8, 7)]), "max pool 3d": (nn.MaxPool3d(2), [N(1, 2, 4, 4, 4)]),
    "adaptive avg pool 2d": (nn.AdaptiveAvgPool2d((3, 2)), [N(2, 3, 8, 7)]), "adaptive max pool 1d": (nn.AdaptiveMaxPool1d(3), [N(2, 3, 8)]),
    "lp pool 1d": (nn.LPPool1d(3, 2), [positive(2, 3, 8)]), "lp pool 2d": (nn.LPPool2d(2, (2, 3), 1), [N(2, 3, 5, 6)]),
    "constant pad": (nn.ConstantPad1d((1, 2), 0.7), [N(2, 3, 4)]), "reflection pad": (nn.ReflectionPad2d((1, 2, 0, 1)), [N(2, 3, 4, 5)]),
    "replication pad": (nn.ReplicationPad3d(1), [N(1, 2, 3, 2, 3)]), "zero pad": (nn.ZeroPad2d(1), [N(2, 3, 4, 5)]),
    "flatten": (nn.Flatten(), [N(2, 3, 4)]), "unflatten": (nn.Unflatten(1, (2, 3)), [N(2, 6, 4)]), "identity": (nn.Identity(), [N(3)]),
    "pixel shuffle": (nn.PixelShuffle(2), [N(1, 8, 2, 3)]), "pixel unshuffle": (nn.PixelUnshuffle(2), [N(1, 2, 4, 6)]),
    "fold": (nn.Fold((4, 5), (2, 2)), [N(2, 12, 12)]), "unfold": (nn.Unfold((2, 3), padding=1), [N(2, 3, 4, 5)]),
    "cosine similarity": (nn.CosineSimilarity(1), [N(4, 5), N(4, 5)]), "pairwise distance": (nn.PairwiseDistance(3.0, keepdim=True), [N(4, 5), N(4, 5)]),
    "upsample nearest": (nn.Upsample(scale_factor=2.0), [N(1, 2, 3)]), "upsample bilinear": (nn.Upsample((5, 7), mode="bilinear", align_corners=True), [N(1, 2, 3, 4)]),
    "upsample bicubic": (nn.Upsample(scale_factor=(1.5, 2.0), mode="bicubic"), [N(1, 2, 4, 4)]), "upsample trilinear": (nn.Upsample(4, mode="trilinear"), [N(1, 1, 2, 3, 2)]),
    "sequential": (nn.Sequential(nn.Linear(5, 4), nn.Tanh(), nn.Linear(4, 2)), [N(3, 5)]),
}
LOSSES = {
    "cross entropy": (nn.CrossEntropyLoss(), [N(4, 5), torch.tensor([1, 0, 4, 2])]),
    "cross entropy weighted": (nn.CrossEntropyLoss(weight=positive(5), ignore_index=0, label_smoothing=0.2), [N(4, 5), torch.tensor([1, 0, 4, 2])]),
    "cross entropy probabilities": (nn.CrossEntropyLoss(reduction="sum"), [N(4, 5), torch.softmax(N(4, 5), 1)]),
    "nll": (nn.NLLLoss(), [torch.log_softmax(N(4, 5), 1), torch.tensor([1, 0, 4, 2])]),
    "bce": (nn.BCELoss(), [torch.rand(4, 5), torch.rand(4, 5)]), "bce logits": (nn.BCEWithLogitsLoss(pos_weight=positive(5)), [N(4, 5), torch.rand(4, 5)]),
    "multilabel soft margin": (nn.MultiLabelSoftMarginLoss(weight=positive(5)), [N(4, 5), torch.randint(0, 2, (4, 5)).float()]),
    "soft margin": (nn.SoftMarginLoss(reduction="sum"), [N(6), sign(6)]), "kl div": (nn.KLDivLoss(log_target=True, reduction="batchmean"), [torch.log_softmax(N(1, 5), 1), torch.log_softmax(N(1, 5), 1)]),
    "mse": (nn.MSELoss(), [N(4, 5), N(4, 5)]), "mse none": (nn.MSELoss(reduction="none"), [N(4, 5), N(4, 5)]), "l1": (nn.L1Loss(reduction="sum"), [N(4, 5), N(4, 5)]),
    "smooth l1": (nn.SmoothL1Loss(beta=0.7), [N(4, 5), N(4, 5)]), "huber": (nn.HuberLoss(delta=0.7), [N(4, 5), N(4, 5)]),
    "poisson": (nn.PoissonNLLLoss(full=True), [N(4, 5), torch.randint(0, 5, (4, 5)).float()]), "gaussian": (nn.GaussianNLLLoss(full=True), [N(4, 5), N(4, 5), positive(4, 5)]),
    "margin ranking": (nn.MarginRankingLoss(0.3), [N(6), N(6), sign(6)]), "hinge embedding": (nn.HingeEmbeddingLoss(), [N(6), sign(6)]),
    "cosine embedding": (nn.CosineEmbeddingLoss(0.2), [N(6, 4), N(6, 4), sign(6)]), "multi margin": (nn.MultiMarginLoss(p=2, margin=0.5), [N(4, 5), torch.tensor([1, 0, 4, 2])]),
    "multi label margin": (nn.MultiLabelMarginLoss(), [N(2, 4), torch.tensor([[3, 0, -1, 1], [2, -1, 0, 0]])]),
    "triplet": (nn.TripletMarginLoss(swap=True), [N(4, 5), N(4, 5), N(4, 5)]), "triplet distance": (nn.TripletMarginWithDistanceLoss(margin=0.4), [N(4, 5), N(4, 5), N(4, 5)]),
    "ctc": (nn.CTCLoss(), [torch.log_softmax(N(8, 2, 5), 2), torch.tensor([[1, 2, 3], [2, 4, 0]]), torch.tensor([8, 7]), torch.tensor([3, 2])]),
}


def flat(value):
    if isinstance(value, torch.Tensor):
        return [value]
    return [] if value is None else [tensor for part in value for tensor in flat(part)]


def write(folder, name, module, inputs):
    tensors = {"state." + key: value.clone() for key, value in module.state_dict().items()}
    for i, value in enumerate(inputs):
        if value.is_floating_point() and (i == 0 or name not in FIXED or name in ("margin ranking", "cosine embedding") and i == 1):
            value.requires_grad_()
        tensors[f"input.{i}"] = value
    # Modules with a fused path for inference are called with gradients, which switches it off.
    outputs = flat(module(*inputs))
    cotangents = [torch.randn_like(output) for output in outputs]
    sum((output * cotangent).sum() for output, cotangent in zip(outputs, cotangents)).backward()
    for i, (output, cotangent) in enumerate(zip(outputs, cotangents)):
        tensors[f"output.{i}"], tensors[f"cotangent.{i}"] = output, cotangent
    for i, value in enumerate(inputs):
        if value.grad is not None:
            tensors[f"gradient.input.{i}"] = value.grad
    for key, parameter in module.named_parameters():
        tensors["gradient." + key] = parameter.grad
    for key, value in module.state_dict().items():
        if not isinstance(dict(module.named_parameters()).get(key), nn.Parameter):
            tensors["after." + key] = value
    save(f"{folder}/{name}.bin", tensors)


class Function(nn.Module):
    def __init__(self, forward):
        super().__init__()
        self.forward = forward


FUNCTIONS = {
    "grid sample": (Function(lambda x, grid: F.grid_sample(x, grid, padding_mode="reflection", align_corners=True)), [N(1, 2, 4, 4), N(1, 3, 3, 2)]),
    "grid sample nearest": (Function(lambda x, grid: F.grid_sample(x, grid, mode="nearest", padding_mode="border", align_corners=False)), [N(1, 2, 4, 4), N(1, 3, 3, 2)]),
    "affine grid": (Function(lambda theta: F.affine_grid(theta, (2, 1, 3, 4), align_corners=False)), [N(2, 2, 3)]),
    "interpolate area": (Function(lambda x: F.interpolate(x, (2, 3), mode="area")), [N(1, 2, 5, 6)]),
    "interpolate smooth": (Function(lambda x: F.interpolate(x, (2, 3), mode="bilinear", antialias=True)), [N(1, 2, 5, 6)]),
    "interpolate exact": (Function(lambda x: F.interpolate(x, 5, mode="nearest-exact")), [N(1, 2, 3)]),
    "normalize": (Function(lambda x: F.normalize(x, 3.0, 2)), [N(2, 3, 4)]),
    "attention": (Function(lambda q, k, v: torch.softmax(q @ k.transpose(-2, -1) / 2 + torch.full((3, 5), float("-inf")).triu(1), -1) @ v), [N(2, 3, 4), N(2, 5, 4), N(2, 5, 6)]),
    "attention masked": (Function(lambda q, k, v, m: torch.softmax(q @ k.transpose(-2, -1) / 2 + m, -1) @ v), [N(2, 3, 4), N(2, 5, 4), N(2, 5, 6), N(3, 5)]),
}
for name, (module, inputs) in {**CASES, **LOSSES, **FUNCTIONS}.items():
    write(sys.argv[1], name, module, inputs)
