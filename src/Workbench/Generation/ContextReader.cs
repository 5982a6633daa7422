using Workbench.Configuration;
using Workbench.Models;
using static TorchSharp.torch;

namespace Workbench.Generation;

/// <summary>Reads texts of equal length into a model's decoding state, within its context.</summary>
/// <param name="model">The model.</param>
/// <param name="overflow">What to do when the context is full.</param>
/// <param name="batch">The number of texts. Default 1.</param>
/// <param name="sources">What the encoder reads; null in a model without encoder.</param>
internal sealed class ContextReader(Transformer model, ContextOverflow overflow, int batch = 1, SourceBatch? sources = null) : IDisposable
{
    private readonly Device _device = model.parameters().First().device;
    private readonly bool _bounded = overflow != ContextOverflow.Extrapolate;
    private DecodingState _state = NewState(model, batch, sources);
    private int _read;

    /// <summary>Reads what the state has not read of the texts.</summary>
    /// <param name="texts">The texts, one for each sequence of the state.</param>
    /// <returns>The logits after each text, [V] each; null when the context is full and generation ends there.</returns>
    public float[][]? Read(IReadOnlyList<IReadOnlyList<int>> texts)
    {
        var context = model.Config.Context;
        var unread = texts[0].Count - _read;
        if (_read == 0 && _bounded)
            unread = Math.Min(unread, context);
        if (_bounded && _state.Length + unread > context)
        {
            if (overflow == ContextOverflow.Stop)
                return null;
            Restart(texts.Count);
            unread = Math.Max(1, context / 2);
        }
        using var scope = NewDisposeScope();
        var tokens = tensor(
            texts.SelectMany(text => text.TakeLast(unread)).Select(token => (long)token).ToArray(),
            [texts.Count, unread],
            ScalarType.Int64,
            _device
        );
        using var last = model.Step(tokens, _state).select(1, -1).to(ScalarType.Float32).cpu(); // [B, V]
        _read = texts[0].Count;
        var values = last.contiguous().data<float>().ToArray();
        return [.. values.Chunk(values.Length / texts.Count)];
    }

    /// <summary>Goes on with some of the sequences; one may be taken several times.</summary>
    public void Take(IReadOnlyList<int> rows)
    {
        DecodingState taken;
        try
        {
            taken = _state.Take(rows);
        }
        catch (NotSupportedException unsupported)
        {
            throw new InvalidInputException(
                [
                    new(
                        $"this attention cannot follow several beams: {unsupported.Message}",
                        Variants.NameOf(model.Config.Attention),
                        null,
                        "Generate with one beam, or override LayerState.Take.",
                        "beams"
                    ),
                ],
                unsupported
            );
        }
        _state.Dispose();
        _state = taken;
    }

    private void Restart(int sequences)
    {
        _state.Dispose();
        _state = NewState(model, sequences, sources);
    }

    private static DecodingState NewState(Transformer model, int sequences, SourceBatch? sources)
    {
        if (sources is null)
            return model.NewState(sequences);
        using var scope = NewDisposeScope();
        // Beams of one source share it.
        return model.NewState(sources.Tokens.expand(sequences, -1).contiguous(), sources.Padding.expand(sequences, -1).contiguous());
    }

    public void Dispose() => _state.Dispose();
}
