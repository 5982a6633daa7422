using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;
using Reduction = TorchSharp.torch.nn.Reduction;

namespace TorchSharp.Modules;

/// <summary>(input - target)^2.</summary>
public sealed class MSELoss : Loss<Tensor, Tensor, Tensor>
{
    /// <summary>Makes the loss.</summary>
    /// <param name="reduction">How the losses of the elements become one.</param>
    public MSELoss(Reduction reduction = Reduction.Mean) : base(reduction) { }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input, Tensor target) =>
        F.mse_loss(input, target, reduction);
}

/// <summary>|input - target|.</summary>
public sealed class L1Loss : Loss<Tensor, Tensor, Tensor>
{
    /// <summary>Makes the loss.</summary>
    /// <param name="reduction">How the losses of the elements become one.</param>
    public L1Loss(Reduction reduction = Reduction.Mean) : base(reduction) { }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input, Tensor target) =>
        F.l1_loss(input, target, reduction);
}

/// <summary>Quadratic, divided by 2 beta, below beta and linear above (Girshick 2015).</summary>
public sealed class SmoothL1Loss : Loss<Tensor, Tensor, Tensor>
{
    /// <summary>Makes the loss.</summary>
    /// <param name="reduction">How the losses of the elements become one.</param>
    /// <param name="beta">Where the loss turns from quadratic to linear.</param>
    public SmoothL1Loss(Reduction reduction = Reduction.Mean, double beta = 1.0) : base(reduction)
    {
        this.beta = beta;
    }

    /// <summary>Where the loss turns from quadratic to linear.</summary>
    public double beta { get; }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input, Tensor target) =>
        F.smooth_l1_loss(input, target, reduction, beta);
}

/// <summary>Half the square below delta and linear above (Huber 1964).</summary>
public sealed class HuberLoss : Loss<Tensor, Tensor, Tensor>
{
    /// <summary>Makes the loss.</summary>
    /// <param name="delta">Where the loss turns from quadratic to linear.</param>
    /// <param name="reduction">How the losses of the elements become one.</param>
    public HuberLoss(double delta = 1.0, Reduction reduction = Reduction.Mean) : base(reduction)
    {
        this.delta = delta;
    }

    /// <summary>Where the loss turns from quadratic to linear.</summary>
    public double delta { get; }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input, Tensor target) =>
        F.huber_loss(input, target, delta, reduction);
}

/// <summary>The negative log likelihood of counts under Poisson distributions.</summary>
public sealed class PoissonNLLLoss : Loss<Tensor, Tensor, Tensor>
{
    /// <summary>Makes the loss.</summary>
    /// <param name="log_input">Whether the input is the logarithm of the rate.</param>
    /// <param name="full">Whether the constant terms are added.</param>
    /// <param name="eps">What keeps logarithms and divisors away from 0.</param>
    /// <param name="reduction">How the losses of the elements become one.</param>
    public PoissonNLLLoss(bool log_input = true, bool full = false, float eps = 1e-8f, Reduction reduction = Reduction.Mean) : base(reduction)
    {
        this.log_input = log_input;
        this.full = full;
        this.eps = eps;
    }

    /// <summary>Whether the input is the logarithm of the rate.</summary>
    public bool log_input { get; }

    /// <summary>Whether the constant terms are added.</summary>
    public bool full { get; }

    /// <summary>What keeps logarithms and divisors away from 0.</summary>
    public float eps { get; }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input, Tensor target) =>
        F.poisson_nll_loss(input, target, log_input, full, eps, reduction);
}

/// <summary>The negative log likelihood under Gaussian distributions.</summary>
public sealed class GaussianNLLLoss : Loss<Tensor, Tensor, Tensor, Tensor>
{
    /// <summary>Makes the loss.</summary>
    /// <param name="full">Whether the constant terms are added.</param>
    /// <param name="eps">What keeps logarithms and divisors away from 0.</param>
    /// <param name="reduction">How the losses of the elements become one.</param>
    public GaussianNLLLoss(bool full = false, float eps = 1e-8f, Reduction reduction = Reduction.Mean) : base(reduction)
    {
        this.full = full;
        this.eps = eps;
    }

    /// <summary>Whether the constant terms are added.</summary>
    public bool full { get; }

    /// <summary>What keeps logarithms and divisors away from 0.</summary>
    public float eps { get; }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input, Tensor target, Tensor variance) =>
        F.gaussian_nll_loss(input, target, variance, full, eps, reduction);
}
