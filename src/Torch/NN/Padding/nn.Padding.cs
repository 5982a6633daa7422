using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <inheritdoc cref="Modules.ConstantPad1d"/>
        /// <param name="padding">The number of elements on every side.</param>
        /// <param name="value">The constant.</param>
        public static ConstantPad1d ConstantPad1d(long padding, double value) => new(value, padding, padding);

        /// <inheritdoc cref="Modules.ConstantPad1d"/>
        /// <param name="padding">The number of elements before and after, last dimension first.</param>
        /// <param name="value">The constant.</param>
        public static ConstantPad1d ConstantPad1d((long, long) padding, double value) => new(value, padding.Item1, padding.Item2);

        /// <inheritdoc cref="Modules.ConstantPad2d"/>
        /// <param name="padding">The number of elements on every side.</param>
        /// <param name="value">The constant.</param>
        public static ConstantPad2d ConstantPad2d(long padding, double value) => new(value, padding, padding, padding, padding);

        /// <inheritdoc cref="Modules.ConstantPad2d"/>
        /// <param name="padding">The number of elements before and after, last dimension first.</param>
        /// <param name="value">The constant.</param>
        public static ConstantPad2d ConstantPad2d((long, long, long, long) padding, double value) => new(value, padding.Item1, padding.Item2, padding.Item3, padding.Item4);

        /// <inheritdoc cref="Modules.ConstantPad3d"/>
        /// <param name="padding">The number of elements on every side.</param>
        /// <param name="value">The constant.</param>
        public static ConstantPad3d ConstantPad3d(long padding, double value) => new(value, padding, padding, padding, padding, padding, padding);

        /// <inheritdoc cref="Modules.ConstantPad3d"/>
        /// <param name="padding">The number of elements before and after, last dimension first.</param>
        /// <param name="value">The constant.</param>
        public static ConstantPad3d ConstantPad3d((long, long, long, long, long, long) padding, double value) => new(value, padding.Item1, padding.Item2, padding.Item3, padding.Item4, padding.Item5, padding.Item6);

        /// <inheritdoc cref="Modules.ReflectionPad1d"/>
        /// <param name="padding">The number of elements on every side.</param>
        public static ReflectionPad1d ReflectionPad1d(long padding) => new(padding, padding);

        /// <inheritdoc cref="Modules.ReflectionPad1d"/>
        /// <param name="padding">The number of elements before and after, last dimension first.</param>
        public static ReflectionPad1d ReflectionPad1d((long, long) padding) => new(padding.Item1, padding.Item2);

        /// <inheritdoc cref="Modules.ReflectionPad2d"/>
        /// <param name="padding">The number of elements on every side.</param>
        public static ReflectionPad2d ReflectionPad2d(long padding) => new(padding, padding, padding, padding);

        /// <inheritdoc cref="Modules.ReflectionPad2d"/>
        /// <param name="padding">The number of elements before and after, last dimension first.</param>
        public static ReflectionPad2d ReflectionPad2d((long, long, long, long) padding) => new(padding.Item1, padding.Item2, padding.Item3, padding.Item4);

        /// <inheritdoc cref="Modules.ReflectionPad3d"/>
        /// <param name="padding">The number of elements on every side.</param>
        public static ReflectionPad3d ReflectionPad3d(long padding) => new(padding, padding, padding, padding, padding, padding);

        /// <inheritdoc cref="Modules.ReflectionPad3d"/>
        /// <param name="padding">The number of elements before and after, last dimension first.</param>
        public static ReflectionPad3d ReflectionPad3d((long, long, long, long, long, long) padding) => new(padding.Item1, padding.Item2, padding.Item3, padding.Item4, padding.Item5, padding.Item6);

        /// <inheritdoc cref="Modules.ReplicationPad1d"/>
        /// <param name="padding">The number of elements on every side.</param>
        public static ReplicationPad1d ReplicationPad1d(long padding) => new(padding, padding);

        /// <inheritdoc cref="Modules.ReplicationPad1d"/>
        /// <param name="padding">The number of elements before and after, last dimension first.</param>
        public static ReplicationPad1d ReplicationPad1d((long, long) padding) => new(padding.Item1, padding.Item2);

        /// <inheritdoc cref="Modules.ReplicationPad2d"/>
        /// <param name="padding">The number of elements on every side.</param>
        public static ReplicationPad2d ReplicationPad2d(long padding) => new(padding, padding, padding, padding);

        /// <inheritdoc cref="Modules.ReplicationPad2d"/>
        /// <param name="padding">The number of elements before and after, last dimension first.</param>
        public static ReplicationPad2d ReplicationPad2d((long, long, long, long) padding) => new(padding.Item1, padding.Item2, padding.Item3, padding.Item4);

        /// <inheritdoc cref="Modules.ReplicationPad3d"/>
        /// <param name="padding">The number of elements on every side.</param>
        public static ReplicationPad3d ReplicationPad3d(long padding) => new(padding, padding, padding, padding, padding, padding);

        /// <inheritdoc cref="Modules.ReplicationPad3d"/>
        /// <param name="padding">The number of elements before and after, last dimension first.</param>
        public static ReplicationPad3d ReplicationPad3d((long, long, long, long, long, long) padding) => new(padding.Item1, padding.Item2, padding.Item3, padding.Item4, padding.Item5, padding.Item6);

        /// <inheritdoc cref="Modules.ZeroPad2d"/>
        /// <param name="padding">The number of elements on every side.</param>
        public static ZeroPad2d ZeroPad2d(long padding) => new(padding, padding, padding, padding);

        /// <inheritdoc cref="Modules.ZeroPad2d"/>
        /// <param name="padding">The number of elements before and after, last dimension first.</param>
        public static ZeroPad2d ZeroPad2d((long, long, long, long) padding) => new(padding.Item1, padding.Item2, padding.Item3, padding.Item4);
    }
}
