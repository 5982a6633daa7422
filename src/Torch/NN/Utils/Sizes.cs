namespace TorchSharp.Utils;

/// <summary>Sizes as libtorch takes them, of the forms that the API takes.</summary>
internal static class Sizes
{
    internal static long[] Of((long, long) sizes) => [sizes.Item1, sizes.Item2];

    internal static long[] Of((long, long, long) sizes) => [sizes.Item1, sizes.Item2, sizes.Item3];

    internal static long[] Of((long, long)? sizes, long otherwise) => sizes is { } given ? Of(given) : Repeat(2, otherwise);

    internal static long[] Of((long, long, long)? sizes, long otherwise) => sizes is { } given ? Of(given) : Repeat(3, otherwise);

    internal static long[]? OrNull((long, long)? sizes) => sizes is { } given ? Of(given) : null;

    internal static long[]? OrNull((long, long, long)? sizes) => sizes is { } given ? Of(given) : null;

    internal static long[]? OrNull(long? size, int count) => size is { } given ? Repeat(count, given) : null;

    internal static double[]? OrNull((double, double)? ratios) => ratios is { } given ? [given.Item1, given.Item2] : null;

    internal static double[]? OrNull((double, double, double)? ratios) => ratios is { } given ? [given.Item1, given.Item2, given.Item3] : null;

    internal static double[]? OrNull(double? ratio, int count) => ratio is { } given ? [.. Enumerable.Repeat(given, count)] : null;

    internal static long[] Repeat(int count, long size)
    {
        var sizes = new long[count];
        Array.Fill(sizes, size);
        return sizes;
    }
}
