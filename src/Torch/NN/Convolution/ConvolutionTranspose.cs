using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>What the transposed convolutions share.</summary>
public abstract class ConvolutionTranspose : Convolution
{
    /// <inheritdoc/>
    protected ConvolutionTranspose(string name, long in_channels, long out_channels, long[] kernel_size, long[] stride, long[]? padding, Padding? padding_type, long[] dilation, bool transposed, long[] output_padding, long groups, bool bias, PaddingModes padding_mode, Device? device = null, ScalarType? dtype = null)
        : base(name, in_channels, out_channels, kernel_size, stride, padding, padding_type, dilation, transposed, output_padding, groups, bias, padding_mode, device, dtype) { }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => forward(input, null);

    /// <summary>Convolves to a given size, where the stride leaves a choice.</summary>
    /// <param name="input">The input.</param>
    /// <param name="output_size">The spatial sizes wanted; or null.</param>
    public abstract Tensor forward(Tensor input, long[]? output_size);

    /// <summary>What must be added to the output for it to have the size wanted.</summary>
    protected long[] _output_padding(Tensor input, long[]? output_size, long[] kernel_size, long[] stride, long[] padding, long[] dilation, long num_spatial_dims)
    {
        if (output_size is null) return output_padding;
        var shape = input.shape;
        var leading = shape.Length - (int)num_spatial_dims;
        if (output_size.Length == shape.Length) output_size = output_size[leading..];
        if (output_size.Length != num_spatial_dims)
            throw new ArgumentException($"{GetName()}: for {shape.Length}D input, output_size must have {num_spatial_dims} or {shape.Length} elements (got {output_size.Length})", nameof(output_size));
        var extra = new long[num_spatial_dims];
        for (var i = 0; i < extra.Length; i++)
        {
            var smallest = (shape[i + leading] - 1) * stride[i] - 2 * padding[i] + dilation[i] * (kernel_size[i] - 1) + 1;
            extra[i] = output_size[i] - smallest;
            if (extra[i] < 0 || extra[i] >= stride[i])
                throw new ArgumentException($"Requested an output size of {output_size[i]} in dimension {i}, but valid sizes range from {smallest} to {smallest + stride[i] - 1}");
        }
        return extra;
    }
}
