using TorchSharp;
using static TorchSharp.torch;
using static Torch.Tests.Oracle.Input;

namespace Torch.Tests.Oracle;

/// <summary>Every operator that is held against PyTorch.</summary>
public static partial class OperatorTable
{
    private static readonly List<OperatorCase> Table = [];

    public static IReadOnlyList<OperatorCase> Cases => Table;

    static OperatorTable()
    {
        Elementwise();
        Binary();
        Activations();
        Comparisons();
        Reductions();
        Shapes();
        Indexing();
        Products();
        Factorisations();
        Others();
    }

    private static void One(string code, Func<Tensor, Tensor> compute, Input input, double tolerance = 1e-9) =>
        Add(code, t => [compute(t[0])], tolerance, input);

    private static void Two(string code, Func<Tensor, Tensor, Tensor> compute, Input a, Input b, double tolerance = 1e-9) =>
        Add(code, t => [compute(t[0], t[1])], tolerance, a, b);

    private static void Add(string code, Func<Tensor[], Tensor[]> compute, params Input[] inputs) => Add(code, compute, 1e-9, inputs);

    private static void Add(string code, Func<Tensor[], Tensor[]> compute, double tolerance, params Input[] inputs) =>
        Table.Add(new OperatorCase($"{code} #{Table.Count}", code, compute, inputs, tolerance));

    private static Tensor[] Pair((Tensor, Tensor) pair) => [pair.Item1, pair.Item2];

    private static Tensor[] Triple((Tensor, Tensor, Tensor) triple) => [triple.Item1, triple.Item2, triple.Item3];
}
