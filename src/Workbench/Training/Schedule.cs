namespace Workbench.Training;

/// <summary>How the learning rate falls after the warm-up.</summary>
public enum Schedule
{
    /// <summary>Half a cosine from the peak to the minimum at the last step.</summary>
    Cosine,

    /// <summary>Peak * sqrt(warm-up / step) (Vaswani et al. 2017); without a warm-up, of one step.</summary>
    InverseSquareRoot,

    /// <summary>A straight line from the peak to the minimum at the last step.</summary>
    Linear,

    /// <summary>The peak.</summary>
    Constant,
}
