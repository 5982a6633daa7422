namespace TorchSharp;

public static partial class torch
{
    /// <summary>How an upsampled value comes from its neighbours.</summary>
    public enum UpsampleMode
    {
        /// <summary>The nearest.</summary>
        Nearest = 0,

        /// <summary>Linear, of [N, C, L].</summary>
        Linear = 1,

        /// <summary>Linear in two dimensions.</summary>
        Bilinear = 2,

        /// <summary>Cubic in two dimensions.</summary>
        Bicubic = 3,

        /// <summary>Linear in three dimensions.</summary>
        Trilinear = 4,
    }

    /// <summary>How a resized value comes from its neighbours.</summary>
    public enum InterpolationMode
    {
        /// <summary>The nearest, by the floor of the scaled position.</summary>
        Nearest = 0,

        /// <summary>Linear, of [N, C, L].</summary>
        Linear = 1,

        /// <summary>Linear in two dimensions.</summary>
        Bilinear = 2,

        /// <summary>Cubic in two dimensions.</summary>
        Bicubic = 3,

        /// <summary>Linear in three dimensions.</summary>
        Trilinear = 4,

        /// <summary>The mean of an area.</summary>
        Area = 5,

        /// <summary>The nearest to the centre.</summary>
        NearestExact = 6,
    }

    /// <summary>How a sampled value comes from its neighbours.</summary>
    public enum GridSampleMode
    {
        /// <summary>The nearest.</summary>
        Nearest = 0,

        /// <summary>Linear.</summary>
        Bilinear = 2,
    }

    /// <summary>What lies outside of a sampled image.</summary>
    public enum GridSamplePaddingMode
    {
        /// <summary>Zeros.</summary>
        Zeros = 0,

        /// <summary>The mirrored image.</summary>
        Reflection = 1,

        /// <summary>The values at the border.</summary>
        Border = 2,
    }
}
