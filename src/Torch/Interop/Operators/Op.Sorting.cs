namespace TorchSharp;

/// <content>Sorting, searching, distinct elements.</content>
internal static partial class Op
{
    internal static readonly Operator argsort = new("argsort");
    internal static readonly Operator bucketize_Tensor = new("bucketize", "Tensor");
    internal static readonly Operator msort = new("msort");
    internal static readonly Operator sort_stable = new("sort", "stable");
    internal static readonly Operator topk = new("topk");
    internal static readonly Operator unique_consecutive = new("unique_consecutive");
}
