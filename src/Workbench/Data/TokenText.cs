using TorchSharp;
using static TorchSharp.torch;

namespace Workbench.Data;

/// <summary>
/// A text as tokens: one tensor per device, in the smallest element type that holds the vocabulary. Windows are gathered from it.
/// </summary>
internal sealed class TokenText(int[] tokens, int vocabulary) : ITokenSequence
{
    private readonly Lock _guard = new();
    private readonly Dictionary<string, Tensor> _onDevice = [];
    private readonly Dictionary<(string, int), Tensor> _offsets = [];

    public int Length => tokens.Length;

    long ITokenSequence.Length => tokens.Length;

    public int this[long index] => tokens[index];

    /// <summary>Number of possible start positions of a window with its shifted targets.</summary>
    public int Starts(int context) => Math.Max(0, tokens.Length - context);

    /// <summary>The windows at the given start positions: T inputs each, and the targets shifted by one token.</summary>
    public Batch Windows(long[] starts, int context, Device device)
    {
        using var scope = NewDisposeScope();
        var (text, window) = On(device, context);
        var first = tensor(starts, [starts.Length, 1]).to(device); // [B, 1]
        var gathered = text.index_select(0, (first + window).view(-1)).to(ScalarType.Int64).view(starts.Length, context + 1); // [B, T + 1]
        var inputs = gathered.narrow(1, 0, context).contiguous(); // [B, T]
        var targets = gathered.narrow(1, 1, context).contiguous(); // [B, T]
        return new(scope.MoveToOuter(inputs), scope.MoveToOuter(targets));
    }

    private (Tensor Text, Tensor Window) On(Device device, int context)
    {
        var name = device.ToString();
        lock (_guard)
        {
            if (!_onDevice.TryGetValue(name, out var text))
                _onDevice[name] = text = Whole().to(device).DetachFromDisposeScope();
            if (!_offsets.TryGetValue((name, context), out var window))
                _offsets[(name, context)] = window = arange(context + 1, ScalarType.Int64, device).DetachFromDisposeScope();
            return (text, window);
        }
    }

    private Tensor Whole() =>
        vocabulary switch
        {
            <= 1 << 8 => tensor(Array.ConvertAll(tokens, token => (byte)token)),
            <= 1 << 15 => tensor(Array.ConvertAll(tokens, token => (short)token)),
            _ => tensor(tokens),
        };
}
