using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>A module without parameters and buffers: moving and converting it does nothing.</summary>
public interface IParameterLessModule;

/// <summary>Base of the modules of one argument without parameters and buffers.</summary>
/// <typeparam name="T1">Type of an argument.</typeparam>
/// <typeparam name="TResult">Type of the result.</typeparam>
public abstract class ParameterLessModule<T1, TResult> : nn.Module<T1, TResult>, IParameterLessModule
{
    /// <summary>Makes a module without components.</summary>
    protected ParameterLessModule(string name) : base(name) { }

    /// <inheritdoc/>
    protected internal override nn.Module _to(Device device, ScalarType dtype, bool non_blocking) => this;

    /// <inheritdoc/>
    protected internal override nn.Module _to(DeviceType deviceType, int deviceIndex, bool non_blocking) => this;

    /// <inheritdoc/>
    protected internal override nn.Module _to(ScalarType dtype, bool non_blocking) => this;

    /// <summary>Not possible here.</summary>
    public override void register_buffer(string name, Tensor tensor, bool persistent = true) => throw ParameterLess.Refuse("a buffer");

    /// <summary>Not possible here.</summary>
    public override void register_parameter(string name, Parameter param) => throw ParameterLess.Refuse("a parameter");

    /// <summary>Adds a submodule, which must be parameter-less too.</summary>
    public override void register_module(string name, nn.Module submodule)
    {
        ParameterLess.Check(submodule);
        base.register_module(name, submodule);
    }
}

/// <summary>Base of the modules of two arguments without parameters and buffers.</summary>
/// <typeparam name="T1">Type of an argument.</typeparam>
/// <typeparam name="T2">Type of an argument.</typeparam>
/// <typeparam name="TResult">Type of the result.</typeparam>
public abstract class ParameterLessModule<T1, T2, TResult> : nn.Module<T1, T2, TResult>, IParameterLessModule
{
    /// <summary>Makes a module without components.</summary>
    protected ParameterLessModule(string name) : base(name) { }

    /// <inheritdoc/>
    protected internal override nn.Module _to(Device device, ScalarType dtype, bool non_blocking) => this;

    /// <inheritdoc/>
    protected internal override nn.Module _to(DeviceType deviceType, int deviceIndex, bool non_blocking) => this;

    /// <inheritdoc/>
    protected internal override nn.Module _to(ScalarType dtype, bool non_blocking) => this;

    /// <summary>Not possible here.</summary>
    public override void register_buffer(string name, Tensor tensor, bool persistent = true) => throw ParameterLess.Refuse("a buffer");

    /// <summary>Not possible here.</summary>
    public override void register_parameter(string name, Parameter param) => throw ParameterLess.Refuse("a parameter");

    /// <summary>Adds a submodule, which must be parameter-less too.</summary>
    public override void register_module(string name, nn.Module submodule)
    {
        ParameterLess.Check(submodule);
        base.register_module(name, submodule);
    }
}

/// <summary>Base of the modules of three arguments without parameters and buffers.</summary>
/// <typeparam name="T1">Type of an argument.</typeparam>
/// <typeparam name="T2">Type of an argument.</typeparam>
/// <typeparam name="T3">Type of an argument.</typeparam>
/// <typeparam name="TResult">Type of the result.</typeparam>
public abstract class ParameterLessModule<T1, T2, T3, TResult> : nn.Module<T1, T2, T3, TResult>, IParameterLessModule
{
    /// <summary>Makes a module without components.</summary>
    protected ParameterLessModule(string name) : base(name) { }

    /// <inheritdoc/>
    protected internal override nn.Module _to(Device device, ScalarType dtype, bool non_blocking) => this;

    /// <inheritdoc/>
    protected internal override nn.Module _to(DeviceType deviceType, int deviceIndex, bool non_blocking) => this;

    /// <inheritdoc/>
    protected internal override nn.Module _to(ScalarType dtype, bool non_blocking) => this;

    /// <summary>Not possible here.</summary>
    public override void register_buffer(string name, Tensor tensor, bool persistent = true) => throw ParameterLess.Refuse("a buffer");

    /// <summary>Not possible here.</summary>
    public override void register_parameter(string name, Parameter param) => throw ParameterLess.Refuse("a parameter");

    /// <summary>Adds a submodule, which must be parameter-less too.</summary>
    public override void register_module(string name, nn.Module submodule)
    {
        ParameterLess.Check(submodule);
        base.register_module(name, submodule);
    }
}

/// <summary>Base of the modules of four arguments without parameters and buffers.</summary>
/// <typeparam name="T1">Type of an argument.</typeparam>
/// <typeparam name="T2">Type of an argument.</typeparam>
/// <typeparam name="T3">Type of an argument.</typeparam>
/// <typeparam name="T4">Type of an argument.</typeparam>
/// <typeparam name="TResult">Type of the result.</typeparam>
public abstract class ParameterLessModule<T1, T2, T3, T4, TResult> : nn.Module<T1, T2, T3, T4, TResult>, IParameterLessModule
{
    /// <summary>Makes a module without components.</summary>
    protected ParameterLessModule(string name) : base(name) { }

    /// <inheritdoc/>
    protected internal override nn.Module _to(Device device, ScalarType dtype, bool non_blocking) => this;

    /// <inheritdoc/>
    protected internal override nn.Module _to(DeviceType deviceType, int deviceIndex, bool non_blocking) => this;

    /// <inheritdoc/>
    protected internal override nn.Module _to(ScalarType dtype, bool non_blocking) => this;

    /// <summary>Not possible here.</summary>
    public override void register_buffer(string name, Tensor tensor, bool persistent = true) => throw ParameterLess.Refuse("a buffer");

    /// <summary>Not possible here.</summary>
    public override void register_parameter(string name, Parameter param) => throw ParameterLess.Refuse("a parameter");

    /// <summary>Adds a submodule, which must be parameter-less too.</summary>
    public override void register_module(string name, nn.Module submodule)
    {
        ParameterLess.Check(submodule);
        base.register_module(name, submodule);
    }
}

/// <summary>Base of the modules of five arguments without parameters and buffers.</summary>
/// <typeparam name="T1">Type of an argument.</typeparam>
/// <typeparam name="T2">Type of an argument.</typeparam>
/// <typeparam name="T3">Type of an argument.</typeparam>
/// <typeparam name="T4">Type of an argument.</typeparam>
/// <typeparam name="T5">Type of an argument.</typeparam>
/// <typeparam name="TResult">Type of the result.</typeparam>
public abstract class ParameterLessModule<T1, T2, T3, T4, T5, TResult> : nn.Module<T1, T2, T3, T4, T5, TResult>, IParameterLessModule
{
    /// <summary>Makes a module without components.</summary>
    protected ParameterLessModule(string name) : base(name) { }

    /// <inheritdoc/>
    protected internal override nn.Module _to(Device device, ScalarType dtype, bool non_blocking) => this;

    /// <inheritdoc/>
    protected internal override nn.Module _to(DeviceType deviceType, int deviceIndex, bool non_blocking) => this;

    /// <inheritdoc/>
    protected internal override nn.Module _to(ScalarType dtype, bool non_blocking) => this;

    /// <summary>Not possible here.</summary>
    public override void register_buffer(string name, Tensor tensor, bool persistent = true) => throw ParameterLess.Refuse("a buffer");

    /// <summary>Not possible here.</summary>
    public override void register_parameter(string name, Parameter param) => throw ParameterLess.Refuse("a parameter");

    /// <summary>Adds a submodule, which must be parameter-less too.</summary>
    public override void register_module(string name, nn.Module submodule)
    {
        ParameterLess.Check(submodule);
        base.register_module(name, submodule);
    }
}

/// <summary>Base of the modules of six arguments without parameters and buffers.</summary>
/// <typeparam name="T1">Type of an argument.</typeparam>
/// <typeparam name="T2">Type of an argument.</typeparam>
/// <typeparam name="T3">Type of an argument.</typeparam>
/// <typeparam name="T4">Type of an argument.</typeparam>
/// <typeparam name="T5">Type of an argument.</typeparam>
/// <typeparam name="T6">Type of an argument.</typeparam>
/// <typeparam name="TResult">Type of the result.</typeparam>
public abstract class ParameterLessModule<T1, T2, T3, T4, T5, T6, TResult> : nn.Module<T1, T2, T3, T4, T5, T6, TResult>, IParameterLessModule
{
    /// <summary>Makes a module without components.</summary>
    protected ParameterLessModule(string name) : base(name) { }

    /// <inheritdoc/>
    protected internal override nn.Module _to(Device device, ScalarType dtype, bool non_blocking) => this;

    /// <inheritdoc/>
    protected internal override nn.Module _to(DeviceType deviceType, int deviceIndex, bool non_blocking) => this;

    /// <inheritdoc/>
    protected internal override nn.Module _to(ScalarType dtype, bool non_blocking) => this;

    /// <summary>Not possible here.</summary>
    public override void register_buffer(string name, Tensor tensor, bool persistent = true) => throw ParameterLess.Refuse("a buffer");

    /// <summary>Not possible here.</summary>
    public override void register_parameter(string name, Parameter param) => throw ParameterLess.Refuse("a parameter");

    /// <summary>Adds a submodule, which must be parameter-less too.</summary>
    public override void register_module(string name, nn.Module submodule)
    {
        ParameterLess.Check(submodule);
        base.register_module(name, submodule);
    }
}

internal static class ParameterLess
{
    internal static InvalidOperationException Refuse(string what) => new($"Cannot register {what} on a module that is declared 'parameter-less.'");

    internal static void Check(nn.Module submodule)
    {
        if (submodule is not IParameterLessModule) throw new InvalidOperationException("Submodules of a parameter-less module must also be parameter-less.");
    }
}
