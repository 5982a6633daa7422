using TorchSharp;
using static TorchSharp.torch;

namespace Workbench.Kernels;

/// <summary>Mutable state that a computation reads besides its inputs: libtorch's CPU generator and the buffers of modules.</summary>
internal sealed class ComputationState
{
    private readonly Tensor? _generator;
    private readonly IReadOnlyList<(Tensor Buffer, Tensor Value)> _buffers;

    private ComputationState(Tensor? generator, IReadOnlyList<(Tensor, Tensor)> buffers) => (_generator, _buffers) = (generator, buffers);

    /// <summary>No state.</summary>
    internal static ComputationState None { get; } = new(null, []);

    /// <summary>The saved values.</summary>
    internal IEnumerable<Tensor> Tensors => _buffers.Select(static one => one.Value).Concat(_generator is null ? [] : [_generator]);

    /// <summary>The current state, copied.</summary>
    internal static ComputationState Of(IEnumerable<nn.Module> modules) =>
        new(Generated(), Copied(modules.SelectMany(static one => one.buffers())));

    /// <summary>The part of this state that has changed since.</summary>
    internal ComputationState Changed()
    {
        using var scope = NewDisposeScope();
        return new(
            _generator is null || Generated().bytes.SequenceEqual(_generator.bytes) ? null : _generator,
            [.. _buffers.Where(static one => !one.Value.eq(one.Buffer).all().item<bool>())]
        );
    }

    /// <summary>Sets this state until the result is disposed.</summary>
    internal IDisposable Restore()
    {
        var now = new ComputationState(_generator is null ? null : Generated(), Copied(_buffers.Select(static one => one.Buffer)));
        Set();
        return new Scope(now);
    }

    private void Set()
    {
        using var off = no_grad();
        if (_generator is not null)
        {
            using var generator = Generator.Default;
            generator.set_state(_generator);
        }
        foreach (var (buffer, value) in _buffers)
            buffer.copy_(value);
    }

    private static Tensor Generated()
    {
        using var generator = Generator.Default;
        return generator.get_state();
    }

    private static List<(Tensor, Tensor)> Copied(IEnumerable<Tensor> buffers)
    {
        using var off = no_grad();
        return [.. buffers.Select(static one => (one, one.clone()))];
    }

    private sealed class Scope(ComputationState now) : IDisposable
    {
        public void Dispose()
        {
            now.Set();
            foreach (var tensor in now.Tensors)
                tensor.Dispose();
        }
    }
}
