using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.optim;

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class optim
        {
            /// <inheritdoc cref="Modules.LBFGS"/>
            /// <param name="parameters">The parameters.</param>
            /// <param name="lr">The learning rate.</param>
            /// <param name="max_iter">The largest number of iterations a step.</param>
            /// <param name="max_eval">The largest number of evaluations a step; 5 / 4 of the iterations when null.</param>
            /// <param name="tolerange_grad">The largest gradient at which a step ends. (The name is TorchSharp's.)</param>
            /// <param name="tolerance_change">The smallest change of the loss or of a parameter at which a step goes on.</param>
            /// <param name="history_size">How many earlier iterations are kept.</param>
            public static LBFGS LBFGS(IEnumerable<Parameter> parameters, double lr = 0.01, long max_iter = 20, long? max_eval = null, double tolerange_grad = 1e-5, double tolerance_change = 1e-9, long history_size = 100) =>
                new(parameters, lr, max_iter, max_eval ?? max_iter * 5 / 4, tolerange_grad, tolerance_change, history_size);

            /// <inheritdoc cref="Modules.LBFGS"/>
            /// <param name="parameters">The parameters with their names.</param>
            /// <param name="lr">The learning rate.</param>
            /// <param name="max_iter">The largest number of iterations a step.</param>
            /// <param name="max_eval">The largest number of evaluations a step; 5 / 4 of the iterations when null.</param>
            /// <param name="tolerange_grad">The largest gradient at which a step ends. (The name is TorchSharp's.)</param>
            /// <param name="tolerance_change">The smallest change of the loss or of a parameter at which a step goes on.</param>
            /// <param name="history_size">How many earlier iterations are kept.</param>
            public static LBFGS LBFGS(IEnumerable<(string name, Parameter parameter)> parameters, double lr = 0.01, long max_iter = 20, long? max_eval = null, double tolerange_grad = 1e-5, double tolerance_change = 1e-9, long history_size = 100) =>
                LBFGS(parameters.Select(entry => entry.parameter), lr, max_iter, max_eval, tolerange_grad, tolerance_change, history_size);
        }
    }
}

namespace TorchSharp.Modules
{
    /// <summary>A quasi-Newton method with limited memory, without line search (Liu and Nocedal 1989, in PyTorch's form).</summary>
    public class LBFGS : Optimizer, ILearningRateController
    {
        /// <summary>The learning rate.</summary>
        public double _rate;

        private const double SmallestCurvature = 1e-10;

        private readonly List<Parameter> _variables;
        private readonly long _iterations, _evaluations;
        private readonly double _largestGradient, _smallestChange;
        private readonly long _memory;

        // What is kept between steps: for each remembered iteration the change of the gradient, the step, and 1 / their product.
        private readonly List<(Tensor change, Tensor step, double inverse)> _history = [];
        private Tensor? _direction, _lastGradient;
        private double _length, _scale = 1;
        private long _count;

        internal LBFGS(IEnumerable<Parameter> parameters, double lr, long iterations, long evaluations, double largestGradient, double smallestChange, long memory)
        {
            if (lr < 0) throw new ArgumentException($"Invalid learning rate: {lr}");
            _variables = [.. parameters];
            (_rate, InitialLearningRate) = (lr, lr);
            (_iterations, _evaluations, _memory) = (iterations, evaluations, memory);
            (_largestGradient, _smallestChange) = (largestGradient, smallestChange);
        }

        /// <inheritdoc/>
        public double LearningRate
        {
            get => _rate;
            set => _rate = value;
        }

        /// <inheritdoc/>
        public double InitialLearningRate { get; set; }

        /// <summary>The optimiser itself: it has one group.</summary>
        public override IEnumerable<ILearningRateController> ParamGroups => [this];

        /// <inheritdoc/>
        public override IEnumerable<Parameter> parameters() => _variables;

        /// <summary>Takes a step of several iterations.</summary>
        /// <param name="closure">Clears the gradients, computes the loss and its gradients; it is called several times.</param>
        /// <returns>The loss before the step.</returns>
        public override Tensor step(Func<Tensor>? closure)
        {
            ArgumentNullException.ThrowIfNull(closure);
            using var outer = no_grad();
            var first = Evaluate(closure);
            using var scope = NewDisposeScope();
            var loss = first.ToDouble();
            var gradient = Flat();
            if (Largest(gradient) <= _largestGradient) return first;
            long evaluated = 1;
            for (long iteration = 1; iteration <= _iterations; iteration++)
            {
                _count++;
                if (_count == 1) Keep(ref _direction, gradient.neg());
                else Turn(gradient);
                Keep(ref _lastGradient, gradient.clone());
                var lossBefore = loss;
                _length = _count == 1 ? Math.Min(1, 1 / gradient.abs().sum().ToDouble()) * _rate : _rate;
                if (gradient.dot(_direction!).ToDouble() > -_smallestChange) break;
                Move();
                if (iteration == _iterations) break;
                using (var value = Evaluate(closure)) loss = value.ToDouble();
                gradient = Flat();
                evaluated++;
                if (evaluated >= _evaluations || Largest(gradient) <= _largestGradient) break;
                if (Largest(_direction!.mul(_length)) <= _smallestChange || Math.Abs(loss - lossBefore) < _smallestChange) break;
            }
            return first;
        }

        /// <inheritdoc/>
        protected override void Dispose(bool disposing)
        {
            if (!disposing) return;
            foreach (var (change, step, _) in _history)
            {
                change.Dispose();
                step.Dispose();
            }
            _history.Clear();
            _direction?.Dispose();
            _lastGradient?.Dispose();
        }

        // The next direction: the gradient times the approximate inverse of the Hessian, by the two-loop recursion.
        private void Turn(Tensor gradient)
        {
            var change = gradient.sub(_lastGradient!);
            var step = _direction!.mul(_length);
            var curvature = change.dot(step).ToDouble();
            if (curvature > SmallestCurvature)
            {
                if (_history.Count == _memory)
                {
                    _history[0].change.Dispose();
                    _history[0].step.Dispose();
                    _history.RemoveAt(0);
                }
                _scale = curvature / change.dot(change).ToDouble();
                _history.Add((change.DetachFromDisposeScope(), step.DetachFromDisposeScope(), 1 / curvature));
            }
            var turned = gradient.neg();
            var weights = new double[_history.Count];
            for (var i = _history.Count - 1; i >= 0; i--)
            {
                weights[i] = _history[i].step.dot(turned).ToDouble() * _history[i].inverse;
                InPlace.Add(turned, _history[i].change, -weights[i]);
            }
            InPlace.Scale(turned, _scale);
            for (var i = 0; i < _history.Count; i++)
                InPlace.Add(turned, _history[i].step, weights[i] - _history[i].change.dot(turned).ToDouble() * _history[i].inverse);
            Keep(ref _direction, turned);
        }

        private void Move()
        {
            long at = 0;
            foreach (var variable in _variables)
            {
                var elements = variable.numel();
                InPlace.Add(variable, _direction!.narrow(0, at, elements).view(variable.shape), _length);
                at += elements;
            }
        }

        private Tensor Flat() => cat([.. _variables.Select(variable => variable.grad is { } grad ? grad.reshape(-1) : zeros_like(variable).reshape(-1))]);

        private static Tensor Evaluate(Func<Tensor> closure)
        {
            using var _ = enable_grad();
            return closure();
        }

        private static double Largest(Tensor tensor) => tensor.abs().max().ToDouble();

        private static void Keep(ref Tensor? kept, Tensor value)
        {
            kept?.Dispose();
            kept = value.DetachFromDisposeScope();
        }
    }
}
