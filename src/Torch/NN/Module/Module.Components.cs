using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public partial class Module
        {
            /// <summary>The buffers with their dotted names; one that occurs twice is listed once, under its first name.</summary>
            /// <param name="recurse">Whether those of submodules are listed too.</param>
            /// <param name="include_nonpersistent">Whether buffers that are left out of the state dictionary are listed too.</param>
            public virtual IEnumerable<(string name, Tensor buffer)> named_buffers(bool recurse = true, bool include_nonpersistent = true)
            {
                var seen = new HashSet<IntPtr>();
                foreach (var (path, module) in Subtree(recurse))
                {
                    foreach (var (component, (buffer, persistent)) in module._internal_buffers)
                    {
                        if ((persistent || include_nonpersistent) && seen.Add(buffer.Handle)) yield return (path + component, buffer);
                    }
                }
            }

            /// <summary>The buffers; see <see cref="named_buffers"/>.</summary>
            /// <param name="recurse">Whether those of submodules are listed too.</param>
            /// <param name="include_nonpersistent">Whether buffers that are left out of the state dictionary are listed too.</param>
            public virtual IEnumerable<Tensor> buffers(bool recurse = true, bool include_nonpersistent = true) =>
                named_buffers(recurse, include_nonpersistent).Select(entry => entry.buffer);

            /// <summary>The parameters with their dotted names; a shared one is listed once, under its first name.</summary>
            /// <param name="recurse">Whether those of submodules are listed too.</param>
            public virtual IEnumerable<(string name, Parameter parameter)> named_parameters(bool recurse = true)
            {
                var seen = new HashSet<IntPtr>();
                foreach (var (path, module) in Subtree(recurse))
                {
                    foreach (var (component, parameter) in module._internal_params)
                    {
                        if (seen.Add(parameter.Handle)) yield return (path + component, parameter);
                    }
                }
            }

            /// <summary>The parameters; see <see cref="named_parameters"/>.</summary>
            /// <param name="recurse">Whether those of submodules are listed too.</param>
            public virtual IEnumerable<Parameter> parameters(bool recurse = true) =>
                named_parameters(recurse).Select(entry => entry.parameter);

            /// <summary>The direct submodules with their names.</summary>
            public virtual IEnumerable<(string name, Module module)> named_children() => _internal_submodules;

            /// <summary>The direct submodules.</summary>
            public virtual IEnumerable<Module> children() => named_children().Select(entry => entry.module);

            /// <summary>All modules below this one with their dotted names, this one excluded; a level before the next.</summary>
            public virtual IEnumerable<(string name, Module module)> named_modules()
            {
                foreach (var child in named_children()) yield return child;
                foreach (var (childName, child) in named_children())
                {
                    foreach (var (path, module) in child.named_modules()) yield return ($"{childName}.{path}", module);
                }
            }

            /// <summary>All modules below this one; see <see cref="named_modules"/>.</summary>
            public virtual IEnumerable<Module> modules() => named_modules().Select(entry => entry.module);

            /// <summary>Whether a buffer of this dotted name exists.</summary>
            public virtual bool has_buffer(string target) => get_buffer(target) is not null;

            /// <summary>Whether a parameter of this dotted name exists.</summary>
            public virtual bool has_parameter(string target) => get_parameter(target) is not null;

            /// <summary>The buffer of a dotted name, or null.</summary>
            public virtual Tensor? get_buffer(string target)
            {
                if (_internal_buffers.TryGetValue(target, out var entry)) return entry.Item1;
                return Descend(target, out var rest) is { } child ? child.get_buffer(rest) : null;
            }

            /// <summary>The parameter of a dotted name, or null.</summary>
            public virtual Parameter? get_parameter(string target)
            {
                if (_internal_params.TryGetValue(target, out var parameter)) return parameter;
                return Descend(target, out var rest) is { } child ? child.get_parameter(rest) : null;
            }

            /// <summary>Adds state that is not trained but belongs to the module, such as running means.</summary>
            /// <param name="name">Its name.</param>
            /// <param name="tensor">The buffer.</param>
            /// <param name="persistent">Whether it is part of the state dictionary.</param>
            /// <exception cref="InvalidOperationException">The name is taken.</exception>
            public virtual void register_buffer(string name, Tensor tensor, bool persistent = true)
            {
                if (tensor is null || tensor.IsInvalid) throw new ArgumentNullException(nameof(tensor), "A null tensor cannot be registered as a buffer.");
                if (_internal_buffers.ContainsKey(name)) throw new InvalidOperationException($"Tensor {name} is already registered.");
                _internal_buffers.Add(name, (tensor, persistent));
            }

            /// <summary>Adds a parameter.</summary>
            /// <param name="name">Its name.</param>
            /// <param name="param">The parameter.</param>
            /// <exception cref="InvalidOperationException">The name is taken.</exception>
            public virtual void register_parameter(string name, Parameter param)
            {
                if (param is null || param.IsInvalid) throw new ArgumentNullException(nameof(param), "A null tensor cannot be registered as a parameter.");
                if (_internal_params.ContainsKey(name)) throw new InvalidOperationException($"Parameter {name} is already registered.");
                _internal_params.Add(name, param);
            }

            /// <summary>Adds a submodule; null removes the one of that name.</summary>
            /// <param name="name">Its name, without dots.</param>
            /// <param name="submodule">The submodule, which registers its own components first.</param>
            /// <exception cref="InvalidOperationException">The name is taken.</exception>
            public virtual void register_module(string name, Module submodule)
            {
                if (submodule is null)
                {
                    _internal_submodules.Remove(name);
                    return;
                }
                if (string.IsNullOrEmpty(name)) throw new ArgumentException("module name can't be empty string \"\"");
                if (name.Contains('.')) throw new ArgumentException($"module name can't contain \".\", got: {name}");
                if (_internal_submodules.ContainsKey(name)) throw new InvalidOperationException($"Sub-module {name} is already registered.");
                submodule.RegisterComponents();
                _internal_submodules.Add(name, submodule);
            }

            /// <summary>Adds a submodule; the same as <see cref="register_module"/>.</summary>
            public void add_module(string name, Module module) => register_module(name, module);

            /// <summary>Sets, replaces or (null) removes a parameter.</summary>
            protected void ConditionallyRegisterParameter(string name, Tensor? value) => ConditionallyRegisterParameter(name, value as Parameter);

            /// <summary>Sets, replaces or (null) removes a parameter.</summary>
            protected void ConditionallyRegisterParameter(string name, Parameter? value)
            {
                if (value is null) _internal_params.Remove(name);
                else _internal_params[name] = value;
            }

            /// <summary>Sets, replaces or (null) removes a buffer.</summary>
            protected void ConditionallyRegisterBuffer(string name, Tensor? value, bool persistent = true)
            {
                if (value is null) _internal_buffers.Remove(name);
                else _internal_buffers[name] = (value, persistent);
            }

            /// <summary>Forgets all submodules, without disposing them.</summary>
            protected void ClearModules() => _internal_submodules.clear();

            /// <summary>The default device and element type where none is given.</summary>
            protected static (Device device, ScalarType dtype) GetDefaultDeviceAndType(Device? device = null, ScalarType? dtype = null) =>
                (device ?? get_default_device(), dtype ?? get_default_dtype());

            // The setter of a built-in module's parameter: the old one is disposed, the new one lives as long as the module.
            private protected void Own(string component, ref Parameter? field, Parameter? value)
            {
                if (!ReferenceEquals(field, value)) field?.Dispose();
                field = value;
                value?.DetachFromDisposeScope();
                ConditionallyRegisterParameter(component, value);
            }

            // A built-in module's parameter that has no property of its own.
            private protected void Adopt(string component, Parameter parameter)
            {
                parameter.DetachFromDisposeScope();
                register_parameter(component, parameter);
            }

            private protected void Own(string component, ref Tensor? field, Tensor? value)
            {
                if (!ReferenceEquals(field, value)) field?.Dispose();
                field = value;
                value?.DetachFromDisposeScope();
                ConditionallyRegisterBuffer(component, value);
            }

            // This module and, depth first, those below it, each with the prefix of its components' names.
            private IEnumerable<(string path, Module module)> Subtree(bool recurse)
            {
                yield return ("", this);
                if (!recurse) yield break;
                foreach (var (childName, child) in named_children())
                {
                    foreach (var (path, module) in child.Subtree(true)) yield return ($"{childName}.{path}", module);
                }
            }

            private Module? Descend(string target, out string rest)
            {
                var dot = target.IndexOf('.');
                rest = dot < 0 ? "" : target[(dot + 1)..];
                return dot > 0 && _internal_submodules.TryGetValue(target[..dot], out var child) ? child : null;
            }
        }
    }
}
