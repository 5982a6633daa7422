namespace TorchSharp;

public static partial class torch
{
    /// <content>Activations and softmaxes.</content>
    public partial class Tensor
    {
        /// <summary>X above the threshold, a constant at or below it.</summary>
        public Tensor threshold(Scalar threshold, Scalar value) => Op.threshold.One(this, threshold, value);

        /// <summary>X above the threshold, a constant at or below it, in place.</summary>
        public Tensor threshold_(Scalar threshold, Scalar value)
        {
            Op.threshold_.Run(this, threshold, value);
            return this;
        }

        /// <summary>Exponentials along a dimension, divided by their sum.</summary>
        public Tensor softmax(long dim, ScalarType? dtype = null) => Op.softmax_int.One(this, dim, dtype);

        /// <summary>Log(1 + e^(beta x)) / beta; linear above the threshold.</summary>
        public Tensor softplus(double beta = 1, double threshold = 20) => Op.softplus.One(this, beta, threshold);

        /// <summary>Max(0, x).</summary>
        public Tensor relu() => Op.relu.One(this);

        /// <summary>Max(0, x), in place.</summary>
        public Tensor relu_()
        {
            Op.relu_.Run(this);
            return this;
        }

        /// <summary>Min(max(0, x), 6).</summary>
        public Tensor relu6() => Op.relu6.One(this);

        /// <summary>Min(max(0, x), 6), in place.</summary>
        public Tensor relu6_()
        {
            Op.relu6_.Run(this);
            return this;
        }

        /// <summary>Max(0, x) + min(0, alpha (e^(x/alpha) - 1)).</summary>
        public Tensor celu() => Op.celu.One(this);

        /// <summary>Max(0, x) + min(0, alpha (e^(x/alpha) - 1)).</summary>
        public Tensor celu(Scalar alpha) => Op.celu.One(this, alpha);

        /// <summary>Max(0, x) + min(0, alpha (e^(x/alpha) - 1)), in place.</summary>
        public Tensor celu_()
        {
            Op.celu_.Run(this);
            return this;
        }

        /// <summary>Max(0, x) + min(0, alpha (e^(x/alpha) - 1)), in place.</summary>
        public Tensor celu_(Scalar alpha)
        {
            Op.celu_.Run(this, alpha);
            return this;
        }

        /// <summary>First half along a dimension times the sigmoid of the second half.</summary>
        public Tensor glu(long dim = -1) => Op.glu.One(this, dim);

        /// <summary>0 below -3, 1 above 3, linear between.</summary>
        public Tensor hardsigmoid() => Op.hardsigmoid.One(this);

        /// <summary>0 below -3, 1 above 3, linear between, in place.</summary>
        public Tensor hardsigmoid_()
        {
            Op.hardsigmoid_.Run(this);
            return this;
        }

        /// <summary>X times the hard sigmoid.</summary>
        public Tensor hardswish() => Op.hardswish.One(this);

        /// <summary>X times the hard sigmoid, in place.</summary>
        public Tensor hardswish_()
        {
            Op.hardswish_.Run(this);
            return this;
        }

        /// <summary>Limits to [min, max].</summary>
        public Tensor hardtanh(Scalar min, Scalar max) => Op.hardtanh.One(this, min, max);

        /// <summary>Limits to [min, max], in place.</summary>
        public Tensor hardtanh_(Scalar min, Scalar max)
        {
            Op.hardtanh_.Run(this, min, max);
            return this;
        }

        /// <summary>X above zero, a fraction of it below.</summary>
        public Tensor leaky_relu(Scalar negative_slope) => Op.leaky_relu.One(this, negative_slope);

        /// <summary>X above zero, a fraction of it below, in place.</summary>
        public Tensor leaky_relu_(Scalar negative_slope)
        {
            Op.leaky_relu_.Run(this, negative_slope);
            return this;
        }

        /// <summary>Self-normalising exponential linear unit.</summary>
        public Tensor selu() => Op.selu.One(this);

        /// <summary>Self-normalising exponential linear unit, in place.</summary>
        public Tensor selu_()
        {
            Op.selu_.Run(this);
            return this;
        }

        /// <summary>X times its sigmoid.</summary>
        public Tensor silu() => Op.silu.One(this);

        /// <summary>X times its sigmoid, in place.</summary>
        public Tensor silu_()
        {
            Op.silu_.Run(this);
            return this;
        }

        /// <summary>Logarithm of the sigmoid.</summary>
        public Tensor log_sigmoid() => Op.log_sigmoid.One(this);

        /// <summary>X above zero, a learned fraction of it below.</summary>
        public Tensor prelu(Tensor target) => Op.prelu.One(this, target);

        /// <summary>1 / (1 + e^-x).</summary>
        public Tensor sigmoid() => Op.sigmoid.One(this);

        /// <summary>1 / (1 + e^-x), in place.</summary>
        public Tensor sigmoid_()
        {
            Op.sigmoid_.Run(this);
            return this;
        }

        /// <summary>Logarithm of the softmax.</summary>
        public Tensor log_softmax(long dim, ScalarType? dtype = null) => Op.log_softmax_int.One(this, dim, dtype);
    }
}
