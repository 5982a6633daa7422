using TorchSharp;
using static TorchSharp.torch;

namespace Torch.Tests.Oracle;

/// <summary>Values and gradients of every operator of the table equal PyTorch's.</summary>
public sealed class OperatorTests(OperatorOracle oracle) : IClassFixture<OperatorOracle>
{
    public static TheoryData<string> Names => [.. OperatorTable.Cases.Select(test => test.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Operator_has_PyTorchs_values_and_gradients(string name)
    {
        using var scope = NewDisposeScope();
        var test = OperatorTable.Cases.Single(test => test.Name == name);
        var answer = oracle.Answers[name];
        Assert.True(answer.Error is null, answer.Error);
        var inputs = Array.ConvertAll(test.Inputs, input => input.Make());

        var outputs = test.Compute(inputs);

        Assert.Equal(answer.Outputs!.Length, outputs.Length);
        for (var k = 0; k < outputs.Length; k++)
            Same(answer.Outputs[k], outputs[k], test.Tolerance, $"output {k}");
        if (answer.Gradients is { Length: > 0 } expected)
            CheckGradients(inputs, outputs, expected, test.Tolerance);
    }

    [Fact]
    public void The_table_is_broad() => Assert.True(OperatorTable.Cases.Select(test => test.Code).Distinct().Count() > 300);

    private static void CheckGradients(Tensor[] inputs, Tensor[] outputs, OperatorOracle.Value?[] expected, double tolerance)
    {
        // Whole-number outputs have no gradient; the others are weighted as in the oracle.
        var total = outputs.Where(output => output.requires_grad).Select(Weighted).Aggregate((left, right) => left + right);
        var leaves = inputs.Where(input => input.requires_grad).ToList();
        var gradients = autograd.grad([total], leaves, allow_unused: true);
        Assert.Equal(expected.Length, gradients.Count);
        for (var k = 0; k < expected.Length; k++)
            if (expected[k] is { } value)
                Same(value, gradients[k], 10 * tolerance, $"gradient {k}");
            else
                Assert.Null(gradients[k]);
    }

    private static Tensor Weighted(Tensor output)
    {
        if (output.is_complex())
            output = output.resolve_conj().view_as_real();
        var weights = arange(output.numel(), float64).cos().reshape(output.shape);
        return (output.@double() * weights).sum();
    }

    private static void Same(OperatorOracle.Value expected, Tensor actual, double tolerance, string what)
    {
        actual = actual.detach();
        if (actual.is_complex())
            actual = actual.resolve_conj().view_as_real();
        Assert.Equal(expected.Shape, actual.shape);
        var numbers = actual.to(float64).reshape(-1).data<double>().ToArray();
        for (var k = 0; k < numbers.Length; k++)
        {
            var number = expected.Data[k].ValueKind == System.Text.Json.JsonValueKind.String
                ? double.Parse(expected.Data[k].GetString()!.Replace("inf", "Infinity").Replace("nan", "NaN"), System.Globalization.CultureInfo.InvariantCulture)
                : expected.Data[k].GetDouble();
            var close = number.Equals(numbers[k]) || Math.Abs(number - numbers[k]) <= tolerance * Math.Max(1, Math.Abs(number));
            Assert.True(close, $"{what}, element {k}: PyTorch has {number}, we have {numbers[k]}");
        }
    }
}
