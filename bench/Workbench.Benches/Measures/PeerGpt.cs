using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace Workbench.Benches.Measures;

/// <summary>
/// The peer's model: a GPT as a careful user of TorchSharp writes it, of the architecture of the presets (learned positions, pre-norm,
/// GELU, tied or untied head). Its parameters have the order and the shapes of <see cref="Models.Transformer"/>'s. Tokens [B, T] to logits
/// [B, T, V].
/// </summary>
internal sealed class PeerGpt : nn.Module<Tensor, Tensor>
{
    private readonly Embedding _tokens,
        _positions;
    private readonly ModuleList<PeerBlock> _blocks;
    private readonly LayerNorm _norm;
    private readonly Linear? _head;

    /// <summary>A model of the shape, the weights and the training mode of ours.</summary>
    public PeerGpt(Models.Transformer ours)
        : base(nameof(PeerGpt))
    {
        var config = ours.Config;
        _tokens = nn.Embedding(config.Vocabulary, config.Width);
        _positions = nn.Embedding(config.Context, config.Width);
        _blocks = nn.ModuleList(Enumerable.Range(0, config.Layers).Select(_ => new PeerBlock(config.Width, config.HeadCount)).ToArray());
        _norm = nn.LayerNorm(config.Width);
        _head = config.TieEmbeddings ? null : nn.Linear(config.Width, config.Vocabulary, hasBias: false);
        RegisterComponents();
        using var off = no_grad();
        foreach (var (mine, given) in parameters().Zip(ours.parameters()))
            mine.copy_(given);
    }

    public override Tensor forward(Tensor input) => Read(input, 0, null);

    /// <summary>The logits of tokens that follow those whose keys and values are in the cache.</summary>
    /// <param name="input">[B, n] int64.</param>
    /// <param name="start">Tokens in the cache.</param>
    /// <param name="cache">Keys and values [B, H, T, K] of each block; null reads without one.</param>
    public Tensor Read(Tensor input, long start, IReadOnlyList<(Tensor Keys, Tensor Values)>? cache)
    {
        using var scope = NewDisposeScope();
        var x = _tokens.call(input) + _positions.weight!.narrow(0, start, input.shape[1]); // [B, n, D]
        for (var i = 0; i < _blocks.Count; i++)
            x = _blocks[i].Read(x, start, cache?[i]);
        return linear(_norm.call(x), _head?.weight ?? _tokens.weight!).MoveToOuterDisposeScope(); // [B, n, V]
    }

    private sealed class PeerBlock : nn.Module<Tensor, Tensor>
    {
        private readonly LayerNorm _norm1;
        private readonly Linear _qkv,
            _output;
        private readonly LayerNorm _norm2;
        private readonly Linear _expand,
            _contract;
        private readonly long _heads;

        public PeerBlock(long width, long heads)
            : base(nameof(PeerBlock))
        {
            _heads = heads;
            (_norm1, _norm2) = (nn.LayerNorm(width), nn.LayerNorm(width));
            (_qkv, _output) = (nn.Linear(width, 3 * width), nn.Linear(width, width));
            (_expand, _contract) = (nn.Linear(width, 4 * width), nn.Linear(4 * width, width));
            RegisterComponents();
        }

        public override Tensor forward(Tensor x) => Read(x, 0, null);

        public Tensor Read(Tensor x, long start, (Tensor Keys, Tensor Values)? cache)
        {
            using var scope = NewDisposeScope();
            var (batch, count, width) = (x.shape[0], x.shape[1], x.shape[2]);
            var parts = _qkv.call(_norm1.call(x))
                .chunk(3, -1)
                .Select(one => one.view(batch, count, _heads, width / _heads).transpose(1, 2))
                .ToArray(); // [B, H, n, K]
            var (q, k, v) = (parts[0], parts[1], parts[2]);
            if (cache is { } kept)
            {
                kept.Keys.narrow(2, start, count).copy_(k);
                kept.Values.narrow(2, start, count).copy_(v);
                (k, v) = (kept.Keys.narrow(2, 0, start + count), kept.Values.narrow(2, 0, start + count));
            }
            // One query sees all keys; the mask of libtorch is for queries that stand at the first keys.
            var mixed = scaled_dot_product_attention(q, k, v, is_casual: count > 1); // [B, H, n, K]
            x = x + _output.call(mixed.transpose(1, 2).reshape(batch, count, width));
            return (x + _contract.call(gelu(_expand.call(_norm2.call(x))))).MoveToOuterDisposeScope();
        }
    }
}
