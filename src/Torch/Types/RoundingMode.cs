namespace TorchSharp;

public static partial class torch
{
    /// <summary>How a quotient is rounded.</summary>
    public enum RoundingMode
    {
        /// <summary>Not at all.</summary>
        None,
        /// <summary>Towards zero.</summary>
        trunc,
        /// <summary>Down.</summary>
        floor,
    }

    internal static string Name(this FFTNormType norm) => norm.ToString().ToLowerInvariant();

    internal static string? Name(this RoundingMode mode) => mode == RoundingMode.None ? null : mode.ToString();
}
