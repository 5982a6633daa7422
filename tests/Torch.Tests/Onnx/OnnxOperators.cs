using TorchSharp;
using static TorchSharp.torch;

namespace Torch.Tests.Onnx;

/// <summary>ONNX operators in terms of ours, where one is the other's equal.</summary>
internal static class OnnxOperators
{
    private static readonly Dictionary<string, Func<OnnxNode, Tensor[]>> Operators = new()
    {
        ["Abs"] = One(x => x.abs()), ["Acos"] = One(x => x.acos()), ["Acosh"] = One(x => x.acosh()), ["Asin"] = One(x => x.asin()),
        ["Asinh"] = One(x => x.asinh()), ["Atan"] = One(x => x.atan()), ["Atanh"] = One(x => x.atanh()), ["Ceil"] = One(x => x.ceil()),
        ["Cos"] = One(x => x.cos()), ["Cosh"] = One(x => x.cosh()), ["Erf"] = One(x => x.erf()), ["Exp"] = One(x => x.exp()),
        ["Floor"] = One(x => x.floor()), ["Identity"] = One(x => x.alias()), ["IsNaN"] = One(x => x.isnan()), ["Log"] = One(x => x.log()),
        ["Neg"] = One(x => x.neg()), ["Not"] = One(x => x.logical_not()), ["Reciprocal"] = One(x => x.reciprocal()), ["Relu"] = One(x => x.relu()),
        ["Round"] = One(x => x.round()), ["Sigmoid"] = One(x => x.sigmoid()), ["Sign"] = One(x => x.sign()), ["Sin"] = One(x => x.sin()),
        ["Sinh"] = One(x => x.sinh()), ["Softplus"] = One(x => x.softplus()), ["Sqrt"] = One(x => x.sqrt()), ["Tan"] = One(x => x.tan()),
        ["Tanh"] = One(x => x.tanh()), ["Det"] = One(x => x.det()), ["NonZero"] = One(x => x.nonzero().t()), ["HardSwish"] = One(x => x.hardswish()),
        ["Shape"] = node => [tensor(node.Inputs[0]!.shape)[Range(node)]],
        ["Size"] = One(x => tensor(x.numel())),
        ["Add"] = Two((x, y) => x + y), ["Sub"] = Two((x, y) => x - y), ["Mul"] = Two((x, y) => x * y),
        ["Div"] = Two((x, y) => x.is_integral() ? x.div(y, RoundingMode.trunc) : x / y),
        ["Pow"] = node => [node.Inputs[0]!.pow(node.Inputs[1]!).to(node.Inputs[0]!.dtype)],
        ["And"] = Two((x, y) => x.logical_and(y)), ["Or"] = Two((x, y) => x.logical_or(y)), ["Xor"] = Two((x, y) => x.logical_xor(y)),
        ["Equal"] = Two((x, y) => x.eq(y)), ["Greater"] = Two((x, y) => x.gt(y)), ["GreaterOrEqual"] = Two((x, y) => x.ge(y)),
        ["Less"] = Two((x, y) => x.lt(y)), ["LessOrEqual"] = Two((x, y) => x.le(y)),
        ["MatMul"] = Two((x, y) => x.matmul(y)), ["PRelu"] = Two((x, y) => where(x.gt(0), x, x * y)),
        ["Mod"] = node => [node.Integer("fmod", 0) == 1 ? node.Inputs[0]!.fmod(node.Inputs[1]!) : node.Inputs[0]!.remainder(node.Inputs[1]!)],
        ["Max"] = Fold((x, y) => x.maximum(y)), ["Min"] = Fold((x, y) => x.minimum(y)), ["Sum"] = Fold((x, y) => x + y),
        ["Mean"] = node => [stack(node.Inputs!).mean([0L])],
        ["Elu"] = node => [node.Inputs[0]!.elu(node.Real("alpha", 1))],
        ["Celu"] = node => [node.Inputs[0]!.celu(node.Real("alpha", 1))],
        ["LeakyRelu"] = node => [node.Inputs[0]!.leaky_relu(node.Real("alpha", 0.01f))],
        ["ThresholdedRelu"] = node => [node.Inputs[0]!.threshold(node.Real("alpha", 1), 0)],
        ["HardSigmoid"] = node => [(node.Inputs[0]! * node.Real("alpha", 0.2f) + node.Real("beta", 0.5f)).clamp(0, 1)],
        ["Softmax"] = node => [softmax(node.Inputs[0]!, (int)node.Integer("axis", -1))],
        ["LogSoftmax"] = node => [node.Inputs[0]!.log_softmax(node.Integer("axis", -1))],
        ["Concat"] = node => [cat(node.Inputs!, node.Integer("axis", 0))],
        ["Transpose"] = node => [node.Integers("perm") is { } order ? node.Inputs[0]!.permute(order) : node.Inputs[0]!.permute(Reversed(node.Inputs[0]!))],
        ["Reshape"] = node => node.Integer("allowzero", 0) == 1 ? [node.Inputs[0]!.reshape(Numbers(node.Inputs[1]!))] : [node.Inputs[0]!.reshape(Kept(node))],
        ["Expand"] = node => [broadcast_tensors(node.Inputs[0]!, ones(Numbers(node.Inputs[1]!)))[0]],
        ["Tile"] = node => [node.Inputs[0]!.tile(Numbers(node.Inputs[1]!))],
        ["Flatten"] = Flatten,
        ["Squeeze"] = node => [Squeezed(node.Inputs[0]!, node.Inputs.Length > 1 ? Numbers(node.Inputs[1]!) : null)],
        ["Unsqueeze"] = Unsqueeze,
        ["Where"] = node => [where(node.Inputs[0]!, node.Inputs[1]!, node.Inputs[2]!)],
        ["Gather"] = Gather,
        ["GatherElements"] = node => [node.Inputs[0]!.gather(node.Integer("axis", 0), Wrapped(node.Inputs[1]!, node.Inputs[0]!.shape[(int)node.Integer("axis", 0)]))],
        ["Trilu"] = node => [Triangle(node)],
        ["CumSum"] = node => node.Integer("exclusive", 0) + node.Integer("reverse", 0) > 0 ? null! : [node.Inputs[0]!.cumsum(node.Inputs[1]!.to(int64).item<long>())],
        ["Einsum"] = node => [einsum(node.Text("equation", ""), node.Inputs!)],
        ["Range"] = node => [arange(node.Inputs[0]!.ToScalar(), node.Inputs[1]!.ToScalar(), node.Inputs[2]!.ToScalar(), node.Inputs[0]!.dtype)],
        ["ArgMax"] = node => node.Integer("select_last_index", 0) == 1 ? null! : [node.Inputs[0]!.argmax(node.Integer("axis", 0), node.Integer("keepdims", 1) == 1)],
        ["ArgMin"] = node => node.Integer("select_last_index", 0) == 1 ? null! : [node.Inputs[0]!.argmin(node.Integer("axis", 0), node.Integer("keepdims", 1) == 1)],
        ["ReduceSum"] = Reduced((x, dims, keep) => x.sum(dims, keep)), ["ReduceMean"] = Reduced((x, dims, keep) => x.mean(dims, keep)),
        ["ReduceMax"] = Reduced((x, dims, keep) => x.amax(dims, keep)), ["ReduceMin"] = Reduced((x, dims, keep) => x.amin(dims, keep)),
        ["ReduceL1"] = Reduced((x, dims, keep) => x.abs().sum(dims, keep)), ["ReduceL2"] = Reduced((x, dims, keep) => x.square().sum(dims, keep).sqrt()),
        ["ReduceSumSquare"] = Reduced((x, dims, keep) => x.square().sum(dims, keep)), ["ReduceLogSum"] = Reduced((x, dims, keep) => x.sum(dims, keep).log()),
        ["ReduceLogSumExp"] = Reduced((x, dims, keep) => x.exp().sum(dims, keep).log()),
        ["ReduceProd"] = Reduced((x, dims, keep) => dims.OrderDescending().Aggregate(x, (y, dim) => y.prod(dim, keep))),
        ["Clip"] = node => [Limit(node, 1) is null && Limit(node, 2) is null ? node.Inputs[0]!.alias() : node.Inputs[0]!.clamp(Limit(node, 1), Limit(node, 2))],
        ["Split"] = Split,
        ["TopK"] = node => [.. Both(node.Inputs[0]!.topk(node.Inputs[1]!.to(int32).item<int>(), (int)node.Integer("axis", -1), node.Integer("largest", 1) == 1))],
        ["Gemm"] = Gemm,
        ["ScatterElements"] = node => node.Text("reduction", "none") == "none"
            ? [node.Inputs[0]!.scatter(node.Integer("axis", 0), Wrapped(node.Inputs[1]!, node.Inputs[0]!.shape[(int)node.Integer("axis", 0)]), node.Inputs[2]!)] : null!,
        ["GlobalAveragePool"] = One(x => x.mean([2L, 3L], true)),
        ["GlobalMaxPool"] = One(x => x.amax([2L, 3L], true)),
        ["EyeLike"] = node => [Eye(node)],
        ["BitShift"] = node => [node.Text("direction", "") == "LEFT" ? node.Inputs[0]!.bitwise_left_shift(node.Inputs[1]!) : node.Inputs[0]!.bitwise_right_shift(node.Inputs[1]!)],
        ["Compress"] = node => [Compressed(node)],
    };

    public static bool Knows(string name) => Operators.ContainsKey(name);

    /// <summary>What our operators make of a case; null where the case asks for what they do not do.</summary>
    public static Tensor[]? Compute(OnnxNode node) => Operators[node.Operator](node);

    private static Func<OnnxNode, Tensor[]> One(Func<Tensor, Tensor> compute) => node => [compute(node.Inputs[0]!)];

    private static Func<OnnxNode, Tensor[]> Two(Func<Tensor, Tensor, Tensor> compute) => node => [compute(node.Inputs[0]!, node.Inputs[1]!)];

    private static Func<OnnxNode, Tensor[]> Fold(Func<Tensor, Tensor, Tensor> compute) => node => [node.Inputs.Aggregate((x, y) => compute(x!, y!))!];

    private static Func<OnnxNode, Tensor[]> Reduced(Func<Tensor, long[], bool, Tensor> compute) => node =>
    {
        var x = node.Inputs[0]!;
        var dims = node.Integers("axes") ?? (node.Inputs is [_, { } axes] && axes.numel() > 0 ? Numbers(axes) : null);
        if (dims is null && node.Integer("noop_with_empty_axes", 0) == 1)
            return [x];
        dims ??= [.. Enumerable.Range(0, (int)x.ndim).Select(dim => (long)dim)];
        return [compute(x, Array.ConvertAll(dims, dim => dim < 0 ? dim + x.ndim : dim), node.Integer("keepdims", 1) == 1)];
    };

    private static long[] Numbers(Tensor tensor) => tensor.to(int64).data<long>().ToArray();

    private static Tensor[] Both((Tensor, Tensor) pair) => [pair.Item1, pair.Item2];

    private static TensorIndex Range(OnnxNode node) =>
        TensorIndex.Slice(node.Integer("start", 0), node.Attributes.ContainsKey("end") ? node.Integer("end", 0) : null);

    private static long[] Reversed(Tensor x) => [.. Enumerable.Range(0, (int)x.ndim).Reverse().Select(dim => (long)dim)];

    private static long[] Kept(OnnxNode node) => [.. Numbers(node.Inputs[1]!).Select((size, k) => size == 0 ? node.Inputs[0]!.shape[k] : size)];

    private static Tensor Wrapped(Tensor index, long size) => where(index.lt(0), index + size, index);

    private static Scalar? Limit(OnnxNode node, int position) => node.Inputs.Length > position ? node.Inputs[position]?.ToScalar() : null;

    private static Tensor Squeezed(Tensor x, long[]? dims) => dims is null
        ? x.squeeze()
        : dims.Select(dim => dim < 0 ? dim + x.ndim : dim).OrderDescending().Aggregate(x, (y, dim) => y.squeeze(dim));

    private static Tensor[] Unsqueeze(OnnxNode node)
    {
        var dims = node.Inputs.Length > 1 ? Numbers(node.Inputs[1]!) : node.Integers("axes")!;
        var rank = node.Inputs[0]!.ndim + dims.Length;
        return [dims.Select(dim => dim < 0 ? dim + rank : dim).Order().Aggregate(node.Inputs[0]!, (x, dim) => x.unsqueeze(dim))];
    }

    private static Tensor[] Flatten(OnnxNode node)
    {
        var x = node.Inputs[0]!;
        var axis = (int)node.Integer("axis", 1);
        var rows = x.shape[..(axis < 0 ? axis + (int)x.ndim : axis)].Aggregate(1L, (product, size) => product * size);
        return [x.reshape(rows, -1)];
    }

    private static Tensor[] Gather(OnnxNode node)
    {
        var (x, index, axis) = (node.Inputs[0]!, node.Inputs[1]!, (int)node.Integer("axis", 0));
        var places = Enumerable.Repeat(TensorIndex.Colon, (int)x.ndim).ToArray();
        places[axis] = TensorIndex.Tensor(index);
        return [x[places]];
    }

    private static Tensor Triangle(OnnxNode node)
    {
        var k = node.Inputs.Length > 1 ? node.Inputs[1]!.item<long>() : 0;
        return node.Integer("upper", 1) == 1 ? node.Inputs[0]!.triu(k) : node.Inputs[0]!.tril(k);
    }

    private static Tensor[] Split(OnnxNode node)
    {
        var axis = node.Integer("axis", 0);
        var x = node.Inputs[0]!;
        return node.Inputs.Length > 1
            ? x.split(Numbers(node.Inputs[1]!), axis)
            : x.split((x.shape[(int)axis] + node.Outputs.Length - 1) / node.Outputs.Length, (int)axis);
    }

    private static Tensor[] Gemm(OnnxNode node)
    {
        var a = node.Integer("transA", 0) == 1 ? node.Inputs[0]!.t() : node.Inputs[0]!;
        var b = node.Integer("transB", 0) == 1 ? node.Inputs[1]!.t() : node.Inputs[1]!;
        var (alpha, beta) = (node.Real("alpha", 1), node.Real("beta", 1));
        return [node.Inputs.Length > 2 ? node.Inputs[2]!.addmm(a, b, beta, alpha) : a.mm(b) * alpha];
    }

    private static Tensor Eye(OnnxNode node)
    {
        var x = node.Inputs[0]!;
        var k = node.Integer("k", 0);
        return ones(x.shape, node.Outputs[0].dtype).triu(k).tril(k);
    }

    private static Tensor Compressed(OnnxNode node)
    {
        var (x, mask) = (node.Inputs[0]!, node.Inputs[1]!);
        var positions = mask.nonzero().squeeze(1);
        return node.Attributes.ContainsKey("axis") ? x.index_select(node.Integer("axis", 0), positions) : x.flatten().index_select(0, positions);
    }
}
