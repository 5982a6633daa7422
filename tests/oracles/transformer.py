"""A reference transformer in plain torch: python3 transformer.py FOLDER

FOLDER holds config.json (a resolved transformer config), weights.dat and inputs.dat (TorchSharp's file format: the module's state; "tokens" [B, T]
and "cotangent" [B, T, V], and where the architecture reads them "padding" [B, T], "segments" [B, T], "prefix" [B], "source" [B, S],
"source_padding" [B, S]). Written are outputs.dat: "logits", and the gradient of sum(logits * cotangent) with respect to every parameter.

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
    if position["layout"] == "half-split":
        table = torch.cat([table[:, 0::2], table[:, 1::2]], 1)
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


def buckets(distance, position, ahead):
    """As in the T5 authors' code; distance back from the query, and half of the buckets for what lies ahead where that is seen."""
    count = position["buckets"]
    if ahead:
        count //= 2
        near = buckets(distance.abs(), {**position, "buckets": count}, False)
        return torch.where(distance < 0, near + count, near)
    distance = distance.clamp_min(0)
    exact = count // 2
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


def attend(x, w, name, config, seen, memory=None):
    """seen [B, T, S]; with a memory [B, S, D] the attention is to that, and has no positions."""
    batch, tokens, width = x.shape
    heads, head = config["headCount"], width // config["headCount"]
    sharing, position, attention = config["heads"], config["position"], config["attention"]
    groups = {"mha": heads, "mqa": 1, "gqa": sharing.get("groups")}[sharing["variant"]]
    rank = config["valueRank"] or head
    if memory is None:
        q, k, v = linear(x, w, name + ".qkv").split([heads * head, groups * head, groups * rank], -1)
        kind = attention["variant"]
    else:
        q, (k, v) = linear(x, w, name + ".query"), linear(memory, w, name + ".key_value").split([groups * head, groups * rank], -1)
        position = {"variant": "none"}
        kind = "full" if attention["variant"] == "window" else attention["variant"]
    keys = k.shape[1]
    q = q.view(batch, tokens, heads, head).transpose(1, 2)
    k, v = (y.reshape(batch, keys, groups, -1).transpose(1, 2).repeat_interleave(heads // groups, 1) for y in (k, v))
    if config["queryKeyNorm"] != "none":
        settings = {"variant": config["queryKeyNorm"].replace("-", ""), "epsilon": 1e-5}
        q, k = norm(q, w, name + ".query_norm", settings), norm(k, w, name + ".key_norm", settings)
    seen = seen[:, None]
    if kind == "linear":
        q, k = F.elu(q) + 1, F.elu(k) + 1
        total = (q @ k.transpose(-1, -2) * seen).sum(-1, keepdim=True)
        if position["variant"] == "rope":
            q, k = rotated(q, position), rotated(k, position)
        mixed = (q @ k.transpose(-1, -2) * seen / total) @ v
    elif kind == "delta":
        mixed = delta(x, q, k, v, w, name, heads // groups, position)
    else:
        if position["variant"] == "rope":
            q, k = rotated(q, position), rotated(k, position)
        if kind in ("full", "window"):
            scores = q @ k.transpose(-1, -2) / math.sqrt(head)
            ahead = config["architecture"]["variant"] in ("encoder", "prefix-lm")
            distance = torch.arange(tokens)[:, None] - torch.arange(keys)[None, :]
            if kind == "window":
                seen = seen & (distance.abs() < attention["size"])
            if position["variant"] == "alibi":
                scores = scores - torch.tensor(slopes(heads), dtype=x.dtype)[:, None, None] * distance.abs()
            elif position["variant"] == "t5":
                scores = scores + w[stack_of(name) + "position.weight"][buckets(distance, position, ahead)].permute(2, 0, 1)
            elif position["variant"] == "shaw":
                # A key of its own for every pair, as equation 4 is written; row k of the table is distance 0.
                furthest = position["maxDistance"]
                row = furthest - distance.clamp(-furthest if ahead else 0, furthest)
                relative = w[stack_of(name) + "position.keys." + name.split("blocks.")[1].split(".")[0]][row]  # [T, T, K]
                scores = (q[:, :, :, None] * (k[:, :, None] + relative)).sum(-1) / math.sqrt(head)
            weights = scores.masked_fill(~seen, -math.inf).softmax(-1)
        else:
            weights = similarities(q, k, attention, w.get(name + ".mechanism.projection")) * seen
            if attention.get("gate"):
                weights = weights * gates(x, w, name, heads // groups)
            weights = weights / weights.sum(-1, keepdim=True).clamp_min(1e-2 if kind == "rfa" else 0)
        mixed = weights @ v
    return linear(mixed.transpose(1, 2).reshape(batch, tokens, heads * rank), w, name + ".output")


def stack_of(name):
    return "encoder." if name.startswith("encoder.") else ""


def recur(x, w, name):
    """A gated recurrent unit, token by token, with PyTorch's three gates."""
    h, rows = torch.zeros_like(x[:, 0]), []
    for t in range(x.shape[1]):
        (r, z, n), (hr, hz, hn) = (
            (y @ w[f"{name}.unit.weight_{part}_l0"].T + w.get(f"{name}.unit.bias_{part}_l0", 0)).chunk(3, -1)
            for y, part in ((x[:, t], "ih"), (h, "hh"))
        )
        update = torch.sigmoid(z + hz)
        h = (1 - update) * torch.tanh(n + torch.sigmoid(r + hr) * hn) + update * h
        rows.append(h)
    return torch.stack(rows, 1)


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


def fixed(table, config):
    return table / table.norm(dim=-1, keepdim=True) if config["embeddingScale"] == "fix-norm" else table


def embed(tokens, table, config):
    x = fixed(table, config)[tokens]
    return x if config["embeddingScale"] == "none" else x * math.sqrt(table.shape[-1])


def run(x, w, stack, config, layers, seen, memory=None, memory_seen=None):
    """The blocks of a stack whose names begin with stack; x [B, T, D] without positions."""
    count, width = x.shape[1:]
    recurrent = config["architecture"]["variant"] == "encoder-rnn"
    if config["position"]["variant"] == "sinusoidal" and not recurrent:
        x = x + sinusoids(count, width, config["position"], x.dtype)
    elif config["position"]["variant"] == "learned" and not recurrent:
        x = x + w[stack + "position.weight"][:count]
    if config["embeddingNorm"]:
        x = norm(x, w, stack + "embedding_norm", config["norm"])
    for layer in range(layers):
        block = f"{stack}blocks.{layer}."
        parts = {
            "attention": lambda y: recur(y, w, block + "recurrence") if recurrent else attend(y, w, block + "attention", config, seen),
            "cross_attention": lambda y: attend(y, w, block + "cross_attention", config, memory_seen, memory),
            "feed_forward": lambda y: feed_forward(y, w, block + "feed_forward", config["feedForward"]),
        }
        if memory is None:
            del parts["cross_attention"]
        if config["placement"] == "parallel":
            inner = norm(x, w, block + "attention_norm", config["norm"])
            x = x + sum(part(inner) for part in parts.values())
            continue
        for name, part in parts.items():
            name = block + name
            kept = linear(x, w, block + "shortcut") if name == block + "attention" and block + "shortcut.weight" in w else x
            if config["placement"] == "pre":
                x = kept + part(norm(x, w, name + "_norm", config["norm"]))
            elif config["placement"] == "sandwich":
                x = kept + norm(part(norm(x, w, name + "_norm", config["norm"])), w, name + "_end_norm", config["norm"])
            else:
                x = norm(kept + part(x), w, name + "_norm", config["norm"])
    return x if config["placement"] == "post" or not config["finalNorm"] else norm(x, w, stack + "norm", config["norm"])


def visible(inputs, kind):
    """[B, T, T]: which keys each token of the scored text sees."""
    batch, count = inputs["tokens"].shape
    seen = torch.ones(batch, count, count, dtype=torch.bool)
    if kind != "encoder":
        seen = seen.tril()
    if "prefix" in inputs:
        seen = seen | (torch.arange(count) < inputs["prefix"][:, None])[:, None]
    if "padding" in inputs:
        seen = seen & (inputs["padding"] == 0)[:, None]
    return seen


def logits(inputs, w, config):
    tokens, architecture = inputs["tokens"], config["architecture"]
    memory = memory_seen = None
    if "source" in inputs:
        source = inputs["source"]
        present = inputs["source_padding"] == 0  # [B, S]
        alone = {**config, "architecture": {"variant": "encoder"}}
        memory = run(
            embed(source, w.get("encoder.embedding.weight", w["embedding.weight"]), config), w, "encoder.", alone,
            architecture["encoderLayers"] or config["layers"], present[:, None].expand(-1, source.shape[1], -1),
        )
        memory_seen = present[:, None].expand(-1, tokens.shape[1], -1)
    x = embed(tokens, w["embedding.weight"], config)
    if "segments" in inputs:
        x = x + w["segments.weight"][inputs["segments"]]
    x = run(x, w, "", config, config["layers"], visible(inputs, architecture["variant"]), memory, memory_seen)
    return x @ fixed(w["embedding.weight"] if config["tieEmbeddings"] else w["head.weight"], config).T


def main(folder):
    with open(folder + "/config.json") as file:
        config = json.load(file)
    w = {name: value.requires_grad_(not name.endswith("projection")) for name, value in load(folder + "/weights.dat").items()}
    inputs = load(folder + "/inputs.dat")
    made = logits(inputs, w, config)
    (made * inputs["cotangent"]).sum().backward()
    save(folder + "/outputs.dat", {"logits": made, **{name: value.grad for name, value in w.items() if value.requires_grad}})


for argument in sys.argv[1:]:
    main(argument)
