using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>What an optimiser keeps of the steps so far, for one parameter.</summary>
public abstract class OptimizerState
{
    /// <summary>The parameter.</summary>
    protected Parameter _parameter;

    /// <summary>Makes the state of a parameter, to be initialised.</summary>
    protected OptimizerState(Parameter parameter) => _parameter = parameter;

    /// <summary>Sets the state to that before the first step.</summary>
    public abstract void Initialize(OptimizerOptions options);

    /// <summary>Writes the state.</summary>
    public abstract void SaveStateDict(BinaryWriter writer);

    /// <summary>Reads what <see cref="SaveStateDict"/> wrote.</summary>
    public abstract void LoadStateDict(BinaryReader reader);

    /// <summary>Copies another state.</summary>
    public abstract void LoadStateDict(OptimizerState source);

    /// <summary>Whether another state is the same up to rounding.</summary>
    public virtual bool ApproximatelyEquals(OptimizerState other) => false;

    /// <summary>Moves the state to a device.</summary>
    public virtual void to(Device device) { }

    /// <summary>Reads a tensor that may be absent, as <see cref="SaveConditionalStateTensor"/> wrote it.</summary>
    protected static void LoadConditionalStateTensor(BinaryReader reader, ref Tensor? result, Device device)
    {
        result?.Dispose();
        result = reader.ReadBoolean() ? Utils.TensorFile.Read(reader).to(device, disposeAfter: true).DetachFromDisposeScope() : null;
    }

    /// <summary>Writes whether a tensor is there, and the tensor.</summary>
    protected static void SaveConditionalStateTensor(BinaryWriter writer, Tensor? tensor)
    {
        writer.Write(tensor is not null);
        if (tensor is not null) tensor.Save(writer);
    }

    private protected Tensor ZerosLike(Tensor? replaced)
    {
        replaced?.Dispose();
        return zeros_like(_parameter, requires_grad: false).DetachFromDisposeScope();
    }

    private protected Tensor? Copied(Tensor? source, Tensor? replaced)
    {
        if (ReferenceEquals(source, replaced)) return replaced;
        replaced?.Dispose();
        return source?.to(source.dtype, _parameter.device, copy: true).DetachFromDisposeScope();
    }

    private protected static Tensor? Moved(Tensor? tensor, Device device) => tensor?.to(device, disposeAfter: true).DetachFromDisposeScope();

    private protected static bool Close(Tensor? left, Tensor? right) =>
        left is null ? right is null : right is not null && left.allclose(right);
}
