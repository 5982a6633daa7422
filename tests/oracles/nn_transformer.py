"""PyTorch's own nn.TransformerEncoder, nn.TransformerDecoder and nn.MultiheadAttention with our weights: python3 nn_transformer.py FOLDER

The files are those of transformer.py. The models have no positions, layer norms, a tied embedding and relu or gelu.
"""
import json
import sys

import torch
from torch import nn

from torchsharp_file import load, save


def attention(pairs, module, name, crosses):
    """What of our weights makes up a MultiheadAttention."""
    if crosses:
        pairs += [(module.in_proj_weight, [name + ".query.weight", name + ".key_value.weight"])]
        pairs += [(module.in_proj_bias, [name + ".query.bias", name + ".key_value.bias"])]
    else:
        pairs += [(module.in_proj_weight, [name + ".qkv.weight"]), (module.in_proj_bias, [name + ".qkv.bias"])]
    pairs += [(module.out_proj.weight, [name + ".output.weight"]), (module.out_proj.bias, [name + ".output.bias"])]


def stack(w, prefix, config, layers, decodes):
    """An nn.TransformerEncoder or nn.TransformerDecoder, and its weights beside the names of ours."""
    width, pairs = config["width"], []
    kind, whole = (nn.TransformerDecoderLayer, nn.TransformerDecoder) if decodes else (nn.TransformerEncoderLayer, nn.TransformerEncoder)
    layer = kind(
        width, config["headCount"], w[prefix + "blocks.0.feed_forward.expand.weight"].shape[0], dropout=0,
        activation=config["feedForward"]["variant"], layer_norm_eps=config["norm"]["epsilon"], batch_first=True,
        norm_first=config["placement"] == "pre", dtype=torch.float64,
    )
    last = nn.LayerNorm(width, eps=config["norm"]["epsilon"], dtype=torch.float64) if config["placement"] == "pre" else None
    module = whole(layer, layers, norm=last)
    for i, one in enumerate(module.layers):
        name = f"{prefix}blocks.{i}."
        norms = ["attention", "cross_attention", "feed_forward"] if decodes else ["attention", "feed_forward"]
        for number, norm in enumerate(norms, 1):
            for part in ("weight", "bias"):
                pairs.append((getattr(getattr(one, f"norm{number}"), part), [f"{name}{norm}_norm.{part}"]))
        attention(pairs, one.self_attn, name + "attention", False)
        if decodes:
            attention(pairs, one.multihead_attn, name + "cross_attention", True)
        for ours, theirs in (("expand", one.linear1), ("contract", one.linear2)):
            pairs += [(theirs.weight, [f"{name}feed_forward.{ours}.weight"]), (theirs.bias, [f"{name}feed_forward.{ours}.bias"])]
    if last is not None:
        pairs += [(last.weight, [prefix + "norm.weight"]), (last.bias, [prefix + "norm.bias"])]
    with torch.no_grad():
        for theirs, ours in pairs:
            theirs.copy_(torch.cat([w[one] for one in ours], 0))
    return module, pairs


def main(folder):
    with open(folder + "/config.json") as file:
        config = json.load(file)
    w, inputs = load(folder + "/weights.dat"), load(folder + "/inputs.dat")
    table = nn.Parameter(w["embedding.weight"])
    x, count = table[inputs["tokens"]], inputs["tokens"].shape[1]
    causal = torch.ones(count, count, dtype=torch.bool).triu(1)
    variant, pairs = config["architecture"]["variant"], [(table, ["embedding.weight"])]
    if variant == "encoder-decoder":
        padding = inputs["source_padding"] != 0
        encoder, more = stack(w, "encoder.", config, config["architecture"]["encoderLayers"] or config["layers"], False)
        pairs += more
        memory = encoder(table[inputs["source"]], src_key_padding_mask=padding)
        decoder, more = stack(w, "", config, config["layers"], True)
        pairs += more
        x = decoder(x, memory, tgt_mask=causal, memory_key_padding_mask=padding)
    else:
        encoder, more = stack(w, "", config, config["layers"], False)
        pairs += more
        x = encoder(x, src_key_padding_mask=inputs["padding"] != 0) if variant == "encoder" else encoder(x, mask=causal)
    made = x @ table.T
    (made * inputs["cotangent"]).sum().backward()
    gradients = {}
    for theirs, ours in pairs:
        gradients.update(zip(ours, theirs.grad.split([w[one].shape[0] for one in ours], 0)))
    save(folder + "/outputs.dat", {"logits": made, **gradients})


for argument in sys.argv[1:]:
    main(argument)
