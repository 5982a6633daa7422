using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>The nonlinearity of a plain recurrent layer.</summary>
        public enum NonLinearities
        {
            /// <summary>max(0, x).</summary>
            ReLU = 0,

            /// <summary>The hyperbolic tangent.</summary>
            Tanh = 1,
        }

        /// <inheritdoc cref="Modules.RNN"/>
        /// <param name="inputSize">Features of an input.</param>
        /// <param name="hiddenSize">Features of the state.</param>
        /// <param name="numLayers">How many layers lie on each other.</param>
        /// <param name="nonLinearity">The nonlinearity.</param>
        /// <param name="bias">Whether biases are added.</param>
        /// <param name="batchFirst">Whether inputs are [N, T, *] rather than [T, N, *].</param>
        /// <param name="dropout">The dropout probability between layers.</param>
        /// <param name="bidirectional">Whether there is a second direction.</param>
        /// <param name="device">Where the parameters live; the default device when null.</param>
        /// <param name="dtype">Their element type; the default one when null.</param>
        public static RNN RNN(long inputSize, long hiddenSize, long numLayers = 1, NonLinearities nonLinearity = NonLinearities.Tanh, bool bias = true, bool batchFirst = false, double dropout = 0.0, bool bidirectional = false, Device? device = null, ScalarType? dtype = null) =>
            new(new(inputSize, hiddenSize, numLayers, bias, batchFirst, dropout, bidirectional, Gates: 1), nonLinearity, device, dtype);

        /// <inheritdoc cref="Modules.GRU"/>
        /// <param name="inputSize">Features of an input.</param>
        /// <param name="hiddenSize">Features of the state.</param>
        /// <param name="numLayers">How many layers lie on each other.</param>
        /// <param name="bias">Whether biases are added.</param>
        /// <param name="batchFirst">Whether inputs are [N, T, *] rather than [T, N, *].</param>
        /// <param name="dropout">The dropout probability between layers.</param>
        /// <param name="bidirectional">Whether there is a second direction.</param>
        /// <param name="device">Where the parameters live; the default device when null.</param>
        /// <param name="dtype">Their element type; the default one when null.</param>
        public static GRU GRU(long inputSize, long hiddenSize, long numLayers = 1, bool bias = true, bool batchFirst = false, double dropout = 0.0, bool bidirectional = false, Device? device = null, ScalarType? dtype = null) =>
            new(new(inputSize, hiddenSize, numLayers, bias, batchFirst, dropout, bidirectional, Gates: 3), device, dtype);

        /// <inheritdoc cref="Modules.LSTM"/>
        /// <param name="inputSize">Features of an input.</param>
        /// <param name="hiddenSize">Features of the state.</param>
        /// <param name="numLayers">How many layers lie on each other.</param>
        /// <param name="bias">Whether biases are added.</param>
        /// <param name="batchFirst">Whether inputs are [N, T, *] rather than [T, N, *].</param>
        /// <param name="dropout">The dropout probability between layers.</param>
        /// <param name="bidirectional">Whether there is a second direction.</param>
        /// <param name="device">Where the parameters live; the default device when null.</param>
        /// <param name="dtype">Their element type; the default one when null.</param>
        public static LSTM LSTM(long inputSize, long hiddenSize, long numLayers = 1, bool bias = true, bool batchFirst = false, double dropout = 0.0, bool bidirectional = false, Device? device = null, ScalarType? dtype = null) =>
            new(new(inputSize, hiddenSize, numLayers, bias, batchFirst, dropout, bidirectional, Gates: 4), device, dtype);

        /// <inheritdoc cref="Modules.RNNCell"/>
        public static RNNCell RNNCell(long inputSize, long hiddenSize, NonLinearities nonLinearity = NonLinearities.Tanh, bool bias = true, Device? device = null, ScalarType? dtype = null) =>
            new(inputSize, hiddenSize, nonLinearity, bias, device, dtype);

        /// <inheritdoc cref="Modules.GRUCell"/>
        public static GRUCell GRUCell(long inputSize, long hiddenSize, bool bias = true, Device? device = null, ScalarType? dtype = null) =>
            new(inputSize, hiddenSize, bias, device, dtype);

        /// <inheritdoc cref="Modules.LSTMCell"/>
        public static LSTMCell LSTMCell(long inputSize, long hiddenSize, bool bias = true, Device? device = null, ScalarType? dtype = null) =>
            new(inputSize, hiddenSize, bias, device, dtype);
    }
}
