namespace TorchSharp;

/// <content>Activations and softmaxes.</content>
internal static partial class Op
{
    internal static readonly Operator celu = new("celu");
    internal static readonly Operator celu_ = new("celu_");
    internal static readonly Operator glu = new("glu");
    internal static readonly Operator hardsigmoid = new("hardsigmoid");
    internal static readonly Operator hardsigmoid_ = new("hardsigmoid_");
    internal static readonly Operator hardswish = new("hardswish");
    internal static readonly Operator hardswish_ = new("hardswish_");
    internal static readonly Operator hardtanh = new("hardtanh");
    internal static readonly Operator hardtanh_ = new("hardtanh_");
    internal static readonly Operator leaky_relu = new("leaky_relu");
    internal static readonly Operator leaky_relu_ = new("leaky_relu_");
    internal static readonly Operator log_sigmoid = new("log_sigmoid");
    internal static readonly Operator log_softmax_int = new("log_softmax", "int");
    internal static readonly Operator prelu = new("prelu");
    internal static readonly Operator relu = new("relu");
    internal static readonly Operator relu6 = new("relu6");
    internal static readonly Operator relu6_ = new("relu6_");
    internal static readonly Operator relu_ = new("relu_");
    internal static readonly Operator selu = new("selu");
    internal static readonly Operator selu_ = new("selu_");
    internal static readonly Operator sigmoid = new("sigmoid");
    internal static readonly Operator sigmoid_ = new("sigmoid_");
    internal static readonly Operator silu = new("silu");
    internal static readonly Operator silu_ = new("silu_");
    internal static readonly Operator softmax_int = new("softmax", "int");
    internal static readonly Operator softplus = new("softplus");
    internal static readonly Operator threshold = new("threshold");
    internal static readonly Operator threshold_ = new("threshold_");
}
