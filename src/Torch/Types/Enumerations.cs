namespace TorchSharp;

/// <summary>How a Fourier transform is scaled.</summary>
public enum FFTNormType
{
    /// <summary>The inverse by 1/n.</summary>
    Backward,
    /// <summary>The forward transform by 1/n.</summary>
    Forward,
    /// <summary>Both by 1/sqrt(n).</summary>
    Ortho,
}

/// <summary>How distances are computed.</summary>
public enum compute_mode
{
    /// <summary>Through matrix products for more than 25 rows.</summary>
    use_mm_for_euclid_dist_if_necessary,
    /// <summary>Through matrix products.</summary>
    use_mm_for_euclid_dist,
    /// <summary>Directly.</summary>
    donot_use_mm_for_euclid_dist,
}

/// <summary>The order of a grid's coordinates.</summary>
public enum indexing
{
    /// <summary>Columns first, as in plots.</summary>
    xy,
    /// <summary>Rows first, as in matrices.</summary>
    ij,
}

/// <summary>How elements are stored.</summary>
public enum layout
{
    /// <summary>Densely.</summary>
    strided,
    /// <summary>By coordinates.</summary>
    sparse_coo,
}

/// <summary>The order of elements in memory.</summary>
public enum memory_format
{
    /// <summary>As it is.</summary>
    preserve_format,
    /// <summary>Row-major.</summary>
    contiguous_format,
    /// <summary>Channels last.</summary>
    channels_last,
}

/// <summary>How elements that meet are reduced.</summary>
public enum Reduce
{
    /// <summary>Product.</summary>
    prod,
    /// <summary>Mean.</summary>
    mean,
    /// <summary>Maximum.</summary>
    amax,
    /// <summary>Minimum.</summary>
    amin,
}

/// <summary>A rule for the number of a histogram's bins.</summary>
public enum HistogramBinSelector
{
    /// <summary>Doane's, for data that are not normal.</summary>
    Doane,
    /// <summary>Rice's, by the number of data alone.</summary>
    Rice,
    /// <summary>Scott's, by the standard deviation.</summary>
    Scott,
    /// <summary>The square root of the number of data.</summary>
    Sqrt,
    /// <summary>Stone's, by the estimated integrated squared error.</summary>
    Stone,
    /// <summary>Sturges's, for normal data.</summary>
    Sturges,
}
