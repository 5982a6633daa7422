using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <inheritdoc cref="Modules.LayerNorm"/>
        /// <param name="normalized_shape">The sizes of the last dimensions, over which mean and variance are taken.</param>
        /// <param name="eps">What is added to the variance.</param>
        /// <param name="elementwise_affine">Whether there is a gain.</param>
        /// <param name="bias">Whether there is a bias, if there is a gain.</param>
        /// <param name="device">Where the parameters live; the default device when null.</param>
        /// <param name="dtype">Their element type; the default one when null.</param>
        public static LayerNorm LayerNorm(long[] normalized_shape, double eps = 1e-05, bool elementwise_affine = true, bool bias = true, Device? device = null, ScalarType? dtype = null) =>
            new(normalized_shape, eps, elementwise_affine, bias, device, dtype);

        /// <inheritdoc cref="Modules.LayerNorm"/>
        /// <param name="normalized_shape">The sizes of the last dimensions, over which mean and variance are taken.</param>
        /// <param name="eps">What is added to the variance.</param>
        /// <param name="elementwise_affine">Whether there is a gain.</param>
        /// <param name="bias">Whether there is a bias, if there is a gain.</param>
        /// <param name="device">Where the parameters live; the default device when null.</param>
        /// <param name="dtype">Their element type; the default one when null.</param>
        public static LayerNorm LayerNorm(long normalized_shape, double eps = 1e-05, bool elementwise_affine = true, bool bias = true, Device? device = null, ScalarType? dtype = null) =>
            new([normalized_shape], eps, elementwise_affine, bias, device, dtype);

        /// <inheritdoc cref="Modules.GroupNorm"/>
        /// <param name="num_groups">The number of groups.</param>
        /// <param name="num_channels">The number of channels, a multiple of the groups.</param>
        /// <param name="eps">What is added to the variance.</param>
        /// <param name="affine">Whether there are gain and bias.</param>
        /// <param name="device">Where the parameters live; the default device when null.</param>
        /// <param name="dtype">Their element type; the default one when null.</param>
        public static GroupNorm GroupNorm(long num_groups, long num_channels, double eps = 1e-05, bool affine = true, Device? device = null, ScalarType? dtype = null) =>
            new(num_groups, num_channels, eps, affine, device, dtype);

        /// <inheritdoc cref="Modules.LocalResponseNorm"/>
        /// <param name="size">The number of neighbouring channels.</param>
        /// <param name="alpha">The weight of the squares.</param>
        /// <param name="beta">The exponent.</param>
        /// <param name="k">The constant term.</param>
        public static LocalResponseNorm LocalResponseNorm(long size, double alpha = 0.0001, double beta = 0.75, double k = 1.0) => new(size, alpha, beta, k);

        /// <inheritdoc cref="Modules.BatchNorm1d"/>
        /// <param name="num_features">The number of channels.</param>
        /// <param name="eps">What is added to the variance.</param>
        /// <param name="momentum">The share of a new batch in the running statistics.</param>
        /// <param name="affine">Whether there are gain and bias.</param>
        /// <param name="track_running_stats">Whether there are running statistics.</param>
        /// <param name="device">Where the parameters live; the default device when null.</param>
        /// <param name="dtype">Their element type; the default one when null.</param>
        public static BatchNorm1d BatchNorm1d(long num_features, double eps = 1e-05, double momentum = 0.1, bool affine = true, bool track_running_stats = true, Device? device = null, ScalarType? dtype = null) =>
            new(num_features, eps, momentum, affine, track_running_stats, device, dtype);

        /// <inheritdoc cref="Modules.BatchNorm2d"/>
        /// <param name="num_features">The number of channels.</param>
        /// <param name="eps">What is added to the variance.</param>
        /// <param name="momentum">The share of a new batch in the running statistics.</param>
        /// <param name="affine">Whether there are gain and bias.</param>
        /// <param name="track_running_stats">Whether there are running statistics.</param>
        /// <param name="device">Where the parameters live; the default device when null.</param>
        /// <param name="dtype">Their element type; the default one when null.</param>
        public static BatchNorm2d BatchNorm2d(long num_features, double eps = 1e-05, double momentum = 0.1, bool affine = true, bool track_running_stats = true, Device? device = null, ScalarType? dtype = null) =>
            new(num_features, eps, momentum, affine, track_running_stats, device, dtype);

        /// <inheritdoc cref="Modules.BatchNorm3d"/>
        /// <param name="num_features">The number of channels.</param>
        /// <param name="eps">What is added to the variance.</param>
        /// <param name="momentum">The share of a new batch in the running statistics.</param>
        /// <param name="affine">Whether there are gain and bias.</param>
        /// <param name="track_running_stats">Whether there are running statistics.</param>
        /// <param name="device">Where the parameters live; the default device when null.</param>
        /// <param name="dtype">Their element type; the default one when null.</param>
        public static BatchNorm3d BatchNorm3d(long num_features, double eps = 1e-05, double momentum = 0.1, bool affine = true, bool track_running_stats = true, Device? device = null, ScalarType? dtype = null) =>
            new(num_features, eps, momentum, affine, track_running_stats, device, dtype);

        /// <inheritdoc cref="Modules.InstanceNorm1d"/>
        /// <param name="num_features">The number of channels.</param>
        /// <param name="eps">What is added to the variance.</param>
        /// <param name="momentum">The share of a new batch in the running statistics.</param>
        /// <param name="affine">Whether there are gain and bias.</param>
        /// <param name="track_running_stats">Whether there are running statistics.</param>
        /// <param name="device">Where the parameters live; the default device when null.</param>
        /// <param name="dtype">Their element type; the default one when null.</param>
        public static InstanceNorm1d InstanceNorm1d(long num_features, double eps = 1e-05, double momentum = 0.1, bool affine = false, bool track_running_stats = false, Device? device = null, ScalarType? dtype = null) =>
            new(num_features, eps, momentum, affine, track_running_stats, device, dtype);

        /// <inheritdoc cref="Modules.InstanceNorm2d"/>
        /// <param name="num_features">The number of channels.</param>
        /// <param name="eps">What is added to the variance.</param>
        /// <param name="momentum">The share of a new batch in the running statistics.</param>
        /// <param name="affine">Whether there are gain and bias.</param>
        /// <param name="track_running_stats">Whether there are running statistics.</param>
        /// <param name="device">Where the parameters live; the default device when null.</param>
        /// <param name="dtype">Their element type; the default one when null.</param>
        public static InstanceNorm2d InstanceNorm2d(long num_features, double eps = 1e-05, double momentum = 0.1, bool affine = false, bool track_running_stats = false, Device? device = null, ScalarType? dtype = null) =>
            new(num_features, eps, momentum, affine, track_running_stats, device, dtype);

        /// <inheritdoc cref="Modules.InstanceNorm3d"/>
        /// <param name="num_features">The number of channels.</param>
        /// <param name="eps">What is added to the variance.</param>
        /// <param name="momentum">The share of a new batch in the running statistics.</param>
        /// <param name="affine">Whether there are gain and bias.</param>
        /// <param name="track_running_stats">Whether there are running statistics.</param>
        /// <param name="device">Where the parameters live; the default device when null.</param>
        /// <param name="dtype">Their element type; the default one when null.</param>
        public static InstanceNorm3d InstanceNorm3d(long num_features, double eps = 1e-05, double momentum = 0.1, bool affine = false, bool track_running_stats = false, Device? device = null, ScalarType? dtype = null) =>
            new(num_features, eps, momentum, affine, track_running_stats, device, dtype);
    }
}
