namespace TorchSharp;

public static partial class torch
{
    /// <summary>Exponentials along a dimension, divided by their sum.</summary>
    public static Tensor softmax(Tensor input, int dim, ScalarType? dtype = null) => Op.softmax_int.One(input, dim, dtype);

    /// <summary>1 / (1 + e^-x).</summary>
    public static Tensor sigmoid(Tensor input) => input.sigmoid();

    /// <summary>1 / (1 + e^-x), in place.</summary>
    public static Tensor sigmoid_(Tensor input) => input.sigmoid_();
}
