"""BERT, GPT-2, Llama and T5 as Hugging Face's folders describe them, in plain torch; written from the published models, sharing nothing with the C#.

make KIND FOLDER     writes a small random model: KIND is bert, gpt2, llama, llama-shards or t5
logits FOLDER        reads config.json and the weights of a folder, and writes outputs.dat (TorchSharp's file format): "logits" of the tokens
                     (7 i + 3) mod V, [2, 10]; of bert, whose output is not tied to a head, those of its word embeddings; t5
                     reads the source (5 i + 1) mod V, [2, 7]
"""
import json
import math
import os
import struct
import sys

import numpy
import torch

from torchsharp_file import save

F = torch.nn.functional
TYPES = {"F64": "<f8", "F32": "<f4"}


def read_safetensors(path):
    with open(path, "rb") as file:
        raw = file.read()
    (length,) = struct.unpack("<Q", raw[:8])
    header, data = json.loads(raw[8 : 8 + length]), raw[8 + length :]
    return {
        name: torch.from_numpy(numpy.frombuffer(data[slice(*one["data_offsets"])], TYPES[one["dtype"]]).reshape(one["shape"]).copy())
        for name, one in header.items() if name != "__metadata__"
    }


def write_safetensors(path, tensors):
    header, data = {}, b""
    for name, value in tensors.items():
        content = value.contiguous().numpy().tobytes()
        kind = {torch.float64: "F64", torch.float32: "F32"}[value.dtype]
        header[name] = {"dtype": kind, "shape": list(value.shape), "data_offsets": [len(data), len(data) + len(content)]}
        data += content
    text = json.dumps(header).encode()
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + data)


def weights(folder):
    bin_file = os.path.join(folder, "pytorch_model.bin")
    if os.path.exists(bin_file):
        return torch.load(bin_file)
    index = os.path.join(folder, "model.safetensors.index.json")
    if not os.path.exists(index):
        return read_safetensors(os.path.join(folder, "model.safetensors"))
    with open(index) as file:
        files = set(json.load(file)["weight_map"].values())
    return {name: value for one in files for name, value in read_safetensors(os.path.join(folder, one)).items()}


def causal(scores):
    return scores.masked_fill(~torch.ones(scores.shape[-2:], dtype=torch.bool).tril(), -math.inf).softmax(-1)


def gpt2(w, c, tokens):
    batch, count = tokens.shape
    w = {name.removeprefix("transformer."): value for name, value in w.items()}
    norm = lambda x, name: F.layer_norm(x, x.shape[-1:], w[name + ".weight"], w[name + ".bias"], c["layer_norm_epsilon"])
    conv = lambda x, name: x @ w[name + ".weight"] + w[name + ".bias"]
    act = {"gelu_new": lambda x: 0.5 * x * (1 + torch.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x ** 3))), "gelu": F.gelu, "relu": torch.relu}
    x = w["wte.weight"][tokens] + w["wpe.weight"][:count]
    for i in range(c["n_layer"]):
        h = f"h.{i}."
        q, k, v = conv(norm(x, h + "ln_1"), h + "attn.c_attn").split(c["n_embd"], -1)
        q, k, v = (y.view(batch, count, c["n_head"], -1).transpose(1, 2) for y in (q, k, v))
        mixed = causal(q @ k.transpose(-1, -2) / math.sqrt(q.shape[-1])) @ v
        x = x + conv(mixed.transpose(1, 2).reshape(batch, count, -1), h + "attn.c_proj")
        x = x + conv(act[c["activation_function"]](conv(norm(x, h + "ln_2"), h + "mlp.c_fc")), h + "mlp.c_proj")
    return norm(x, "ln_f") @ (w["wte.weight"] if c.get("tie_word_embeddings", True) else w["lm_head.weight"]).T


def bert(w, c, tokens):
    batch, count = tokens.shape
    w = {name.removeprefix("bert."): value for name, value in w.items()}
    norm = lambda x, name: F.layer_norm(x, x.shape[-1:], w[name + ".LayerNorm.weight"], w[name + ".LayerNorm.bias"], c["layer_norm_eps"])
    linear = lambda x, name: x @ w[name + ".weight"].T + w[name + ".bias"]
    act = {"gelu": F.gelu, "relu": torch.relu, "gelu_new": lambda x: F.gelu(x, approximate="tanh")}[c["hidden_act"]]
    table = w["embeddings.word_embeddings.weight"]
    x = norm(table[tokens] + w["embeddings.position_embeddings.weight"][:count] + w["embeddings.token_type_embeddings.weight"][0], "embeddings")
    for i in range(c["num_hidden_layers"]):
        name = f"encoder.layer.{i}."
        q, k, v = (linear(x, f"{name}attention.self.{one}").view(batch, count, c["num_attention_heads"], -1).transpose(1, 2)
                   for one in ("query", "key", "value"))
        mixed = (q @ k.transpose(-1, -2) / math.sqrt(q.shape[-1])).softmax(-1) @ v
        x = norm(x + linear(mixed.transpose(1, 2).reshape(batch, count, -1), name + "attention.output.dense"), name + "attention.output")
        x = norm(x + linear(act(linear(x, name + "intermediate.dense")), name + "output.dense"), name + "output")
    return x @ table.T


def llama(w, c, tokens):
    batch, count = tokens.shape
    heads, groups = c["num_attention_heads"], c["num_key_value_heads"]
    head = c["hidden_size"] // heads
    norm = lambda x, name: w[name + ".weight"] * x / (x.pow(2).mean(-1, keepdim=True) + c["rms_norm_eps"]).sqrt()

    def linear(x, name):
        y = x @ w[name + ".weight"].T
        return y + w[name + ".bias"] if name + ".bias" in w else y

    scaling = c.get("rope_scaling") or {}
    at = torch.arange(count, dtype=torch.float64) / scaling.get("factor", 1.0)
    angles = at[:, None] / c["rope_theta"] ** (torch.arange(0, head, 2, dtype=torch.float64) / head)
    cos, sin = (torch.cat([f(angles)] * 2, -1).to(w["model.norm.weight"].dtype) for f in (torch.cos, torch.sin))

    def rotate(x):
        half = torch.cat([-x[..., head // 2 :], x[..., : head // 2]], -1)
        return x * cos + half * sin

    x = w["model.embed_tokens.weight"][tokens]
    for i in range(c["num_hidden_layers"]):
        name = f"model.layers.{i}."
        y = norm(x, name + "input_layernorm")
        q, k, v = (linear(y, f"{name}self_attn.{one}_proj").view(batch, count, -1, head).transpose(1, 2) for one in "qkv")
        q, k = rotate(q), rotate(k)
        k, v = (one.repeat_interleave(heads // groups, 1) for one in (k, v))
        mixed = causal(q @ k.transpose(-1, -2) / math.sqrt(head)) @ v
        x = x + linear(mixed.transpose(1, 2).reshape(batch, count, -1), name + "self_attn.o_proj")
        y = norm(x, name + "post_attention_layernorm")
        x = x + linear(F.silu(linear(y, name + "mlp.gate_proj")) * linear(y, name + "mlp.up_proj"), name + "mlp.down_proj")
    return norm(x, "model.norm") @ (w["model.embed_tokens.weight"] if c["tie_word_embeddings"] else w["lm_head.weight"]).T


def t5(w, c, tokens):
    source = (torch.arange(14) * 5 + 1).remainder(c["vocab_size"]).view(2, 7)
    norm = lambda x, name: w[name + ".weight"] * x / (x.pow(2).mean(-1, keepdim=True) + c["layer_norm_epsilon"]).sqrt()

    def bias(stack, count, both):
        """Distances into buckets as the authors' code does."""
        buckets = c["relative_attention_num_buckets"]
        ahead = torch.arange(count)[None] - torch.arange(count)[:, None]
        if both:
            buckets //= 2
            found = (ahead > 0).long() * buckets
            ahead = ahead.abs()
        else:
            found = torch.zeros_like(ahead)
            ahead = (-ahead).clamp_min(0)
        exact = buckets // 2
        far = exact + (torch.log(ahead.double().clamp_min(1) / exact) / math.log(c["relative_attention_max_distance"] / exact)
                       * (buckets - exact) + 1e-9).long()
        found = found + torch.where(ahead < exact, ahead, far.clamp_max(buckets - 1))
        return w[f"{stack}.block.0.layer.0.SelfAttention.relative_attention_bias.weight"][found].permute(2, 0, 1)

    def attend(x, y, name, added):
        q, k, v = (z @ w[f"{name}.{one}.weight"].T for z, one in ((x, "q"), (y, "k"), (y, "v")))
        q, k, v = (z.view(2, z.shape[1], c["num_heads"], -1).transpose(1, 2) for z in (q, k, v))
        mixed = (q @ k.transpose(-1, -2) + added).softmax(-1) @ v  # no division by the root of the width
        return mixed.transpose(1, 2).reshape(x.shape) @ w[name + ".o.weight"].T

    def run(stack, x, layers, added, memory):
        for i in range(layers):
            name = f"{stack}.block.{i}.layer."
            y = norm(x, name + "0.layer_norm")
            x = x + attend(y, y, name + "0.SelfAttention", added)
            last = 1
            if memory is not None:
                x = x + attend(norm(x, name + "1.layer_norm"), memory, name + "1.EncDecAttention", 0)
                last = 2
            y = norm(x, f"{name}{last}.layer_norm")
            x = x + torch.relu(y @ w[f"{name}{last}.DenseReluDense.wi.weight"].T) @ w[f"{name}{last}.DenseReluDense.wo.weight"].T
        return norm(x, stack + ".final_layer_norm")

    memory = run("encoder", w["shared.weight"][source], c["num_layers"], bias("encoder", 7, True), None)
    count = tokens.shape[1]
    hidden = torch.full((count, count), -math.inf, dtype=torch.float64).triu(1)
    x = run("decoder", w["shared.weight"][tokens], c["num_decoder_layers"], bias("decoder", count, False) + hidden, memory)
    return x * c["d_model"] ** -0.5 @ w["shared.weight"].T


def make(kind, folder):
    torch.manual_seed(5)
    os.makedirs(folder, exist_ok=True)
    draw = lambda *shape: torch.randn(*shape, dtype=torch.float64) * 0.3
    if kind == "gpt2":
        c = dict(model_type="gpt2", vocab_size=23, n_positions=16, n_ctx=16, n_embd=12, n_layer=2, n_head=3, n_inner=None,
                 activation_function="gelu_new", layer_norm_epsilon=1e-5, attn_pdrop=0.1, unknown_to_us={"a": 1})
        # As the first published file: without prefix, with the masks as buffers.
        w = {"wte.weight": draw(23, 12), "wpe.weight": draw(16, 12), "ln_f.weight": draw(12), "ln_f.bias": draw(12)}
        for i in range(2):
            for name, rows, columns in (("attn.c_attn", 12, 36), ("attn.c_proj", 12, 12), ("mlp.c_fc", 12, 48), ("mlp.c_proj", 48, 12)):
                w[f"h.{i}.{name}.weight"], w[f"h.{i}.{name}.bias"] = draw(rows, columns), draw(columns)
            for name in ("ln_1", "ln_2"):
                w[f"h.{i}.{name}.weight"], w[f"h.{i}.{name}.bias"] = draw(12), draw(12)
            w[f"h.{i}.attn.bias"] = torch.ones(1, 1, 16, 16, dtype=torch.float64).tril()
        torch.save(w, os.path.join(folder, "pytorch_model.bin"))
    elif kind == "bert":
        c = dict(model_type="bert", vocab_size=23, hidden_size=12, num_hidden_layers=2, num_attention_heads=3, intermediate_size=40,
                 hidden_act="gelu", max_position_embeddings=16, type_vocab_size=2, layer_norm_eps=1e-12, hidden_dropout_prob=0.1)
        # As published: without prefix, with a pooler and the numbers of the positions.
        w = {"embeddings.word_embeddings.weight": draw(23, 12), "embeddings.position_embeddings.weight": draw(16, 12),
             "embeddings.token_type_embeddings.weight": draw(2, 12), "pooler.dense.weight": draw(12, 12), "pooler.dense.bias": draw(12)}
        norms, dense = ["embeddings"], []
        for i in range(2):
            name = f"encoder.layer.{i}."
            norms += [name + "attention.output", name + "output"]
            dense += [(f"{name}attention.self.{one}", 12, 12) for one in ("query", "key", "value")]
            dense += [(name + "attention.output.dense", 12, 12), (name + "intermediate.dense", 40, 12), (name + "output.dense", 12, 40)]
        for name in norms:
            w[name + ".LayerNorm.weight"], w[name + ".LayerNorm.bias"] = draw(12), draw(12)
        for name, rows, columns in dense:
            w[name + ".weight"], w[name + ".bias"] = draw(rows, columns), draw(rows)
        write_safetensors(os.path.join(folder, "model.safetensors"), w)
    elif kind == "t5":
        c = dict(model_type="t5", vocab_size=23, d_model=12, d_kv=4, d_ff=30, num_layers=1, num_decoder_layers=2, num_heads=3,
                 feed_forward_proj="relu", relative_attention_num_buckets=6, layer_norm_epsilon=1e-6, dropout_rate=0.1)
        c["relative_attention_max_distance"] = 9
        w = {"shared.weight": draw(23, 12)}
        # As published: with copies of the tied table.
        w["encoder.embed_tokens.weight"], w["lm_head.weight"] = w["shared.weight"].clone(), w["shared.weight"].clone()
        for stack, layers in (("encoder", 1), ("decoder", 2)):
            w[stack + ".block.0.layer.0.SelfAttention.relative_attention_bias.weight"] = draw(6, 3)
            w[stack + ".final_layer_norm.weight"] = draw(12)
            for i in range(layers):
                parts = ["SelfAttention", "EncDecAttention"][: 2 if stack == "decoder" else 1]
                for number, part in enumerate(parts + ["DenseReluDense"]):
                    name = f"{stack}.block.{i}.layer.{number}."
                    w[name + "layer_norm.weight"] = draw(12)
                    if part == "DenseReluDense":
                        w[f"{name}{part}.wi.weight"], w[f"{name}{part}.wo.weight"] = draw(30, 12), draw(12, 30)
                    else:
                        for one in "qkvo":
                            w[f"{name}{part}.{one}.weight"] = draw(12, 12)
        write_safetensors(os.path.join(folder, "model.safetensors"), w)
    else:
        c = dict(model_type="llama", vocab_size=19, hidden_size=16, intermediate_size=37, num_hidden_layers=2, num_attention_heads=4,
                 num_key_value_heads=2, hidden_act="silu", max_position_embeddings=32, rms_norm_eps=1e-6, rope_theta=500.0,
                 rope_scaling={"type": "linear", "factor": 4.0}, tie_word_embeddings=False, attention_bias=False)
        w = {"model.embed_tokens.weight": draw(19, 16), "model.norm.weight": draw(16), "lm_head.weight": draw(19, 16)}
        for i in range(2):
            name = f"model.layers.{i}."
            for part, rows, columns in (("self_attn.q", 16, 16), ("self_attn.k", 8, 16), ("self_attn.v", 8, 16), ("self_attn.o", 16, 16),
                                        ("mlp.gate", 37, 16), ("mlp.up", 37, 16), ("mlp.down", 16, 37)):
                w[f"{name}{part}_proj.weight"] = draw(rows, columns)
            w[name + "input_layernorm.weight"], w[name + "post_attention_layernorm.weight"] = draw(16), draw(16)
        if kind == "llama":
            write_safetensors(os.path.join(folder, "model.safetensors"), w)
        else:
            names = sorted(w)
            files = {f"model-0000{i + 1}-of-00002.safetensors": names[i::2] for i in range(2)}
            for file, members in files.items():
                write_safetensors(os.path.join(folder, file), {name: w[name] for name in members})
            with open(os.path.join(folder, "model.safetensors.index.json"), "w") as file:
                json.dump({"metadata": {}, "weight_map": {name: one for one, members in files.items() for name in members}}, file)
    with open(os.path.join(folder, "config.json"), "w") as file:
        json.dump(c, file)


def logits(folder):
    with open(os.path.join(folder, "config.json")) as file:
        c = json.load(file)
    tokens = (torch.arange(20) * 7 + 3).remainder(c["vocab_size"]).view(2, 10)
    save(os.path.join(folder, "outputs.dat"), {"logits": {"bert": bert, "gpt2": gpt2, "llama": llama, "t5": t5}[c["model_type"]](weights(folder), c, tokens)})


{"make": make, "logits": logits}[sys.argv[1]](*sys.argv[2:])
