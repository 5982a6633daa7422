namespace Workbench.Training;

/// <summary>Learning-rate schedule after the warm-up.</summary>
public enum Schedule
{
    /// <summary>Half a cosine period from the peak to the minimum at the last step.</summary>
    Cosine,

    /// <summary>peak * sqrt(warm-up / step) (Vaswani et al. 2017), with a warm-up of at least one step in the formula.</summary>
    InverseSquareRoot,

    /// <summary>Linear from the peak to the minimum at the last step.</summary>
    Linear,

    /// <summary>Always the peak.</summary>
    Constant,
}
