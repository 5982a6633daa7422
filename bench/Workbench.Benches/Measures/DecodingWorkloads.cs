using TorchSharp;
using Workbench.Models;
using static TorchSharp.torch;

namespace Workbench.Benches.Measures;

/// <summary>Greedy decoding of one sequence, over the last tokens of a full context.</summary>
/// <param name="Model">The model.</param>
/// <param name="Tokens">How many of the last tokens are decoded; the others have been read before the clock starts.</param>
internal sealed record DecodingWorkloads(TransformerConfig Model, int Tokens)
{
    private int Read => Model.Context - Tokens;

    /// <summary>Ours, with the state that the product keeps.</summary>
    public Workload Ours()
    {
        var model = TrainingWorkloads.Built(Model);
        model.eval();
        var text = Text();
        var state = model.NewState();
        return new(
            () =>
            {
                using (state)
                    return Decode(start => model.Step(text.narrow(1, start, 1), state));
            },
            model,
            text
        )
        {
            Before = () =>
            {
                using var scope = NewDisposeScope();
                state = model.NewState();
                model.Step(text.narrow(1, 0, Read), state);
            },
        };
    }

    /// <summary>TorchSharp, with keys and values kept in tensors of the whole context.</summary>
    public Workload WithCache()
    {
        var model = TrainingWorkloads.PeerOf(Model);
        model.eval();
        var text = Text();
        Tensor[] kept = [.. Enumerable.Range(0, 2 * Model.Layers).Select(_ => zeros(1, Model.HeadCount, Model.Context, Model.HeadWidth))];
        var cache = Enumerable.Range(0, Model.Layers).Select(layer => (kept[2 * layer], kept[2 * layer + 1])).ToList();
        using (no_grad())
        using (NewDisposeScope())
            model.Read(text.narrow(1, 0, Read), 0, cache);
        // Every run writes the same keys and values over those of the last.
        return new(
            () =>
            {
                using var off = no_grad();
                return Decode(start => model.Read(text.narrow(1, start, 1), start, cache));
            },
            [model, text, .. kept]
        );
    }

    /// <summary>TorchSharp, computing the whole window again for each token.</summary>
    public Workload Again()
    {
        var model = TrainingWorkloads.PeerOf(Model);
        model.eval();
        var text = Text();
        return new(
            () =>
            {
                using var off = no_grad();
                return Decode(start => model.call(text.narrow(1, 0, start + 1)).narrow(1, start, 1));
            },
            model,
            text
        );
    }

    // A decoder needs the chosen token before it can go on.
    private IReadOnlyList<Tensor> Decode(Func<int, Tensor> logits)
    {
        var chosen = new long[Tokens];
        for (var i = 0; i < Tokens; i++)
        {
            using var scope = NewDisposeScope();
            chosen[i] = logits(Read + i).argmax(-1).item<long>();
        }
        return [tensor(chosen)];
    }

    private Tensor Text()
    {
        using var scope = NewDisposeScope();
        return (arange(Model.Context) * 7 % Model.Vocabulary).unsqueeze(0).DetachFromDisposeScope(); // [1, T]
    }
}
