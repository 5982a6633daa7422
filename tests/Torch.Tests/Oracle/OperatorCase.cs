using TorchSharp;
using static TorchSharp.torch;

namespace Torch.Tests.Oracle;

/// <summary>An input of a case: what kind of numbers, in which shape. The numbers are the same on every run.</summary>
public sealed record Input(string Kind, long[] Shape, double[] Data)
{
    public static Input Real(params long[] shape) => Of("real", shape, k => 2 * Math.Sin(1.7 * k + 0.3) + 0.01 * k);
    public static Input Single(params long[] shape) => Of("single", shape, k => (float)(2 * Math.Sin(1.7 * k + 0.3)));
    public static Input Positive(params long[] shape) => Of("real", shape, k => 1.2 + Math.Sin(2.3 * k + 1));
    public static Input Unit(params long[] shape) => Of("real", shape, k => 0.9 * Math.Sin(1.3 * k + 0.5));
    public static Input Chance(params long[] shape) => Of("real", shape, k => 0.5 + 0.45 * Math.Sin(1.9 * k + 0.2));
    public static Input Truth(params long[] shape) => Of("truth", shape, k => Math.Sin(3.1 * k + 1) > 0 ? 1 : 0);
    public static Input Integer(long below, params long[] shape) => Of("integer", shape, k => (7 * k + 3) % below);

    /// <summary>Symmetric and positive definite.</summary>
    public static Input Definite(long n) =>
        Of("real", [n, n], k => k / n == k % n ? n + 1 : Math.Sin(k / n + 1.0) * Math.Sin(k % n + 1.0));

    private static Input Of(string kind, long[] shape, Func<long, double> number)
    {
        var count = shape.Aggregate(1L, (product, size) => product * size);
        return new Input(kind, shape, [.. Enumerable.Range(0, (int)count).Select(k => number(k))]);
    }

    public Tensor Make() => Kind switch
    {
        "real" => tensor(Data, Shape).requires_grad_(),
        "single" => tensor(Data, Shape).to(float32).requires_grad_(),
        "integer" => tensor(Data, Shape).to(int64),
        _ => tensor(Data, Shape).to(@bool),
    };
}

/// <summary>One operator: the same expression in Python and in C#.</summary>
public sealed record OperatorCase(string Name, string Code, Func<Tensor[], Tensor[]> Compute, Input[] Inputs, double Tolerance);
