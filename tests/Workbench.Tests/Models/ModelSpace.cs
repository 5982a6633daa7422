using Workbench.Configuration;
using Workbench.Kernels;
using Workbench.Models;

namespace Workbench.Tests.ModelTests;

/// <summary>The cross-product of every variant, at tiny sizes. The first value of an axis is its simplest: a failure is shrunk towards those.</summary>
static class ModelSpace
{
    public static readonly IReadOnlyList<(string Path, string[] Values)> Axes =
    [
        ("attention", ["full", "linear:chunk=4", "rfa:8:chunk=4", "rfa:8:gate=true:orthogonal=true:chunk=4", "performer:12:chunk=4",
            "performer:8:kernel=favor:chunk=4", "performer:6:kernel=hyperbolic:orthogonal=false:chunk=4", "linear", "performer:12"]),
        ("position", ["none", "learned", "sinusoidal", "rope", "rope:layout=half-split", "alibi"]),
        ("heads", ["mha", "mqa", "gqa:2"]),
        ("placement", ["pre", "post"]),
        ("norm", ["layernorm", "rmsnorm", "scalenorm"]),
        ("feedForward", ["relu", "gelu", "swiglu"]),
        ("tieEmbeddings", ["true", "false"]),
        ("initialisation", ["gpt2:std=0.2", "xavier", "small"]),
    ];

    public static TransformerConfig Base { get; } = new() { Layers = 2, Width = 16, HeadCount = 4, Context = 12, Vocabulary = 11 };

    /// <summary>A config from the choice of a value on every axis.</summary>
    public static TransformerConfig At(IReadOnlyList<int> choices) =>
        Axes.Select((axis, i) => (axis.Path, Value: axis.Values[choices[i]])).Aggregate(Base, (config, one) => ConfigTree.With(config, one.Path, one.Value));

    /// <summary>
    /// Every combination of attention, position and heads, which meet inside attention; the other axes turn through their values beside them
    /// with steps that share no factor, so that each pair of values meets somewhere.
    /// </summary>
    public static IEnumerable<int[]> Choices()
    {
        var turn = 0;
        for (var attention = 0; attention < Axes[0].Values.Length; attention++)
        {
            for (var position = 0; position < Axes[1].Values.Length; position++)
            {
                for (var heads = 0; heads < Axes[2].Values.Length; heads++, turn++)
                    yield return [attention, position, heads, turn % 2, turn / 2 % 3, turn / 6 % 3, turn / 3 % 2, turn / 5 % 3];
            }
        }
    }

    /// <summary>Runs a check on every valid combination; the first failure is shrunk to the simplest config that still fails, and told as such.</summary>
    public static void ForAll(Action<TransformerConfig> check)
    {
        var count = 0;
        foreach (var choices in Choices())
        {
            var config = At(choices);
            if (ConfigTree.Validate(config).Count > 0)
                continue;
            count++;
            if (Failure(config, check) is { } failure)
                Assert.Fail(Shrunk(choices, check, failure));
        }
        Assert.True(count > 100, $"only {count} combinations are valid");
    }

    /// <summary>The same for combinations drawn from the whole product of all axes.</summary>
    public static void ForSome(int count, Action<TransformerConfig> check)
    {
        for (var i = 0; count > 0; i++)
        {
            int[] choices = [.. Axes.Select(axis => (int)Philox.Below(RandomStream.Named(1, axis.Path), (ulong)i, axis.Values.Length))];
            var config = At(choices);
            if (ConfigTree.Validate(config).Count > 0)
                continue;
            count--;
            if (Failure(config, check) is { } failure)
                Assert.Fail(Shrunk(choices, check, failure));
        }
    }

    static string Shrunk(int[] choices, Action<TransformerConfig> check, Exception failure)
    {
        for (var again = true; again;)
        {
            again = false;
            for (var axis = 0; axis < choices.Length && !again; axis++)
            {
                for (var simpler = 0; simpler < choices[axis] && !again; simpler++)
                {
                    int[] tried = [.. choices[..axis], simpler, .. choices[(axis + 1)..]];
                    var config = At(tried);
                    if (ConfigTree.Validate(config).Count > 0 || Failure(config, check) is not { } smaller)
                        continue;
                    (choices, failure, again) = (tried, smaller, true);
                }
            }
        }
        return $"fails for {string.Join(' ', Axes.Select((axis, i) => $"{axis.Path}={axis.Values[choices[i]]}"))}:{Environment.NewLine}{failure}";
    }

    static Exception? Failure(TransformerConfig config, Action<TransformerConfig> check)
    {
        try
        {
            check(config);
            return null;
        }
        catch (Exception error)
        {
            return error;
        }
    }
}
