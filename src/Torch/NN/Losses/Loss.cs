using static TorchSharp.torch;

namespace TorchSharp;

/// <summary>Base of losses of two arguments.</summary>
/// <typeparam name="T1">Type of an argument.</typeparam>
/// <typeparam name="T2">Type of an argument.</typeparam>
/// <typeparam name="TResult">Type of the loss.</typeparam>
public abstract class Loss<T1, T2, TResult> : nn.Module<T1, T2, TResult>
{
    /// <summary>Makes a loss.</summary>
    /// <param name="reduction">How the losses of the elements become one.</param>
    public Loss(nn.Reduction reduction = nn.Reduction.Mean) : base(nameof(Loss<T1, T2, TResult>)) => this.reduction = reduction;

    /// <summary>How the losses of the elements become one.</summary>
    public nn.Reduction reduction { get; }
}

/// <summary>Base of losses of three arguments.</summary>
/// <typeparam name="T1">Type of an argument.</typeparam>
/// <typeparam name="T2">Type of an argument.</typeparam>
/// <typeparam name="T3">Type of an argument.</typeparam>
/// <typeparam name="TResult">Type of the loss.</typeparam>
public abstract class Loss<T1, T2, T3, TResult> : nn.Module<T1, T2, T3, TResult>
{
    /// <summary>Makes a loss.</summary>
    /// <param name="reduction">How the losses of the elements become one.</param>
    public Loss(nn.Reduction reduction = nn.Reduction.Mean) : base(nameof(Loss<T1, T2, T3, TResult>)) => this.reduction = reduction;

    /// <summary>How the losses of the elements become one.</summary>
    public nn.Reduction reduction { get; }
}

/// <summary>Base of losses of four arguments.</summary>
/// <typeparam name="T1">Type of an argument.</typeparam>
/// <typeparam name="T2">Type of an argument.</typeparam>
/// <typeparam name="T3">Type of an argument.</typeparam>
/// <typeparam name="T4">Type of an argument.</typeparam>
/// <typeparam name="TResult">Type of the loss.</typeparam>
public abstract class Loss<T1, T2, T3, T4, TResult> : nn.Module<T1, T2, T3, T4, TResult>
{
    /// <summary>Makes a loss.</summary>
    /// <param name="reduction">How the losses of the elements become one.</param>
    public Loss(nn.Reduction reduction = nn.Reduction.Mean) : base(nameof(Loss<T1, T2, T3, T4, TResult>)) => this.reduction = reduction;

    /// <summary>How the losses of the elements become one.</summary>
    public nn.Reduction reduction { get; }
}

/// <summary>Base of losses of two arguments with weights.</summary>
/// <typeparam name="T1">Type of an argument.</typeparam>
/// <typeparam name="T2">Type of an argument.</typeparam>
/// <typeparam name="TResult">Type of the loss.</typeparam>
public abstract class WeightedLoss<T1, T2, TResult> : Loss<T1, T2, TResult>
{
    /// <summary>Makes a loss.</summary>
    /// <param name="weight">Weights of the classes or elements, or null.</param>
    /// <param name="reduction">How the losses of the elements become one.</param>
    public WeightedLoss(Tensor? weight = null, nn.Reduction reduction = nn.Reduction.Mean) : base(reduction) => this.weight = weight;

    /// <summary>Weights of the classes or elements, or null.</summary>
    public Tensor? weight { get; }
}

/// <summary>Base of losses of three arguments with weights.</summary>
/// <typeparam name="T1">Type of an argument.</typeparam>
/// <typeparam name="T2">Type of an argument.</typeparam>
/// <typeparam name="T3">Type of an argument.</typeparam>
/// <typeparam name="TResult">Type of the loss.</typeparam>
public abstract class WeightedLoss<T1, T2, T3, TResult> : Loss<T1, T2, T3, TResult>
{
    /// <summary>Makes a loss.</summary>
    /// <param name="weight">Weights of the classes or elements, or null.</param>
    /// <param name="reduction">How the losses of the elements become one.</param>
    public WeightedLoss(Tensor? weight = null, nn.Reduction reduction = nn.Reduction.Mean) : base(reduction) => this.weight = weight;

    /// <summary>Weights of the classes or elements, or null.</summary>
    public Tensor? weight { get; }
}

/// <summary>Base of losses of four arguments with weights.</summary>
/// <typeparam name="T1">Type of an argument.</typeparam>
/// <typeparam name="T2">Type of an argument.</typeparam>
/// <typeparam name="T3">Type of an argument.</typeparam>
/// <typeparam name="T4">Type of an argument.</typeparam>
/// <typeparam name="TResult">Type of the loss.</typeparam>
public abstract class WeightedLoss<T1, T2, T3, T4, TResult> : Loss<T1, T2, T3, T4, TResult>
{
    /// <summary>Makes a loss.</summary>
    /// <param name="weight">Weights of the classes or elements, or null.</param>
    /// <param name="reduction">How the losses of the elements become one.</param>
    public WeightedLoss(Tensor? weight = null, nn.Reduction reduction = nn.Reduction.Mean) : base(reduction) => this.weight = weight;

    /// <summary>Weights of the classes or elements, or null.</summary>
    public Tensor? weight { get; }
}
