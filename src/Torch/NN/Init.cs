namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>Initial values of parameters, written in place without being recorded by autograd.</summary>
        public static class init
        {
            /// <summary>What follows a layer, for the gain of its initial weights.</summary>
            public enum NonlinearityType
            {
                /// <summary>Nothing: gain 1.</summary>
                Linear = 0,

                /// <summary>Nothing: gain 1.</summary>
                Conv1D = 1,

                /// <summary>Nothing: gain 1.</summary>
                Conv2D = 2,

                /// <summary>Nothing: gain 1.</summary>
                Conv3D = 3,

                /// <summary>Nothing: gain 1.</summary>
                ConvTranspose1D = 4,

                /// <summary>Nothing: gain 1.</summary>
                ConvTranspose2D = 5,

                /// <summary>Nothing: gain 1.</summary>
                ConvTranspose3D = 6,

                /// <summary>Gain 1.</summary>
                Sigmoid = 7,

                /// <summary>Gain 5 / 3.</summary>
                Tanh = 8,

                /// <summary>Gain sqrt(2).</summary>
                ReLU = 9,

                /// <summary>Gain sqrt(2 / (1 + slope^2)).</summary>
                LeakyReLU = 10,
            }

            /// <summary>Which fan keeps its variance: that of the activations (in) or of the gradients (out).</summary>
            public enum FanInOut
            {
                /// <summary>The number of inputs of a unit.</summary>
                FanIn = 0,

                /// <summary>The number of outputs that an input feeds.</summary>
                FanOut = 1,
            }

            /// <summary>The factor by which weights before a nonlinearity are larger.</summary>
            /// <param name="nonlinearity">The nonlinearity.</param>
            /// <param name="param">The negative slope of a leaky ReLU.</param>
            public static double calculate_gain(NonlinearityType nonlinearity, double param = 0.0) => nonlinearity switch
            {
                NonlinearityType.Tanh => 5.0 / 3.0,
                NonlinearityType.ReLU => Math.Sqrt(2),
                NonlinearityType.LeakyReLU => Math.Sqrt(2 / (1 + param * param)),
                _ => 1,
            };

            /// <summary>Fills with ones.</summary>
            public static Tensor ones_(Tensor tensor) => constant_(tensor, 1);

            /// <summary>Fills with zeros.</summary>
            public static Tensor zeros_(Tensor tensor) => constant_(tensor, 0);

            /// <summary>Fills with a value.</summary>
            public static Tensor constant_(Tensor tensor, Scalar val) => Write(tensor, () => tensor.fill_(val));

            /// <summary>Fills a matrix with ones on the diagonal and zeros elsewhere.</summary>
            public static Tensor eye_(Tensor tensor)
            {
                if (tensor.dim() != 2) throw new ArgumentException("Only tensors with 2 dimensions are supported");
                return Write(tensor, () =>
                {
                    tensor.zero_();
                    using var diagonal = tensor.diagonal();
                    diagonal.fill_(1);
                });
            }

            /// <summary>Fills convolution weights [out, in, *] so that channels pass unchanged, as far as there are both.</summary>
            public static Tensor dirac_(Tensor tensor)
            {
                if (tensor.dim() is < 3 or > 5) throw new ArgumentException("Only tensors with 3, 4, or 5 dimensions are supported");
                return Write(tensor, () =>
                {
                    tensor.zero_();
                    var shape = tensor.shape;
                    for (long channel = 0; channel < Math.Min(shape[0], shape[1]); channel++)
                    {
                        using var scope = NewDisposeScope();
                        var centre = tensor.select(0, channel).select(0, channel);
                        for (var i = 2; i < shape.Length; i++) centre = centre.select(0, shape[i] / 2);
                        centre.fill_(1);
                    }
                });
            }

            /// <summary>Draws from U(low, high).</summary>
            public static Tensor uniform_(Tensor tensor, double low = 0, double high = 1, Generator? generator = null) =>
                Write(tensor, () => Uniform.Run(tensor, low, high, generator));

            /// <summary>Draws from N(mean, std^2).</summary>
            public static Tensor normal_(Tensor tensor, double mean = 0, double std = 1, Generator? generator = null) =>
                Write(tensor, () => Normal.Run(tensor, mean, std, generator));

            /// <summary>Draws from N(mean, std^2) cut to [a, b], by inverting the distribution function of uniform draws.</summary>
            public static Tensor trunc_normal_(Tensor tensor, double mean = 0.0, double std = 1.0, double a = -2.0, double b = 2.0, Generator? generator = null)
            {
                static double Cumulative(double x) => (1 + Erf(x / Math.Sqrt(2))) / 2;
                var low = Cumulative((a - mean) / std);
                var high = Cumulative((b - mean) / std);
                return Write(tensor, () =>
                {
                    Uniform.Run(tensor, 2 * low - 1, 2 * high - 1, generator);
                    tensor.erfinv_();
                    tensor.mul_(std * Math.Sqrt(2));
                    tensor.add_(mean);
                    tensor.clamp_(a, b);
                });
            }

            /// <summary>Fills with a (semi-)orthogonal matrix times the gain; dimensions after the first count as one (Saxe et al. 2013).</summary>
            public static Tensor orthogonal_(Tensor tensor, double gain = 1.0)
            {
                if (tensor.dim() < 2) throw new ArgumentException("Only tensors with 2 or more dimensions are supported");
                if (tensor.numel() == 0) return tensor;
                return Write(tensor, () =>
                {
                    using var scope = NewDisposeScope();
                    var rows = tensor.shape[0];
                    var columns = tensor.numel() / rows;
                    var flat = empty([rows, columns], dtype: tensor.dtype, device: tensor.device);
                    Normal.Run(flat, 0.0, 1.0, Argument.None);
                    if (rows < columns) flat = flat.t();
                    var (q, r) = Qr.Two(flat, "reduced");
                    // With the signs of R's diagonal, Q is uniform over the orthogonal matrices.
                    q.mul_(r.diagonal().sign());
                    if (rows < columns) q = q.t();
                    tensor.view_as(q).copy_(q);
                    tensor.mul_(gain);
                });
            }

            /// <summary>Draws a matrix from N(0, std^2) of which a share of each column is zero (Martens 2010).</summary>
            public static Tensor sparse_(Tensor tensor, double sparsity, double std = 0.01)
            {
                if (tensor.dim() != 2) throw new ArgumentException("Only tensors with 2 dimensions are supported");
                var (rows, columns) = (tensor.shape[0], tensor.shape[1]);
                var zeros = (long)Math.Ceiling(sparsity * rows);
                return Write(tensor, () =>
                {
                    Normal.Run(tensor, 0.0, std, Argument.None);
                    for (long column = 0; column < columns; column++)
                    {
                        using var scope = NewDisposeScope();
                        tensor.select(1, column).index_fill_(0, randperm(rows, device: tensor.device).narrow(0, 0, zeros), 0);
                    }
                });
            }

            /// <summary>Draws from U(-b, b) with b = gain sqrt(3 / fan) (He et al. 2015).</summary>
            /// <param name="tensor">The weights.</param>
            /// <param name="a">The negative slope of a leaky ReLU.</param>
            /// <param name="mode">Which fan counts.</param>
            /// <param name="nonlinearity">What follows the layer.</param>
            public static Tensor kaiming_uniform_(Tensor tensor, double a = 0, FanInOut mode = FanInOut.FanIn, NonlinearityType nonlinearity = NonlinearityType.LeakyReLU)
            {
                var bound = Math.Sqrt(3.0) * KaimingDeviation(tensor, a, mode, nonlinearity);
                return uniform_(tensor, -bound, bound);
            }

            /// <summary>Draws from N(0, gain^2 / fan) (He et al. 2015).</summary>
            /// <param name="tensor">The weights.</param>
            /// <param name="a">The negative slope of a leaky ReLU.</param>
            /// <param name="mode">Which fan counts.</param>
            /// <param name="nonlinearity">What follows the layer.</param>
            public static Tensor kaiming_normal_(Tensor tensor, double a = 0, FanInOut mode = FanInOut.FanIn, NonlinearityType nonlinearity = NonlinearityType.LeakyReLU) =>
                normal_(tensor, 0, KaimingDeviation(tensor, a, mode, nonlinearity));

            /// <summary>Draws from U(-b, b) with b = gain sqrt(6 / (fan in + fan out)) (Glorot and Bengio 2010).</summary>
            public static Tensor xavier_uniform_(Tensor tensor, double gain = 1.0)
            {
                var bound = Math.Sqrt(3.0) * XavierDeviation(tensor, gain);
                return uniform_(tensor, -bound, bound);
            }

            /// <summary>Draws from N(0, 2 gain^2 / (fan in + fan out)) (Glorot and Bengio 2010).</summary>
            public static Tensor xavier_normal_(Tensor tensor, double gain = 1.0) => normal_(tensor, 0, XavierDeviation(tensor, gain));

            /// <summary>The same as <see cref="xavier_uniform_"/>.</summary>
            public static Tensor glorot_uniform_(Tensor tensor, double gain = 1.0) => xavier_uniform_(tensor, gain);

            /// <summary>The same as <see cref="xavier_normal_"/>.</summary>
            public static Tensor glorot_normal_(Tensor tensor, double gain = 1.0) => xavier_normal_(tensor, gain);

            /// <summary>The number of inputs of a unit and of outputs that an input feeds, for weights [out, in, *].</summary>
            public static (long fanIn, long fanOut) CalculateFanInAndFanOut(Tensor tensor)
            {
                var shape = tensor.shape;
                if (shape.Length < 2) throw new ArgumentException("Fan in and fan out can not be computed for tensor with fewer than 2 dimensions");
                var field = shape.Skip(2).Aggregate(1L, (product, size) => product * size);
                return (shape[1] * field, shape[0] * field);
            }

            private static readonly Operator Uniform = new("uniform_"), Normal = new("normal_"), Qr = new("linalg_qr");

            private static double KaimingDeviation(Tensor tensor, double slope, FanInOut mode, NonlinearityType nonlinearity)
            {
                var (fanIn, fanOut) = CalculateFanInAndFanOut(tensor);
                return calculate_gain(nonlinearity, slope) / Math.Sqrt(mode == FanInOut.FanIn ? fanIn : fanOut);
            }

            private static double XavierDeviation(Tensor tensor, double gain)
            {
                var (fanIn, fanOut) = CalculateFanInAndFanOut(tensor);
                return gain * Math.Sqrt(2.0 / (fanIn + fanOut));
            }

            private static double Erf(double x)
            {
                using var argument = torch.tensor(x, dtype: ScalarType.Float64);
                using var value = argument.erf();
                return value.item<double>();
            }

            private static Tensor Write(Tensor tensor, Action write)
            {
                using var _ = no_grad();
                write();
                return tensor;
            }
        }
    }
}
