using System.Runtime.CompilerServices;
using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>Modules called one after the other, each with the result of the one before.</summary>
public class Sequential : nn.Module<Tensor, Tensor>
{
    /// <summary>Makes a sequence of named modules.</summary>
    protected Sequential(params (string name, nn.Module<Tensor, Tensor> submodule)[] modules) : base(nameof(Sequential))
    {
        foreach (var (name, module) in modules) Add(name, module);
    }

    /// <summary>Makes a sequence of modules named by their positions.</summary>
    protected Sequential(params nn.Module<Tensor, Tensor>[] modules) : base(nameof(Sequential))
    {
        foreach (var module in modules) Add(module);
    }

    internal Sequential() : base(nameof(Sequential)) { }

    /// <summary>The number of modules.</summary>
    public int Count => _internal_submodules.Count;

    /// <summary>The module at a position.</summary>
    [IndexerName("SequentialItems")]
    public nn.IModule<Tensor, Tensor> this[int index] => (nn.IModule<Tensor, Tensor>)_internal_submodules[index].Item2;

    /// <summary>A sequence of the same modules from start (the first when null) up to, not including, end.</summary>
    [IndexerName("SequentialItems")]
    public Sequential this[(int? start, int? end) index]
    {
        get
        {
            var (start, end) = SequentialSlice.Bounds(index, Count);
            var slice = new Sequential();
            for (var i = start; i < end; i++) slice._internal_submodules.Add(_internal_submodules[i]);
            return slice;
        }
    }

    /// <summary>A sequence of some of the same modules.</summary>
    [IndexerName("SequentialItems")]
    public Sequential this[Range index] => this[SequentialSlice.Bounds(index, Count)];

    /// <summary>Adds a named module at the end.</summary>
    public Sequential append(string name, nn.IModule<Tensor, Tensor> module)
    {
        Add(name, module);
        return this;
    }

    /// <summary>Adds a module, named by its position, at the end.</summary>
    public Sequential append(nn.IModule<Tensor, Tensor> module) => append($"{Count}", module);

    /// <summary>Calls the modules in order; what lies between two of them is disposed.</summary>
    public override Tensor forward(Tensor tensor)
    {
        if (Count == 0) return tensor.alias();
        var value = tensor;
        foreach (var (_, module) in _internal_submodules)
        {
            var next = ((nn.IModule<Tensor, Tensor>)module).call(value);
            if (!ReferenceEquals(value, tensor) && !ReferenceEquals(value, next)) value.Dispose();
            value = next;
        }
        return value;
    }

    internal void Add(string name, nn.IModule<Tensor, Tensor> module) => register_module(name, (nn.Module)module);

    internal void Add(nn.IModule<Tensor, Tensor> module) => Add($"{Count}", module);
}
