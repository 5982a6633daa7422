using TorchSharp.Modules;
using TorchSharp.Utils;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <inheritdoc cref="Modules.Conv1d"/>
        /// <param name="in_channels">Channels of the input.</param>
        /// <param name="out_channels">Channels of the output.</param>
        /// <param name="kernel_size">The size of the kernel.</param>
        /// <param name="stride">The step between outputs.</param>
        /// <param name="padding">Zeros (or what the mode says) added on both sides.</param>
        /// <param name="dilation">The distance between elements of the kernel.</param>
        /// <param name="padding_mode">What the padding is made of.</param>
        /// <param name="groups">Into how many independent groups the channels fall.</param>
        /// <param name="bias">Whether a bias is added.</param>
        /// <param name="device">Where the parameters live; the default device when null.</param>
        /// <param name="dtype">Their element type; the default one when null.</param>
        public static Conv1d Conv1d(long in_channels, long out_channels, long kernel_size, long stride = 1, long padding = 0, long dilation = 1, PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null, ScalarType? dtype = null) =>
            new(in_channels, out_channels, [kernel_size], [stride], [padding], null, [dilation], groups, bias, padding_mode, device, dtype);

        /// <inheritdoc cref="Modules.Conv1d"/>
        /// <param name="in_channels">Channels of the input.</param>
        /// <param name="out_channels">Channels of the output.</param>
        /// <param name="kernel_size">The size of the kernel.</param>
        /// <param name="padding">Zeros (or what the mode says) added on both sides.</param>
        /// <param name="stride">The step between outputs.</param>
        /// <param name="dilation">The distance between elements of the kernel.</param>
        /// <param name="padding_mode">What the padding is made of.</param>
        /// <param name="groups">Into how many independent groups the channels fall.</param>
        /// <param name="bias">Whether a bias is added.</param>
        /// <param name="device">Where the parameters live; the default device when null.</param>
        /// <param name="dtype">Their element type; the default one when null.</param>
        public static Conv1d Conv1d(long in_channels, long out_channels, long kernel_size, Padding padding, long stride = 1, long dilation = 1, PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null, ScalarType? dtype = null) =>
            new(in_channels, out_channels, [kernel_size], [stride], null, padding, [dilation], groups, bias, padding_mode, device, dtype);

        /// <inheritdoc cref="Modules.Conv2d"/>
        /// <param name="in_channels">Channels of the input.</param>
        /// <param name="out_channels">Channels of the output.</param>
        /// <param name="kernel_size">The size of the kernel.</param>
        /// <param name="stride">The step between outputs.</param>
        /// <param name="padding">Zeros (or what the mode says) added on both sides.</param>
        /// <param name="dilation">The distance between elements of the kernel.</param>
        /// <param name="padding_mode">What the padding is made of.</param>
        /// <param name="groups">Into how many independent groups the channels fall.</param>
        /// <param name="bias">Whether a bias is added.</param>
        /// <param name="device">Where the parameters live; the default device when null.</param>
        /// <param name="dtype">Their element type; the default one when null.</param>
        public static Conv2d Conv2d(long in_channels, long out_channels, long kernel_size, long stride = 1, long padding = 0, long dilation = 1, PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null, ScalarType? dtype = null) =>
            new(in_channels, out_channels, [kernel_size, kernel_size], [stride, stride], [padding, padding], null, [dilation, dilation], groups, bias, padding_mode, device, dtype);

        /// <inheritdoc cref="Modules.Conv2d"/>
        /// <param name="in_channels">Channels of the input.</param>
        /// <param name="out_channels">Channels of the output.</param>
        /// <param name="kernel_size">The size of the kernel.</param>
        /// <param name="padding">Zeros (or what the mode says) added on both sides.</param>
        /// <param name="stride">The step between outputs.</param>
        /// <param name="dilation">The distance between elements of the kernel.</param>
        /// <param name="padding_mode">What the padding is made of.</param>
        /// <param name="groups">Into how many independent groups the channels fall.</param>
        /// <param name="bias">Whether a bias is added.</param>
        /// <param name="device">Where the parameters live; the default device when null.</param>
        /// <param name="dtype">Their element type; the default one when null.</param>
        public static Conv2d Conv2d(long in_channels, long out_channels, long kernel_size, Padding padding, long stride = 1, long dilation = 1, PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null, ScalarType? dtype = null) =>
            new(in_channels, out_channels, [kernel_size, kernel_size], [stride, stride], null, padding, [dilation, dilation], groups, bias, padding_mode, device, dtype);

        /// <inheritdoc cref="Modules.Conv2d"/>
        /// <param name="in_channels">Channels of the input.</param>
        /// <param name="out_channels">Channels of the output.</param>
        /// <param name="kernel_size">The size of the kernel.</param>
        /// <param name="stride">The step between outputs.</param>
        /// <param name="padding">Zeros (or what the mode says) added on both sides.</param>
        /// <param name="dilation">The distance between elements of the kernel.</param>
        /// <param name="padding_mode">What the padding is made of.</param>
        /// <param name="groups">Into how many independent groups the channels fall.</param>
        /// <param name="bias">Whether a bias is added.</param>
        /// <param name="device">Where the parameters live; the default device when null.</param>
        /// <param name="dtype">Their element type; the default one when null.</param>
        public static Conv2d Conv2d(long in_channels, long out_channels, (long, long) kernel_size, (long, long)? stride = null, (long, long)? padding = null, (long, long)? dilation = null, PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null, ScalarType? dtype = null) =>
            new(in_channels, out_channels, Sizes.Of(kernel_size), Sizes.Of(stride, 1), Sizes.Of(padding, 0), null, Sizes.Of(dilation, 1), groups, bias, padding_mode, device, dtype);

        /// <inheritdoc cref="Modules.Conv2d"/>
        /// <param name="in_channels">Channels of the input.</param>
        /// <param name="out_channels">Channels of the output.</param>
        /// <param name="kernel_size">The size of the kernel.</param>
        /// <param name="padding">Zeros (or what the mode says) added on both sides.</param>
        /// <param name="stride">The step between outputs.</param>
        /// <param name="dilation">The distance between elements of the kernel.</param>
        /// <param name="padding_mode">What the padding is made of.</param>
        /// <param name="groups">Into how many independent groups the channels fall.</param>
        /// <param name="bias">Whether a bias is added.</param>
        /// <param name="device">Where the parameters live; the default device when null.</param>
        /// <param name="dtype">Their element type; the default one when null.</param>
        public static Conv2d Conv2d(long in_channels, long out_channels, (long, long) kernel_size, Padding padding, (long, long)? stride = null, (long, long)? dilation = null, PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null, ScalarType? dtype = null) =>
            new(in_channels, out_channels, Sizes.Of(kernel_size), Sizes.Of(stride, 1), null, padding, Sizes.Of(dilation, 1), groups, bias, padding_mode, device, dtype);

        /// <inheritdoc cref="Modules.Conv3d"/>
        /// <param name="in_channels">Channels of the input.</param>
        /// <param name="out_channels">Channels of the output.</param>
        /// <param name="kernel_size">The size of the kernel.</param>
        /// <param name="stride">The step between outputs.</param>
        /// <param name="padding">Zeros (or what the mode says) added on both sides.</param>
        /// <param name="dilation">The distance between elements of the kernel.</param>
        /// <param name="padding_mode">What the padding is made of.</param>
        /// <param name="groups">Into how many independent groups the channels fall.</param>
        /// <param name="bias">Whether a bias is added.</param>
        /// <param name="device">Where the parameters live; the default device when null.</param>
        /// <param name="dtype">Their element type; the default one when null.</param>
        public static Conv3d Conv3d(long in_channels, long out_channels, long kernel_size, long stride = 1, long padding = 0, long dilation = 1, PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null, ScalarType? dtype = null) =>
            new(in_channels, out_channels, [kernel_size, kernel_size, kernel_size], [stride, stride, stride], [padding, padding, padding], null, [dilation, dilation, dilation], groups, bias, padding_mode, device, dtype);

        /// <inheritdoc cref="Modules.Conv3d"/>
        /// <param name="in_channels">Channels of the input.</param>
        /// <param name="out_channels">Channels of the output.</param>
        /// <param name="kernel_size">The size of the kernel.</param>
        /// <param name="padding">Zeros (or what the mode says) added on both sides.</param>
        /// <param name="stride">The step between outputs.</param>
        /// <param name="dilation">The distance between elements of the kernel.</param>
        /// <param name="padding_mode">What the padding is made of.</param>
        /// <param name="groups">Into how many independent groups the channels fall.</param>
        /// <param name="bias">Whether a bias is added.</param>
        /// <param name="device">Where the parameters live; the default device when null.</param>
        /// <param name="dtype">Their element type; the default one when null.</param>
        public static Conv3d Conv3d(long in_channels, long out_channels, long kernel_size, Padding padding, long stride = 1, long dilation = 1, PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null, ScalarType? dtype = null) =>
            new(in_channels, out_channels, [kernel_size, kernel_size, kernel_size], [stride, stride, stride], null, padding, [dilation, dilation, dilation], groups, bias, padding_mode, device, dtype);

        /// <inheritdoc cref="Modules.Conv3d"/>
        /// <param name="in_channels">Channels of the input.</param>
        /// <param name="out_channels">Channels of the output.</param>
        /// <param name="kernel_size">The size of the kernel.</param>
        /// <param name="stride">The step between outputs.</param>
        /// <param name="padding">Zeros (or what the mode says) added on both sides.</param>
        /// <param name="dilation">The distance between elements of the kernel.</param>
        /// <param name="padding_mode">What the padding is made of.</param>
        /// <param name="groups">Into how many independent groups the channels fall.</param>
        /// <param name="bias">Whether a bias is added.</param>
        /// <param name="device">Where the parameters live; the default device when null.</param>
        /// <param name="dtype">Their element type; the default one when null.</param>
        public static Conv3d Conv3d(long in_channels, long out_channels, (long, long, long) kernel_size, (long, long, long)? stride = null, (long, long, long)? padding = null, (long, long, long)? dilation = null, PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null, ScalarType? dtype = null) =>
            new(in_channels, out_channels, Sizes.Of(kernel_size), Sizes.Of(stride, 1), Sizes.Of(padding, 0), null, Sizes.Of(dilation, 1), groups, bias, padding_mode, device, dtype);

        /// <inheritdoc cref="Modules.Conv3d"/>
        /// <param name="in_channels">Channels of the input.</param>
        /// <param name="out_channels">Channels of the output.</param>
        /// <param name="kernel_size">The size of the kernel.</param>
        /// <param name="padding">Zeros (or what the mode says) added on both sides.</param>
        /// <param name="stride">The step between outputs.</param>
        /// <param name="dilation">The distance between elements of the kernel.</param>
        /// <param name="padding_mode">What the padding is made of.</param>
        /// <param name="groups">Into how many independent groups the channels fall.</param>
        /// <param name="bias">Whether a bias is added.</param>
        /// <param name="device">Where the parameters live; the default device when null.</param>
        /// <param name="dtype">Their element type; the default one when null.</param>
        public static Conv3d Conv3d(long in_channels, long out_channels, (long, long, long) kernel_size, Padding padding, (long, long, long)? stride = null, (long, long, long)? dilation = null, PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null, ScalarType? dtype = null) =>
            new(in_channels, out_channels, Sizes.Of(kernel_size), Sizes.Of(stride, 1), null, padding, Sizes.Of(dilation, 1), groups, bias, padding_mode, device, dtype);

        /// <inheritdoc cref="Modules.ConvTranspose1d"/>
        /// <param name="in_channels">Channels of the input.</param>
        /// <param name="out_channels">Channels of the output.</param>
        /// <param name="kernel_size">The size of the kernel.</param>
        /// <param name="stride">The step between outputs.</param>
        /// <param name="padding">Zeros (or what the mode says) added on both sides.</param>
        /// <param name="output_padding">Size added on one side of the output.</param>
        /// <param name="dilation">The distance between elements of the kernel.</param>
        /// <param name="padding_mode">What the padding is made of.</param>
        /// <param name="groups">Into how many independent groups the channels fall.</param>
        /// <param name="bias">Whether a bias is added.</param>
        /// <param name="device">Where the parameters live; the default device when null.</param>
        /// <param name="dtype">Their element type; the default one when null.</param>
        public static ConvTranspose1d ConvTranspose1d(long in_channels, long out_channels, long kernel_size, long stride = 1, long padding = 0, long output_padding = 0, long dilation = 1, PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null, ScalarType? dtype = null) =>
            new(in_channels, out_channels, [kernel_size], [stride], [padding], [dilation], [output_padding], groups, bias, padding_mode, device, dtype);

        /// <inheritdoc cref="Modules.ConvTranspose2d"/>
        /// <param name="in_channels">Channels of the input.</param>
        /// <param name="out_channels">Channels of the output.</param>
        /// <param name="kernel_size">The size of the kernel.</param>
        /// <param name="stride">The step between outputs.</param>
        /// <param name="padding">Zeros (or what the mode says) added on both sides.</param>
        /// <param name="output_padding">Size added on one side of the output.</param>
        /// <param name="dilation">The distance between elements of the kernel.</param>
        /// <param name="padding_mode">What the padding is made of.</param>
        /// <param name="groups">Into how many independent groups the channels fall.</param>
        /// <param name="bias">Whether a bias is added.</param>
        /// <param name="device">Where the parameters live; the default device when null.</param>
        /// <param name="dtype">Their element type; the default one when null.</param>
        public static ConvTranspose2d ConvTranspose2d(long in_channels, long out_channels, long kernel_size, long stride = 1, long padding = 0, long output_padding = 0, long dilation = 1, PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null, ScalarType? dtype = null) =>
            new(in_channels, out_channels, [kernel_size, kernel_size], [stride, stride], [padding, padding], [dilation, dilation], [output_padding, output_padding], groups, bias, padding_mode, device, dtype);

        /// <inheritdoc cref="Modules.ConvTranspose2d"/>
        /// <param name="in_channels">Channels of the input.</param>
        /// <param name="out_channels">Channels of the output.</param>
        /// <param name="kernel_size">The size of the kernel.</param>
        /// <param name="stride">The step between outputs.</param>
        /// <param name="padding">Zeros (or what the mode says) added on both sides.</param>
        /// <param name="output_padding">Size added on one side of the output.</param>
        /// <param name="dilation">The distance between elements of the kernel.</param>
        /// <param name="padding_mode">What the padding is made of.</param>
        /// <param name="groups">Into how many independent groups the channels fall.</param>
        /// <param name="bias">Whether a bias is added.</param>
        /// <param name="device">Where the parameters live; the default device when null.</param>
        /// <param name="dtype">Their element type; the default one when null.</param>
        public static ConvTranspose2d ConvTranspose2d(long in_channels, long out_channels, (long, long) kernel_size, (long, long)? stride = null, (long, long)? padding = null, (long, long)? output_padding = null, (long, long)? dilation = null, PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null, ScalarType? dtype = null) =>
            new(in_channels, out_channels, Sizes.Of(kernel_size), Sizes.Of(stride, 1), Sizes.Of(padding, 0), Sizes.Of(dilation, 1), Sizes.Of(output_padding, 0), groups, bias, padding_mode, device, dtype);

        /// <inheritdoc cref="Modules.ConvTranspose3d"/>
        /// <param name="in_channels">Channels of the input.</param>
        /// <param name="out_channels">Channels of the output.</param>
        /// <param name="kernel_size">The size of the kernel.</param>
        /// <param name="stride">The step between outputs.</param>
        /// <param name="padding">Zeros (or what the mode says) added on both sides.</param>
        /// <param name="output_padding">Size added on one side of the output.</param>
        /// <param name="dilation">The distance between elements of the kernel.</param>
        /// <param name="padding_mode">What the padding is made of.</param>
        /// <param name="groups">Into how many independent groups the channels fall.</param>
        /// <param name="bias">Whether a bias is added.</param>
        /// <param name="device">Where the parameters live; the default device when null.</param>
        /// <param name="dtype">Their element type; the default one when null.</param>
        public static ConvTranspose3d ConvTranspose3d(long in_channels, long out_channels, long kernel_size, long stride = 1, long padding = 0, long output_padding = 0, long dilation = 1, PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null, ScalarType? dtype = null) =>
            new(in_channels, out_channels, [kernel_size, kernel_size, kernel_size], [stride, stride, stride], [padding, padding, padding], [dilation, dilation, dilation], [output_padding, output_padding, output_padding], groups, bias, padding_mode, device, dtype);

        /// <inheritdoc cref="Modules.ConvTranspose3d"/>
        /// <param name="in_channels">Channels of the input.</param>
        /// <param name="out_channels">Channels of the output.</param>
        /// <param name="kernel_size">The size of the kernel.</param>
        /// <param name="stride">The step between outputs.</param>
        /// <param name="padding">Zeros (or what the mode says) added on both sides.</param>
        /// <param name="output_padding">Size added on one side of the output.</param>
        /// <param name="dilation">The distance between elements of the kernel.</param>
        /// <param name="padding_mode">What the padding is made of.</param>
        /// <param name="groups">Into how many independent groups the channels fall.</param>
        /// <param name="bias">Whether a bias is added.</param>
        /// <param name="device">Where the parameters live; the default device when null.</param>
        /// <param name="dtype">Their element type; the default one when null.</param>
        public static ConvTranspose3d ConvTranspose3d(long in_channels, long out_channels, (long, long, long) kernel_size, (long, long, long)? stride = null, (long, long, long)? padding = null, (long, long, long)? output_padding = null, (long, long, long)? dilation = null, PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null, ScalarType? dtype = null) =>
            new(in_channels, out_channels, Sizes.Of(kernel_size), Sizes.Of(stride, 1), Sizes.Of(padding, 0), Sizes.Of(dilation, 1), Sizes.Of(output_padding, 0), groups, bias, padding_mode, device, dtype);
    }
}
