using System.Runtime.CompilerServices;
using static TorchSharp.torch;

namespace TorchSharp.Modules;

// The bases of typed sequences differ in nothing but the number of type arguments: a derived class says in forward
// how its modules, which may take and give anything, are called.

/// <summary>Base of sequences of modules of any type, called with 1 argument: derive and write <c>forward</c>.</summary>
/// <typeparam name="T">Type of an argument.</typeparam>
/// <typeparam name="TResult">Type of the result.</typeparam>
public abstract class Sequential<T, TResult> : nn.Module<T, TResult>
{
    /// <summary>Makes a sequence of named modules.</summary>
    protected Sequential(params (string name, nn.Module submodule)[] modules) : base(nameof(Sequential))
    {
        foreach (var (name, module) in modules) Add(name, module);
    }

    /// <summary>Makes a sequence of modules named by their positions.</summary>
    protected Sequential(params nn.Module[] modules) : base(nameof(Sequential))
    {
        foreach (var module in modules) Add(module);
    }

    /// <summary>The number of modules.</summary>
    public int Count => _internal_submodules.Count;

    /// <summary>The module at a position.</summary>
    [IndexerName("SequentialItems")]
    public nn.Module this[int index] => _internal_submodules[index].Item2;

    /// <summary>The modules from start (the first when null) up to, not including, end.</summary>
    [IndexerName("SequentialItems")]
    public Sequential<T, TResult> this[(int? start, int? end) index]
    {
        get
        {
            var (start, end) = SequentialSlice.Bounds(index, Count);
            return Slice(start, end);
        }
    }

    /// <summary>Some of the modules.</summary>
    [IndexerName("SequentialItems")]
    public Sequential<T, TResult> this[Range index] => this[SequentialSlice.Bounds(index, Count)];

    /// <summary>Adds a named module at the end.</summary>
    public Sequential<T, TResult> append(string name, nn.Module module)
    {
        Add(name, module);
        return this;
    }

    /// <summary>Adds a module, named by its position, at the end.</summary>
    public Sequential<T, TResult> append(nn.Module module) => append($"{Count}", module);

    /// <summary>Makes the sequence of a range of the modules; only a derived class knows of which type.</summary>
    protected virtual Sequential<T, TResult> Slice(int start, int end) =>
        throw new NotImplementedException($"{GetType().Name} does not override Slice, so that parts of it cannot be taken.");

    /// <summary>Adds a named module at the end.</summary>
    protected internal void Add(string name, nn.Module sm) => register_module(name, sm);

    /// <summary>Adds a module, named by its position, at the end.</summary>
    protected internal void Add(nn.Module module) => Add($"{Count}", module);
}

/// <summary>Base of sequences of modules of any type, called with 2 arguments: derive and write <c>forward</c>.</summary>
/// <typeparam name="T1">Type of an argument.</typeparam>
/// <typeparam name="T2">Type of an argument.</typeparam>
/// <typeparam name="TResult">Type of the result.</typeparam>
public abstract class Sequential<T1, T2, TResult> : nn.Module<T1, T2, TResult>
{
    /// <summary>Makes a sequence of named modules.</summary>
    protected Sequential(params (string name, nn.Module submodule)[] modules) : base(nameof(Sequential))
    {
        foreach (var (name, module) in modules) Add(name, module);
    }

    /// <summary>Makes a sequence of modules named by their positions.</summary>
    protected Sequential(params nn.Module[] modules) : base(nameof(Sequential))
    {
        foreach (var module in modules) Add(module);
    }

    /// <summary>The number of modules.</summary>
    public int Count => _internal_submodules.Count;

    /// <summary>The module at a position.</summary>
    [IndexerName("SequentialItems")]
    public nn.Module this[int index] => _internal_submodules[index].Item2;

    /// <summary>The modules from start (the first when null) up to, not including, end.</summary>
    [IndexerName("SequentialItems")]
    public Sequential<T1, T2, TResult> this[(int? start, int? end) index]
    {
        get
        {
            var (start, end) = SequentialSlice.Bounds(index, Count);
            return Slice(start, end);
        }
    }

    /// <summary>Some of the modules.</summary>
    [IndexerName("SequentialItems")]
    public Sequential<T1, T2, TResult> this[Range index] => this[SequentialSlice.Bounds(index, Count)];

    /// <summary>Adds a named module at the end.</summary>
    public Sequential<T1, T2, TResult> append(string name, nn.Module module)
    {
        Add(name, module);
        return this;
    }

    /// <summary>Adds a module, named by its position, at the end.</summary>
    public Sequential<T1, T2, TResult> append(nn.Module module) => append($"{Count}", module);

    /// <summary>Makes the sequence of a range of the modules; only a derived class knows of which type.</summary>
    protected virtual Sequential<T1, T2, TResult> Slice(int start, int end) =>
        throw new NotImplementedException($"{GetType().Name} does not override Slice, so that parts of it cannot be taken.");

    /// <summary>Adds a named module at the end.</summary>
    protected internal void Add(string name, nn.Module sm) => register_module(name, sm);

    /// <summary>Adds a module, named by its position, at the end.</summary>
    protected internal void Add(nn.Module module) => Add($"{Count}", module);
}

/// <summary>Base of sequences of modules of any type, called with 3 arguments: derive and write <c>forward</c>.</summary>
/// <typeparam name="T1">Type of an argument.</typeparam>
/// <typeparam name="T2">Type of an argument.</typeparam>
/// <typeparam name="T3">Type of an argument.</typeparam>
/// <typeparam name="TResult">Type of the result.</typeparam>
public abstract class Sequential<T1, T2, T3, TResult> : nn.Module<T1, T2, T3, TResult>
{
    /// <summary>Makes a sequence of named modules.</summary>
    protected Sequential(params (string name, nn.Module submodule)[] modules) : base(nameof(Sequential))
    {
        foreach (var (name, module) in modules) Add(name, module);
    }

    /// <summary>Makes a sequence of modules named by their positions.</summary>
    protected Sequential(params nn.Module[] modules) : base(nameof(Sequential))
    {
        foreach (var module in modules) Add(module);
    }

    /// <summary>The number of modules.</summary>
    public int Count => _internal_submodules.Count;

    /// <summary>The module at a position.</summary>
    [IndexerName("SequentialItems")]
    public nn.Module this[int index] => _internal_submodules[index].Item2;

    /// <summary>The modules from start (the first when null) up to, not including, end.</summary>
    [IndexerName("SequentialItems")]
    public Sequential<T1, T2, T3, TResult> this[(int? start, int? end) index]
    {
        get
        {
            var (start, end) = SequentialSlice.Bounds(index, Count);
            return Slice(start, end);
        }
    }

    /// <summary>Some of the modules.</summary>
    [IndexerName("SequentialItems")]
    public Sequential<T1, T2, T3, TResult> this[Range index] => this[SequentialSlice.Bounds(index, Count)];

    /// <summary>Adds a named module at the end.</summary>
    public Sequential<T1, T2, T3, TResult> append(string name, nn.Module module)
    {
        Add(name, module);
        return this;
    }

    /// <summary>Adds a module, named by its position, at the end.</summary>
    public Sequential<T1, T2, T3, TResult> append(nn.Module module) => append($"{Count}", module);

    /// <summary>Makes the sequence of a range of the modules; only a derived class knows of which type.</summary>
    protected virtual Sequential<T1, T2, T3, TResult> Slice(int start, int end) =>
        throw new NotImplementedException($"{GetType().Name} does not override Slice, so that parts of it cannot be taken.");

    /// <summary>Adds a named module at the end.</summary>
    protected internal void Add(string name, nn.Module sm) => register_module(name, sm);

    /// <summary>Adds a module, named by its position, at the end.</summary>
    protected internal void Add(nn.Module module) => Add($"{Count}", module);
}

/// <summary>Base of sequences of modules of any type, called with 4 arguments: derive and write <c>forward</c>.</summary>
/// <typeparam name="T1">Type of an argument.</typeparam>
/// <typeparam name="T2">Type of an argument.</typeparam>
/// <typeparam name="T3">Type of an argument.</typeparam>
/// <typeparam name="T4">Type of an argument.</typeparam>
/// <typeparam name="TResult">Type of the result.</typeparam>
public abstract class Sequential<T1, T2, T3, T4, TResult> : nn.Module<T1, T2, T3, T4, TResult>
{
    /// <summary>Makes a sequence of named modules.</summary>
    protected Sequential(params (string name, nn.Module submodule)[] modules) : base(nameof(Sequential))
    {
        foreach (var (name, module) in modules) Add(name, module);
    }

    /// <summary>Makes a sequence of modules named by their positions.</summary>
    protected Sequential(params nn.Module[] modules) : base(nameof(Sequential))
    {
        foreach (var module in modules) Add(module);
    }

    /// <summary>The number of modules.</summary>
    public int Count => _internal_submodules.Count;

    /// <summary>The module at a position.</summary>
    [IndexerName("SequentialItems")]
    public nn.Module this[int index] => _internal_submodules[index].Item2;

    /// <summary>The modules from start (the first when null) up to, not including, end.</summary>
    [IndexerName("SequentialItems")]
    public Sequential<T1, T2, T3, T4, TResult> this[(int? start, int? end) index]
    {
        get
        {
            var (start, end) = SequentialSlice.Bounds(index, Count);
            return Slice(start, end);
        }
    }

    /// <summary>Some of the modules.</summary>
    [IndexerName("SequentialItems")]
    public Sequential<T1, T2, T3, T4, TResult> this[Range index] => this[SequentialSlice.Bounds(index, Count)];

    /// <summary>Adds a named module at the end.</summary>
    public Sequential<T1, T2, T3, T4, TResult> append(string name, nn.Module module)
    {
        Add(name, module);
        return this;
    }

    /// <summary>Adds a module, named by its position, at the end.</summary>
    public Sequential<T1, T2, T3, T4, TResult> append(nn.Module module) => append($"{Count}", module);

    /// <summary>Makes the sequence of a range of the modules; only a derived class knows of which type.</summary>
    protected virtual Sequential<T1, T2, T3, T4, TResult> Slice(int start, int end) =>
        throw new NotImplementedException($"{GetType().Name} does not override Slice, so that parts of it cannot be taken.");

    /// <summary>Adds a named module at the end.</summary>
    protected internal void Add(string name, nn.Module sm) => register_module(name, sm);

    /// <summary>Adds a module, named by its position, at the end.</summary>
    protected internal void Add(nn.Module module) => Add($"{Count}", module);
}

/// <summary>Base of sequences of modules of any type, called with 5 arguments: derive and write <c>forward</c>.</summary>
/// <typeparam name="T1">Type of an argument.</typeparam>
/// <typeparam name="T2">Type of an argument.</typeparam>
/// <typeparam name="T3">Type of an argument.</typeparam>
/// <typeparam name="T4">Type of an argument.</typeparam>
/// <typeparam name="T5">Type of an argument.</typeparam>
/// <typeparam name="TResult">Type of the result.</typeparam>
public abstract class Sequential<T1, T2, T3, T4, T5, TResult> : nn.Module<T1, T2, T3, T4, T5, TResult>
{
    /// <summary>Makes a sequence of named modules.</summary>
    protected Sequential(params (string name, nn.Module submodule)[] modules) : base(nameof(Sequential))
    {
        foreach (var (name, module) in modules) Add(name, module);
    }

    /// <summary>Makes a sequence of modules named by their positions.</summary>
    protected Sequential(params nn.Module[] modules) : base(nameof(Sequential))
    {
        foreach (var module in modules) Add(module);
    }

    /// <summary>The number of modules.</summary>
    public int Count => _internal_submodules.Count;

    /// <summary>The module at a position.</summary>
    [IndexerName("SequentialItems")]
    public nn.Module this[int index] => _internal_submodules[index].Item2;

    /// <summary>The modules from start (the first when null) up to, not including, end.</summary>
    [IndexerName("SequentialItems")]
    public Sequential<T1, T2, T3, T4, T5, TResult> this[(int? start, int? end) index]
    {
        get
        {
            var (start, end) = SequentialSlice.Bounds(index, Count);
            return Slice(start, end);
        }
    }

    /// <summary>Some of the modules.</summary>
    [IndexerName("SequentialItems")]
    public Sequential<T1, T2, T3, T4, T5, TResult> this[Range index] => this[SequentialSlice.Bounds(index, Count)];

    /// <summary>Adds a named module at the end.</summary>
    public Sequential<T1, T2, T3, T4, T5, TResult> append(string name, nn.Module module)
    {
        Add(name, module);
        return this;
    }

    /// <summary>Adds a module, named by its position, at the end.</summary>
    public Sequential<T1, T2, T3, T4, T5, TResult> append(nn.Module module) => append($"{Count}", module);

    /// <summary>Makes the sequence of a range of the modules; only a derived class knows of which type.</summary>
    protected virtual Sequential<T1, T2, T3, T4, T5, TResult> Slice(int start, int end) =>
        throw new NotImplementedException($"{GetType().Name} does not override Slice, so that parts of it cannot be taken.");

    /// <summary>Adds a named module at the end.</summary>
    protected internal void Add(string name, nn.Module sm) => register_module(name, sm);

    /// <summary>Adds a module, named by its position, at the end.</summary>
    protected internal void Add(nn.Module module) => Add($"{Count}", module);
}

/// <summary>Base of sequences of modules of any type, called with 6 arguments: derive and write <c>forward</c>.</summary>
/// <typeparam name="T1">Type of an argument.</typeparam>
/// <typeparam name="T2">Type of an argument.</typeparam>
/// <typeparam name="T3">Type of an argument.</typeparam>
/// <typeparam name="T4">Type of an argument.</typeparam>
/// <typeparam name="T5">Type of an argument.</typeparam>
/// <typeparam name="T6">Type of an argument.</typeparam>
/// <typeparam name="TResult">Type of the result.</typeparam>
public abstract class Sequential<T1, T2, T3, T4, T5, T6, TResult> : nn.Module<T1, T2, T3, T4, T5, T6, TResult>
{
    /// <summary>Makes a sequence of named modules.</summary>
    protected Sequential(params (string name, nn.Module submodule)[] modules) : base(nameof(Sequential))
    {
        foreach (var (name, module) in modules) Add(name, module);
    }

    /// <summary>Makes a sequence of modules named by their positions.</summary>
    protected Sequential(params nn.Module[] modules) : base(nameof(Sequential))
    {
        foreach (var module in modules) Add(module);
    }

    /// <summary>The number of modules.</summary>
    public int Count => _internal_submodules.Count;

    /// <summary>The module at a position.</summary>
    [IndexerName("SequentialItems")]
    public nn.Module this[int index] => _internal_submodules[index].Item2;

    /// <summary>The modules from start (the first when null) up to, not including, end.</summary>
    [IndexerName("SequentialItems")]
    public Sequential<T1, T2, T3, T4, T5, T6, TResult> this[(int? start, int? end) index]
    {
        get
        {
            var (start, end) = SequentialSlice.Bounds(index, Count);
            return Slice(start, end);
        }
    }

    /// <summary>Some of the modules.</summary>
    [IndexerName("SequentialItems")]
    public Sequential<T1, T2, T3, T4, T5, T6, TResult> this[Range index] => this[SequentialSlice.Bounds(index, Count)];

    /// <summary>Adds a named module at the end.</summary>
    public Sequential<T1, T2, T3, T4, T5, T6, TResult> append(string name, nn.Module module)
    {
        Add(name, module);
        return this;
    }

    /// <summary>Adds a module, named by its position, at the end.</summary>
    public Sequential<T1, T2, T3, T4, T5, T6, TResult> append(nn.Module module) => append($"{Count}", module);

    /// <summary>Makes the sequence of a range of the modules; only a derived class knows of which type.</summary>
    protected virtual Sequential<T1, T2, T3, T4, T5, T6, TResult> Slice(int start, int end) =>
        throw new NotImplementedException($"{GetType().Name} does not override Slice, so that parts of it cannot be taken.");

    /// <summary>Adds a named module at the end.</summary>
    protected internal void Add(string name, nn.Module sm) => register_module(name, sm);

    /// <summary>Adds a module, named by its position, at the end.</summary>
    protected internal void Add(nn.Module module) => Add($"{Count}", module);
}
