using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>The in-place operators that steps are made of, without tensor objects for their results.</summary>
internal static class InPlace
{
    private static readonly Operator AddTensor = new("add_", "Tensor"), AddScalar = new("add_", "Scalar"), MultiplyScalar = new("mul_", "Scalar"),
        MultiplyTensor = new("mul_", "Tensor"), DivideScalar = new("div_", "Scalar"), DivideTensor = new("div_", "Tensor"),
        Products = new("addcmul_"), Quotients = new("addcdiv_"), MaximumInto = new("maximum", "out");

    // target += factor * other
    internal static void Add(Tensor target, Tensor other, double factor) => AddTensor.Run(target, other, factor);

    internal static void Add(Tensor target, double number) => AddScalar.Run(target, number, 1);

    internal static void Scale(Tensor target, double factor) => MultiplyScalar.Run(target, factor);

    internal static void Scale(Tensor target, Tensor factor) => MultiplyTensor.Run(target, factor);

    internal static void Divide(Tensor target, double divisor) => DivideScalar.Run(target, divisor);

    internal static void Divide(Tensor target, Tensor divisor) => DivideTensor.Run(target, divisor);

    // target += factor * left * right
    internal static void AddProduct(Tensor target, Tensor left, Tensor right, double factor) => Products.Run(target, left, right, factor);

    // target += factor * numerator / denominator
    internal static void AddQuotient(Tensor target, Tensor numerator, Tensor denominator, double factor) => Quotients.Run(target, numerator, denominator, factor);

    internal static void Maximum(Tensor target, Tensor other) => MaximumInto.Run(target, other, target);
}
