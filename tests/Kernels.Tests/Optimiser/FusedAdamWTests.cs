using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Workbench.Kernels.Tests;

[Collection(NativeTests.Name)]
public class FusedAdamWTests
{
    // One block and a bit, one register and a bit, one number, none; the last lies in memory column by column.
    private static readonly long[][] Shapes =
    [
        [129, 130],
        [7, 3],
        [],
        [0, 4],
        [16384],
        [19],
        [5, 33],
    ];
    private const int Decayed = 4;

    public FusedAdamWTests() => Assert.True(NativeKernels.Load().IsOn("optimiser"), NativeKernels.Load().Reason);

    private sealed class Bench : IDisposable
    {
        private readonly DisposeScope _scope = NewDisposeScope();
        private readonly bool _strided;
        private int _step;

        internal Bench(ScalarType dtype, Action<AdamW.Options>? change = null, bool strided = true)
        {
            using var guard = no_grad();
            _strided = strided;
            Parameters = [.. Shapes.Select((shape, i) => new Parameter(Drawn("weight", shape, i, dtype)))];
            var groups = new[] { Group(Parameters[..Decayed], 0.3), Group(Parameters[Decayed..], 0) };
            Adam = optim.AdamW(groups, 0.02, 0.9, 0.95, 1e-8);
            Fused = new(Adam);

            AdamW.ParamGroup Group(Parameter[] members, double decay)
            {
                var options = new AdamW.Options
                {
                    LearningRate = 0.02,
                    beta1 = 0.9,
                    beta2 = 0.95,
                    eps = 1e-8,
                    weight_decay = decay,
                };
                change?.Invoke(options);
                return new(members, options);
            }
        }

        internal Parameter[] Parameters { get; }

        internal AdamW Adam { get; }

        internal FusedAdamW Fused { get; }

        internal IEnumerable<AdamW.State> States => Adam.state_dict().State.Cast<AdamW.State>();

        internal Tensor[] Everything =>
            [.. Parameters, .. States.Select(state => state.exp_avg), .. States.Select(state => state.exp_avg_sq)];

        /// <summary>Gradients of this step; those of `without` stay away.</summary>
        internal void Differentiate(double size = 1, params int[] without)
        {
            Fused.zero_grad();
            for (var i = 0; i < Shapes.Length; i++)
            {
                if (!without.Contains(i))
                    Parameters[i].grad = Drawn($"gradient {_step}", Shapes[i], i, Parameters[i].dtype) * size;
            }
            _step++;
        }

        internal double Step(double maximum, double size = 1, params int[] without)
        {
            Differentiate(size, without);
            var norm = Fused.clip_grad_norm_(maximum);
            Fused.step(0.02 / _step);
            return norm;
        }

        private Tensor Drawn(string role, long[] shape, int i, ScalarType dtype)
        {
            var drawn = Philox.normal(shape, RandomStream.Named(5, role, i)).to(dtype);
            return _strided && i == Shapes.Length - 1 ? drawn.t().contiguous().t() : drawn;
        }

        public void Dispose()
        {
            Fused.Dispose();
            Adam.Dispose();
            _scope.Dispose();
        }
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(1e6)]
    [InlineData(double.PositiveInfinity)]
    public void Many_steps_are_those_of_plain_operators_in_float64(double maximum)
    {
        foreach (var set in NativeTests.InstructionSets())
        {
            using var kernel = new Bench(ScalarType.Float32);
            using var plain = new Bench(ScalarType.Float64);
            for (var i = 0; i < 40; i++)
            {
                // Every third step some parameters have no gradient: their moments and their count of steps stay.
                int[] without = i % 3 == 1 ? [1, 5] : [];
                Assert.Equal(plain.Step(maximum, 1, without), kernel.Step(maximum, 1, without), 1e-6 * 200);
            }
            foreach (var (exact, actual) in plain.Everything.Zip(kernel.Everything))
                Expect.Close(exact, actual, 2e-6, $"{set}, clipped at {maximum}");
            Assert.Equal(plain.States.Select(state => state.step), kernel.States.Select(state => state.step));
        }
    }

    [Theory]
    [InlineData(ScalarType.Float32, 2e-6)]
    [InlineData(ScalarType.Float64, 1e-12)]
    public void Without_the_kernel_it_is_AdamW(ScalarType dtype, double tolerance)
    {
        using var ours = new Bench(dtype);
        using var theirs = new Bench(dtype);
        using var off = NativeKernels.Suspend("optimiser");
        for (var i = 0; i < 5; i++)
        {
            ours.Step(0.5);
            theirs.Differentiate();
            nn.utils.clip_grad_norm_(theirs.Parameters, 0.5);
            foreach (var group in theirs.Adam.ParamGroups)
                group.LearningRate = 0.02 / (i + 1);
            theirs.Adam.step();
        }
        foreach (var (exact, actual) in theirs.Everything.Zip(ours.Everything))
            Expect.Close(exact, actual, tolerance, "without the kernel");
        Assert.Equal(theirs.States.Select(state => state.step), ours.States.Select(state => state.step));
    }

    [Fact]
    public void Every_instruction_set_finds_the_same_norm_and_any_number_of_threads_the_same_bits()
    {
        var norms = new HashSet<double>();
        foreach (var set in NativeTests.InstructionSets())
        {
            Expect.SameBitsOnAnyThreads(
                () =>
                {
                    using var bench = new Bench(ScalarType.Float32);
                    for (var i = 0; i < 3; i++)
                        norms.Add(bench.Step(0.5, i));
                    return [.. bench.Everything.Select(tensor => tensor.detach().clone().DetachFromDisposeScope())];
                },
                set
            );
        }
        Assert.Equal(3, norms.Count);
    }

    [Fact]
    public void Clipping_leaves_gradients_as_they_are()
    {
        using var bench = new Bench(ScalarType.Float32);
        bench.Differentiate();
        var before = bench.Parameters.Select(one => one.grad!.clone()).ToArray();
        Assert.True(bench.Fused.clip_grad_norm_(0.1) > 100);
        bench.Fused.step(0.1);
        foreach (var (old, parameter) in before.Zip(bench.Parameters))
            Assert.True(old.equal(parameter.grad!).all().item<bool>());
    }

    [Fact]
    public void What_was_clipped_by_the_kernel_can_be_stepped_without_it()
    {
        using var mixed = new Bench(ScalarType.Float32);
        using var plain = new Bench(ScalarType.Float64);
        plain.Step(0.5);
        mixed.Differentiate();
        mixed.Fused.clip_grad_norm_(0.7);
        mixed.Fused.clip_grad_norm_(0.5); // a second time: of what the first has left
        using (NativeKernels.Suspend("optimiser"))
            mixed.Fused.step(0.02);
        foreach (var (exact, actual) in plain.Everything.Zip(mixed.Everything))
            Expect.Close(exact, actual, 2e-6, "clipped by the kernel");
    }

    [Theory]
    [InlineData(float.NaN, 1.0)]
    [InlineData(float.PositiveInfinity, 1.0)]
    [InlineData(float.PositiveInfinity, double.PositiveInfinity)]
    [InlineData(1e30f, 1.0)]
    public void A_norm_that_is_no_number_does_what_it_does_in_PyTorch(float value, double maximum)
    {
        using var kernel = new Bench(ScalarType.Float32);
        using var plain = new Bench(ScalarType.Float64);
        var norms = new List<double>();
        foreach (var bench in new[] { kernel, plain })
        {
            bench.Step(1);
            bench.Differentiate();
            using (no_grad())
                bench.Parameters[0].grad![3, 4] = tensor(value, bench.Parameters[0].dtype);
            norms.Add(bench.Fused.clip_grad_norm_(maximum));
            bench.Fused.step(0.01);
        }
        Assert.Equal(norms[1], norms[0], 1e24);
        foreach (var (exact, actual) in plain.Everything.Zip(kernel.Everything))
        {
            Assert.True(exact.isnan().equal(actual.isnan()).all().item<bool>(), "NaN in other places");
            Expect.Close(exact.nan_to_num(), actual.nan_to_num(), 2e-6, $"a gradient of {value}");
        }
    }

    [Fact]
    public void Nothing_without_gradients_changes()
    {
        using var bench = new Bench(ScalarType.Float32);
        using var fresh = new Bench(ScalarType.Float32);
        Assert.Equal(0, bench.Fused.clip_grad_norm_(1));
        bench.Fused.step(1);
        AssertSame(fresh, bench);
    }

    [Fact]
    public void Other_options_take_plain_operators()
    {
        foreach (var change in new Action<AdamW.Options>[] { options => options.amsgrad = true, options => options.maximize = true })
        {
            using var mixed = new Bench(ScalarType.Float32, change);
            using var plain = new Bench(ScalarType.Float64, change);
            for (var i = 0; i < 5; i++)
                Assert.Equal(plain.Step(0.5, 5 - i), mixed.Step(0.5, 5 - i), 1e-3);
            foreach (var (exact, actual) in plain.Everything.Zip(mixed.Everything))
                Expect.Close(exact, actual, 5e-6, "other options");
        }
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(double.PositiveInfinity)]
    public void A_gradient_that_repeats_numbers_in_memory_takes_plain_operators(double maximum)
    {
        using var mixed = new Bench(ScalarType.Float32);
        using var plain = new Bench(ScalarType.Float64);
        foreach (var bench in new[] { mixed, plain })
        {
            bench.Differentiate();
            bench.Parameters[5].grad = full([1], 2, bench.Parameters[5].dtype).expand(19);
            bench.Fused.clip_grad_norm_(maximum);
            bench.Fused.step(0.02);
        }
        foreach (var (exact, actual) in plain.Everything.Zip(mixed.Everything))
            Expect.Close(exact, actual, 2e-6, "an expanded gradient");
    }

    [Fact]
    public void Gradients_that_lie_in_another_order_are_read_as_what_they_are()
    {
        using var mixed = new Bench(ScalarType.Float32);
        using var plain = new Bench(ScalarType.Float64);
        foreach (var bench in new[] { mixed, plain })
        {
            bench.Differentiate();
            bench.Parameters[0].grad = bench.Parameters[0].grad!.t().contiguous().t();
            bench.Fused.clip_grad_norm_(0.5);
            bench.Fused.step(0.02);
        }
        foreach (var (exact, actual) in plain.Everything.Zip(mixed.Everything))
            Expect.Close(exact, actual, 2e-6, "a transposed gradient");
    }

    [Fact]
    public void Released_gradients_are_gone()
    {
        using var bench = new Bench(ScalarType.Float32);
        bench.Differentiate();
        bench.Fused.zero_grad();
        Assert.All(bench.Parameters, one => Assert.Null(one.grad));
        bench.Differentiate();
        using (NativeKernels.Suspend("optimiser"))
            bench.Fused.zero_grad();
        Assert.All(bench.Parameters, one => Assert.Null(one.grad));
    }

    [Fact]
    public void A_graph_that_has_kept_old_weights_is_not_walked_with_new_ones()
    {
        using var bench = new Bench(ScalarType.Float32);
        using var scope = NewDisposeScope();
        var loss = bench.Parameters[1].square().sum();
        bench.Step(1);
        Assert.Contains("modified by an inplace operation", Assert.ThrowsAny<Exception>(() => loss.backward()).Message);
    }

    [Fact]
    public void A_step_makes_no_garbage()
    {
        using var bench = new Bench(ScalarType.Float32);
        bench.Step(1);
        Go();
        var before = GC.GetAllocatedBytesForCurrentThread();
        Go();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Go()
        {
            bench.Fused.clip_grad_norm_(1);
            bench.Fused.step(0.1);
            bench.Fused.zero_grad();
        }
    }

    [Fact]
    public void What_makes_no_sense_is_refused()
    {
        using var bench = new Bench(ScalarType.Float32);
        Assert.Throws<ArgumentNullException>(() => new FusedAdamW(null!));
        Assert.StartsWith(
            "the largest norm is a number from 0 to infinity",
            Assert.Throws<ArgumentOutOfRangeException>(() => bench.Fused.clip_grad_norm_(double.NaN)).Message
        );
        Assert.StartsWith("a learning rate is at least 0", Assert.Throws<ArgumentOutOfRangeException>(() => bench.Fused.step(-1)).Message);
    }

    [Fact]
    public void A_step_leaves_no_live_handle_behind()
    {
        // Parameters count their tensors' handles twice: what stays of them is there without a step too.
        var idle = Left(steps: 0);
        Assert.Equal(idle, Left(steps: 3));

        static long Left(int steps)
        {
            var start = Expect.LiveTensors();
            using (var bench = new Bench(ScalarType.Float32))
            {
                if (steps > 0)
                    bench.Step(1);
                var before = Tensor.TotalCount;
                for (var i = 0; i < steps; i++)
                {
                    bench.Fused.clip_grad_norm_(1);
                    bench.Fused.step(0.1);
                }
                Assert.Equal(before, Tensor.TotalCount);
            }
            return Tensor.TotalCount - start;
        }
    }

    private static (AdamW Adam, FusedAdamW Fused) Over(IEnumerable<Parameter> parameters)
    {
        var adam = optim.AdamW(parameters, 0.1, 0.9, 0.95, weight_decay: 0.1);
        return (adam, new(adam));
    }

    private static Parameter Weight(Tensor gradient) => new(ones(gradient.shape)) { grad = gradient };

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_parameter_that_is_listed_twice_is_stepped_once(bool kernel)
    {
        using var scope = NewDisposeScope();
        using var off = kernel ? null : NativeKernels.Suspend("optimiser");
        var gradient = Philox.normal([5, 7], RandomStream.Named(6, "gradient"));
        var single = Weight(gradient.clone());
        var once = Over([single]);
        var norm = once.Fused.clip_grad_norm_(0.5);
        once.Fused.step(0.1);
        var weight = Weight(gradient);
        using var tied = new Parameter(weight.contiguous()); // the same tensor by another handle
        Assert.NotEqual(weight.Handle, tied.Handle);
        var enumerations = 0;
        var twice = Over(Listed());
        var before = enumerations;
        Assert.Equal(norm, twice.Fused.clip_grad_norm_(0.5), 1e-6);
        twice.Fused.step(0.1);
        Assert.True(single.equal(weight).all().item<bool>());
        // AdamW itself neither steps it twice from now on nor lists it again.
        once.Adam.step();
        twice.Adam.step();
        Assert.True(single.equal(weight).all().item<bool>());
        Assert.Equal(before, enumerations);
        Assert.Single(twice.Adam.parameters());
        Assert.Equal(2, Assert.IsType<AdamW.State>(Assert.Single(twice.Adam.state_dict().State)).step);
        foreach (var (adam, fused) in new[] { once, twice })
        {
            fused.Dispose();
            adam.Dispose();
        }

        IEnumerable<Parameter> Listed()
        {
            enumerations++;
            yield return weight;
            yield return weight;
            yield return tied;
        }
    }

    [Fact]
    public void Different_tensors_in_one_memory_are_stepped_one_after_the_other()
    {
        using var scope = NewDisposeScope();
        var results = new List<Tensor>();
        foreach (var kernel in new[] { true, false })
        {
            var first = Weight(full([40_000], 0.5f));
            using var second = new Parameter(first.detach()) { grad = full([40_000], -0.25f) };
            var (adam, fused) = Over([first, second]);
            if (kernel)
                fused.step(0.1);
            else
                adam.step();
            results.Add(first.detach().clone());
            fused.Dispose();
            adam.Dispose();
        }
        Assert.True(results[0].equal(results[1]).all().item<bool>());
    }

    [Fact]
    public void Steps_of_AdamW_itself_can_be_mixed_in()
    {
        using var mixed = new Bench(ScalarType.Float32);
        using var plain = new Bench(ScalarType.Float64);
        for (var i = 0; i < 12; i++)
        {
            plain.Step(double.PositiveInfinity);
            if (i % 3 == 1)
            {
                mixed.Differentiate();
                foreach (var group in mixed.Adam.ParamGroups)
                    group.LearningRate = 0.02 / (i + 1);
                mixed.Adam.step();
            }
            else
            {
                mixed.Step(double.PositiveInfinity);
            }
        }
        foreach (var (exact, actual) in plain.Everything.Zip(mixed.Everything))
            Expect.Close(exact, actual, 2e-6, "mixed");
        Assert.Equal(plain.States.Select(state => state.step), mixed.States.Select(state => state.step));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_state_that_was_saved_goes_on_with_the_same_bits(bool stream)
    {
        // AdamW writes only tensors in row-major order to a stream.
        using var unbroken = new Bench(ScalarType.Float32, strided: !stream);
        using var resumed = new Bench(ScalarType.Float32, strided: !stream);
        // What is loaded must take the place of steps that the kernel has taken already.
        for (var i = 0; i < 3; i++)
            unbroken.Step(0.5);
        resumed.Step(2);
        if (stream)
        {
            using var memory = new MemoryStream();
            using var writer = new BinaryWriter(memory);
            unbroken.Adam.save_state_dict(writer);
            memory.Position = 0;
            using var reader = new BinaryReader(memory);
            resumed.Adam.load_state_dict(reader);
        }
        else
        {
            resumed.Adam.load_state_dict(unbroken.Adam.state_dict());
        }
        using (no_grad())
            foreach (var (from, to) in unbroken.Parameters.Zip(resumed.Parameters))
                to.copy_(from);
        AssertSame(unbroken, resumed);
        Assert.Equal([3L], resumed.States.Select(state => state.step).Distinct());
        for (var i = 3; i < 6; i++)
        {
            unbroken.Step(0.5);
            // The same gradients: those that the other has drawn.
            resumed.Fused.zero_grad();
            foreach (var (from, to) in unbroken.Parameters.Zip(resumed.Parameters))
                to.grad = from.grad;
            resumed.Fused.clip_grad_norm_(0.5);
            resumed.Fused.step(0.02 / (i + 1));
        }
        AssertSame(unbroken, resumed);
    }

    private static void AssertSame(Bench expected, Bench actual)
    {
        foreach (var (one, other) in expected.Everything.Zip(actual.Everything))
            Assert.True(one.contiguous().bytes.SequenceEqual(other.contiguous().bytes));
    }
}
