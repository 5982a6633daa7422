namespace TorchSharp.Modules;

internal static class SequentialSlice
{
    internal static (int start, int end) Bounds((int? start, int? end) index, int count) =>
        (Check(index.start ?? 0, count), Check(index.end ?? count, count));

    internal static (int? start, int? end) Bounds(Range range, int count) =>
        (range.Start.GetOffset(count), range.End.GetOffset(count));

    private static int Check(int index, int count) =>
        index >= 0 && index <= count ? index : throw new IndexOutOfRangeException($"{index} is not a valid index.");
}
