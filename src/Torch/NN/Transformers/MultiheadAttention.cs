using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace TorchSharp.Modules;

/// <summary>Attention in several heads, each over a part of the width (Vaswani et al. 2017).</summary>
public sealed class MultiheadAttention : nn.Module<Tensor, Tensor, Tensor, Tensor?, bool, Tensor?, Tuple<Tensor, Tensor>>
{
    private readonly long width, heads;
    private readonly double dropout;
    private readonly bool addsZeros;
    private readonly Linear out_proj;

    internal MultiheadAttention(long width, long heads, double dropout, bool bias, bool addsKeyBias, bool addsZeros, long keyWidth, long valueWidth) : base(nameof(MultiheadAttention))
    {
        if (heads <= 0 || width % heads != 0) throw new ArgumentException($"embed_dim ({width}) must be divisible by num_heads ({heads}).");
        this.width = width;
        this.heads = heads;
        this.dropout = dropout;
        this.addsZeros = addsZeros;
        // PyTorch keeps the three projections in one matrix where their inputs have one width.
        (string name, long rows, long columns)[] projections = keyWidth == width && valueWidth == width
            ? [("in_proj_weight", 3 * width, width)]
            : [("q_proj_weight", width, width), ("k_proj_weight", width, keyWidth), ("v_proj_weight", width, valueWidth)];
        foreach (var (name, rows, columns) in projections) Adopt(name, new Parameter(empty(rows, columns)));
        if (bias) Adopt("in_proj_bias", new Parameter(zeros(3 * width)));
        out_proj = nn.Linear(width, width, bias);
        register_module("out_proj", out_proj);
        if (addsKeyBias)
        {
            Adopt("bias_k", new Parameter(empty(1, 1, width)));
            Adopt("bias_v", new Parameter(empty(1, 1, width)));
        }
        foreach (var (name, _, _) in projections) nn.init.xavier_uniform_(get_parameter(name)!);
        if (out_proj.bias is not null) nn.init.zeros_(out_proj.bias);
        foreach (var name in new[] { "bias_k", "bias_v" })
        {
            if (get_parameter(name) is { } keyBias) nn.init.xavier_normal_(keyBias);
        }
    }

    /// <summary>Queries [L, N, E], keys [S, N, kdim] and values [S, N, vdim] to values [L, N, E] and weights [N, L, S].</summary>
    /// <param name="query">The queries.</param>
    /// <param name="key">The keys.</param>
    /// <param name="value">The values.</param>
    /// <param name="key_padding_mask">[N, S]: Boolean, true where a key does not count; or added to the scores.</param>
    /// <param name="need_weights">Whether the weights, averaged over the heads, are returned; null stands in their place otherwise.</param>
    /// <param name="attn_mask">[L, S] or [N heads, L, S]: Boolean, true where there is no attention; or added to the scores.</param>
    public override Tuple<Tensor, Tensor> forward(Tensor query, Tensor key, Tensor value, Tensor? key_padding_mask, bool need_weights, Tensor? attn_mask)
    {
        using var scope = NewDisposeScope();
        var (length, batch) = (query.shape[0], query.shape[1]);
        var (q, k, v) = Project(query, key, value); // [L or S, N, E] each
        var extra = 0L;
        if (get_parameter("bias_k") is { } keyBias)
        {
            k = cat([k, keyBias.repeat(1, batch, 1)], 0);
            v = cat([v, get_parameter("bias_v")!.repeat(1, batch, 1)], 0);
            extra++;
        }
        if (addsZeros)
        {
            k = cat([k, zeros_like(k.narrow(0, 0, 1))], 0);
            v = cat([v, zeros_like(v.narrow(0, 0, 1))], 0);
            extra++;
        }
        var sources = k.shape[0];
        q = Split(q.mul(1 / Math.Sqrt((double)width / heads))); // [N H, L, E/H]
        k = Split(k); // [N H, S, E/H]
        v = Split(v); // [N H, S, E/H]
        var scores = q.bmm(k.transpose(1, 2)); // [N H, L, S]
        if (attn_mask is not null) scores = Masked(scores, Widened(attn_mask, extra));
        if (key_padding_mask is not null)
        {
            var mask = Widened(key_padding_mask, extra).view(batch, 1, 1, sources);
            scores = Masked(scores.view(batch, heads, length, sources), mask).view(batch * heads, length, sources);
        }
        var weights = F.softmax(scores, -1);
        if (dropout > 0) weights = F.dropout(weights, dropout, training);
        var attended = weights.bmm(v).transpose(0, 1).contiguous().view(length, batch, width); // [L, N, E]
        var result = F.linear(attended, out_proj.weight, out_proj.bias);
        var mean = need_weights ? weights.view(batch, heads, length, sources).sum(1).div(heads).MoveToOuterDisposeScope() : null; // [N, L, S]
        return Tuple.Create(result.MoveToOuterDisposeScope(), mean!);
    }

    /// <inheritdoc cref="forward"/>
    public new Tuple<Tensor, Tensor> call(Tensor query, Tensor key, Tensor value, Tensor? key_padding_mask = null, bool need_weights = true, Tensor? attn_mask = null) =>
        base.call(query, key, value, key_padding_mask, need_weights, attn_mask);

    private (Tensor, Tensor, Tensor) Project(Tensor query, Tensor key, Tensor value)
    {
        var joint = get_parameter("in_proj_weight");
        var bias = get_parameter("in_proj_bias");
        Tensor Part(Tensor x, int i, string name) => F.linear(
            x,
            joint?.narrow(0, i * width, width) ?? (Tensor)get_parameter(name)!,
            bias?.narrow(0, i * width, width));
        return (Part(query, 0, "q_proj_weight"), Part(key, 1, "k_proj_weight"), Part(value, 2, "v_proj_weight"));
    }

    // [T, N, E] to [N H, T, E/H]
    private Tensor Split(Tensor x) => x.contiguous().view(x.shape[0], x.shape[1] * heads, width / heads).transpose(0, 1);

    // Keys that the layer adds are never masked.
    private static Tensor Widened(Tensor mask, long extra) => extra == 0 ? mask : F.pad(mask, (0, extra));

    private static Tensor Masked(Tensor scores, Tensor mask) =>
        mask.dtype == ScalarType.Bool ? scores.masked_fill(mask, double.NegativeInfinity) : scores.add(mask);
}
