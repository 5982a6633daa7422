using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>The step that Adam and AdamW share once the weight decay has been applied (Kingma and Ba 2015, algorithm 1).</summary>
internal static class AdamStep
{
    // param -= lr * (mean / (1 - beta1^step)) / (sqrt(square) / sqrt(1 - beta2^step) + eps), with `largest` for `square` under AMSGrad.
    internal static void Take(
        Tensor param, Tensor gradient, Tensor mean, Tensor square, Tensor? largest, long step, double lr, double beta1, double beta2, double eps)
    {
        InPlace.Scale(mean, beta1);
        InPlace.Add(mean, gradient, 1 - beta1);
        InPlace.Scale(square, beta2);
        InPlace.AddProduct(square, gradient, gradient, 1 - beta2);
        if (largest is not null) InPlace.Maximum(largest, square);

        // The one temporary of a step.
        using var denominator = (largest ?? square).sqrt();
        InPlace.Divide(denominator, Math.Sqrt(1 - Math.Pow(beta2, step)));
        InPlace.Add(denominator, eps);
        InPlace.AddQuotient(param, mean, denominator, -lr / (1 - Math.Pow(beta1, step)));
    }
}
