namespace TorchSharp;

public static partial class torch
{
    /// <summary>Zeros in the shape of a tensor.</summary>
    public static Tensor zeros_like(Tensor input, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Finish(input.zeros_like(dtype, device, requires_grad), false, names);

    /// <summary>Ones in the shape of a tensor.</summary>
    public static Tensor ones_like(Tensor input, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Finish(input.ones_like(dtype, device, requires_grad), false, names);

    /// <summary>Uninitialised memory in the shape of a tensor.</summary>
    public static Tensor empty_like(Tensor input, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Finish(input.empty_like(dtype, device, requires_grad), false, names);

    /// <summary>One value everywhere in the shape of a tensor.</summary>
    public static Tensor full_like(Tensor input, Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Finish(input.full_like(value, dtype, device, requires_grad), false, names);

    /// <summary>Uniform numbers in [0, 1) in the shape of a tensor.</summary>
    public static Tensor rand_like(Tensor input, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        input.rand_like(dtype, device, requires_grad);

    /// <summary>Standard normal numbers in the shape of a tensor.</summary>
    public static Tensor randn_like(Tensor input, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        input.randn_like(dtype, device, requires_grad);

    /// <summary>Whole numbers in [low, high) in the shape of a tensor.</summary>
    public static Tensor randint_like(Tensor input, long low, long high, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        input.randint_like(low, high, dtype, device, requires_grad);
}
