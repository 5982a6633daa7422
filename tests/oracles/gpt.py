"""A reference GPT in plain torch: python3 gpt.py FOLDER

FOLDER holds config.json (a resolved transformer config), weights.dat and inputs.dat (TorchSharp's file format: the module's state; "tokens" [B, T]
and "cotangent" [B, T, V]). Written are outputs.dat: "logits", and the gradient of sum(logits * cotangent) with respect to every parameter.

Written from the papers, one token pair at a time where that is clearest; nothing is shared with the C# model but names of weights.
"""
import json
import math
import sys

import torch

from torchsharp_file import load, save

F = torch.nn.functional


def norm(x, w, name, config):
    epsilon = config["epsilon"]
    if config["variant"] == "layernorm":
        centred = x - x.mean(-1, keepdim=True)
        return centred / (centred.pow(2).mean(-1, keepdim=True) + epsilon).sqrt() * w[name + ".weight"] + w[name + ".bias"]
    # rmsnorm has a gain for every coordinate, scalenorm one for all.
    return x / (x.pow(2).mean(-1, keepdim=True) + epsilon).sqrt() * w[name + ".weight"]


def linear(x, w, name):
    y = x @ w[name + ".weight"].T
    return y + w[name + ".bias"] if name + ".bias" in w else y


def sinusoids(tokens, width, position, dtype):
    table = torch.zeros(tokens, width, dtype=torch.float64)
    for t in range(tokens):
        for i in range(0, width, 2):
            angle = t / position["base"] ** (i / width)
            table[t, i] = math.sin(angle)
            if i + 1 < width:
                table[t, i + 1] = math.cos(angle)
    return (table * (position["amplitude"] or 1)).to(dtype)


def rotated(x, position):
    """x [..., T, K]"""
    tokens, width = x.shape[-2:]
    half = width // 2
    planes = [(2 * i, 2 * i + 1) if position["layout"] == "interleaved" else (i, i + half) for i in range(half)]
    columns = [None] * width
    for i, (a, b) in enumerate(planes):
        factor, base = position["factor"], position["base"]
        if position["scaling"] == "ntk" and width > 2:
            base = base * factor ** (width / (width - 2))
        angle = torch.arange(tokens, dtype=torch.float64) * base ** (-2 * i / width)
        if position["scaling"] == "linear":
            angle = angle / factor
        cosine, sine = angle.cos().to(x.dtype), angle.sin().to(x.dtype)
        columns[a] = x[..., a] * cosine - x[..., b] * sine
        columns[b] = x[..., b] * cosine + x[..., a] * sine
    return torch.stack(columns, -1)


def slopes(heads):
    """As in the ALiBi authors' code."""
    def of_power(n):
        first = 2 ** (-(2 ** -(math.log2(n) - 3)))
        return [first * first ** i for i in range(n)]
    if math.log2(heads).is_integer():
        return of_power(heads)
    below = 2 ** math.floor(math.log2(heads))
    return of_power(below) + slopes(2 * below)[0::2][: heads - below]


def buckets(distance, position):
    """As in the T5 authors' code, for a decoder; distance back from the query."""
    count, exact = position["buckets"], position["buckets"] // 2
    far = exact + (torch.log(distance.clamp_min(1).float() / exact) / math.log(position["maxDistance"] / exact) * (count - exact)).long()
    return torch.where(distance < exact, distance, far.clamp_max(count - 1))


def similarities(q, k, attention, projection):
    """Unnormalised weights of all pairs, [B, H, T, T]; what stabilises the fast forms is left out."""
    kind = attention["variant"]
    if kind == "rfa":
        q, k = (F.normalize(x, dim=-1) @ projection.T for x in (q, k))
        features = lambda a: torch.cat([a.sin(), a.cos()], -1) / math.sqrt(projection.shape[0])
        return features(q) @ features(k).transpose(-1, -2)
    if kind == "performer":
        q, k = (x * q.shape[-1] ** -0.25 for x in (q, k))

        def features(x):
            a, half, m = x @ projection.T, x.pow(2).sum(-1, keepdim=True) / 2, projection.shape[0]
            if attention["kernel"] == "favor-plus":
                return (a - half).exp() / math.sqrt(m)
            if attention["kernel"] == "hyperbolic":
                return torch.cat([(a - half).exp(), (-a - half).exp()], -1) / math.sqrt(2 * m)
            return half.exp() * torch.cat([a.sin(), a.cos()], -1) / math.sqrt(m)
        return features(q) @ features(k).transpose(-1, -2)
    raise ValueError(kind)


def attend(x, w, name, config):
    batch, tokens, width = x.shape
    heads, head = config["headCount"], width // config["headCount"]
    sharing, position, attention = config["heads"], config["position"], config["attention"]
    groups = {"mha": heads, "mqa": 1, "gqa": sharing.get("groups")}[sharing["variant"]]
    both = linear(x, w, name + ".qkv")
    q, k, v = both.split([heads * head, groups * head, groups * head], -1)
    q = q.view(batch, tokens, heads, head).transpose(1, 2)
    k, v = (y.view(batch, tokens, groups, head).transpose(1, 2).repeat_interleave(heads // groups, 1) for y in (k, v))
    if config["queryKeyNorm"] != "none":
        settings = {"variant": config["queryKeyNorm"].replace("-", ""), "epsilon": 1e-5}
        q, k = norm(q, w, name + ".query_norm", settings), norm(k, w, name + ".key_norm", settings)
    seen = torch.ones(tokens, tokens, dtype=torch.bool).tril()
    if attention["variant"] == "linear":
        q, k = F.elu(q) + 1, F.elu(k) + 1
        total = (q @ k.transpose(-1, -2) * seen).sum(-1, keepdim=True)
        if position["variant"] == "rope":
            q, k = rotated(q, position), rotated(k, position)
        mixed = (q @ k.transpose(-1, -2) * seen / total) @ v
    elif attention["variant"] == "delta":
        mixed = delta(x, q, k, v, w, name, heads // groups, position)
    else:
        if position["variant"] == "rope":
            q, k = rotated(q, position), rotated(k, position)
        if attention["variant"] in ("full", "window"):
            scores = q @ k.transpose(-1, -2) / math.sqrt(head)
            distance = (torch.arange(tokens)[:, None] - torch.arange(tokens)[None, :]).clamp_min(0)
            if attention["variant"] == "window":
                seen = seen & (distance < attention["size"])
            if position["variant"] == "alibi":
                scores = scores - torch.tensor(slopes(heads), dtype=x.dtype)[:, None, None] * distance
            elif position["variant"] == "t5":
                scores = scores + w["position.weight"][buckets(distance, position)].permute(2, 0, 1)
            elif position["variant"] == "shaw":
                # A key of its own for every pair, as equation 4 is written; row k of the table is distance 0.
                furthest = position["maxDistance"]
                relative = w["position.keys." + name.split(".")[1]][furthest - distance.clamp_max(furthest)]  # [T, T, K]
                scores = (q[:, :, :, None] * (k[:, :, None] + relative)).sum(-1) / math.sqrt(head)
            weights = scores.masked_fill(~seen, -math.inf).softmax(-1)
        else:
            weights = similarities(q, k, attention, w.get(name + ".mechanism.projection")) * seen
            if attention.get("gate"):
                weights = weights * gates(x, w, name, heads // groups)
            weights = weights / weights.sum(-1, keepdim=True).clamp_min(1e-2 if attention["variant"] == "rfa" else 0)
        mixed = weights @ v
    return linear(mixed.transpose(1, 2).reshape(batch, tokens, width), w, name + ".output")


def delta(x, q, k, v, w, name, shared, position):
    """Token by token; q, k, v [B, H, T, K]."""
    q, k = (F.normalize(y * torch.sigmoid(y), dim=-1) for y in (q, k))
    if position["variant"] == "rope":
        q, k = rotated(q, position), rotated(k, position)
    beta = torch.sigmoid(x @ w[name + ".mechanism.beta.weight"].T + w[name + ".mechanism.beta.bias"]).transpose(1, 2).repeat_interleave(shared, 1)
    kept, rows = torch.zeros(*k.shape[:2], k.shape[-1], v.shape[-1], dtype=x.dtype), []
    for t in range(x.shape[1]):
        found = (k[:, :, t, :, None] * kept).sum(-2)
        kept = kept + k[:, :, t, :, None] * (beta[:, :, t, None] * (v[:, :, t] - found))[:, :, None, :]
        rows.append((q[:, :, t, :, None] * kept).sum(-2))
    return torch.stack(rows, 2)


def gates(x, w, name, shared):
    """What the recurrence S_t = g_t S_(t-1) + (1 - g_t) k_t v_t gives key s for query t, [B, H, T, T]."""
    g = torch.sigmoid(x @ w[name + ".mechanism.gate.weight"].T + w[name + ".mechanism.gate.bias"]).transpose(1, 2)  # [B, G, T]
    tokens = g.shape[-1]
    rows = []
    for t in range(tokens):
        row = [(1 - g[..., s]) * g[..., s + 1:t + 1].prod(-1) if s <= t else torch.zeros_like(g[..., 0]) for s in range(tokens)]
        rows.append(torch.stack(row, -1))
    return torch.stack(rows, -2).repeat_interleave(shared, 1)


def feed_forward(x, w, name, config):
    plain = {"relu": torch.relu, "gelu": F.gelu, "silu": F.silu}
    gates_of = {"swiglu": F.silu, "geglu": F.gelu, "reglu": torch.relu, "glu": torch.sigmoid, "bilinear": lambda y: y}
    inner, kind = linear(x, w, name + ".expand"), config["variant"]
    if kind == "gelu" and config["form"] == "tanh":
        inner = 0.5 * inner * (1 + torch.tanh(math.sqrt(2 / math.pi) * (inner + 0.044715 * inner ** 3)))
    elif kind in plain:
        inner = plain[kind](inner)
    else:
        gate, value = inner.chunk(2, -1)
        inner = gates_of[kind](gate) * value
    return linear(inner, w, name + ".contract")


def logits(tokens, w, config):
    fixed = (lambda y: y / y.norm(dim=-1, keepdim=True)) if config["embeddingScale"] == "fix-norm" else (lambda y: y)
    x = fixed(w["embedding.weight"])[tokens]
    count, width = tokens.shape[1], config["width"]
    if config["embeddingScale"] != "none":
        x = x * math.sqrt(width)
    if config["position"]["variant"] == "sinusoidal":
        x = x + sinusoids(count, width, config["position"], x.dtype)
    elif config["position"]["variant"] == "learned":
        x = x + w["position.weight"][:count]
    for layer in range(config["layers"]):
        if config["placement"] == "parallel":
            name = f"blocks.{layer}."
            inner = norm(x, w, name + "attention_norm", config["norm"])
            x = x + attend(inner, w, name + "attention", config) + feed_forward(inner, w, name + "feed_forward", config["feedForward"])
            continue
        for part, run in (("attention", attend), ("feed_forward", feed_forward)):
            name = f"blocks.{layer}.{part}"
            settings = config if part == "attention" else config["feedForward"]
            if config["placement"] == "pre":
                x = x + run(norm(x, w, name + "_norm", config["norm"]), w, name, settings)
            elif config["placement"] == "sandwich":
                x = x + norm(run(norm(x, w, name + "_norm", config["norm"]), w, name, settings), w, name + "_end_norm", config["norm"])
            else:
                x = norm(x + run(x, w, name, settings), w, name + "_norm", config["norm"])
    if config["placement"] != "post":
        x = norm(x, w, "norm", config["norm"])
    return x @ fixed(w["embedding.weight"] if config["tieEmbeddings"] else w["head.weight"]).T


def main(folder):
    with open(folder + "/config.json") as file:
        config = json.load(file)
    w = {name: value.requires_grad_(not name.endswith("projection")) for name, value in load(folder + "/weights.dat").items()}
    inputs = load(folder + "/inputs.dat")
    made = logits(inputs["tokens"], w, config)
    (made * inputs["cotangent"]).sum().backward()
    save(folder + "/outputs.dat", {"logits": made, **{name: value.grad for name, value in w.items() if value.requires_grad}})


for argument in sys.argv[1:]:
    main(argument)
