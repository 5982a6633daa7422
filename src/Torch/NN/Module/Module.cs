using System.Reflection;
using TorchSharp.Modules;
using TorchSharp.Utils;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Neural networks: modules, losses, their functions, initial values and utilities.</summary>
    public static partial class nn
    {
        /// <summary>
        /// Base of all neural network modules: a tree of modules, parameters (trained) and buffers (state that is not).
        /// A derived class assigns them to fields and calls <see cref="RegisterComponents"/> at the end of its constructor.
        /// </summary>
        public partial class Module : IDisposable
        {
            /// <summary>The submodules in order of registration.</summary>
            protected OrderedDict<string, Module> _internal_submodules = new();

            /// <summary>The buffers, each with whether it is persistent (part of the state dictionary).</summary>
            protected OrderedDict<string, (Tensor, bool)> _internal_buffers = new();

            /// <summary>The parameters in order of registration.</summary>
            protected OrderedDict<string, Parameter> _internal_params = new();

            /// <summary>The name given at construction.</summary>
            protected string? name;

            private bool componentsAreRegistered;
            private bool isTraining = true;
            private bool disposed;

            /// <summary>Makes a module without components.</summary>
            /// <param name="name">What <see cref="GetName"/> answers.</param>
            protected Module(string name) => this.name = name;

            /// <summary>Lets a module that nobody holds go; its tensors have finalizers of their own.</summary>
            ~Module() => Dispose(false);

            /// <summary>Whether the module is in training mode (the default): dropout and batch normalisation depend on it.</summary>
            public virtual bool training => isTraining;

            /// <summary>The name of the module: the one given at construction, else the name of its type.</summary>
            public virtual string GetName() => string.IsNullOrEmpty(name) ? GetType().Name : name;

            /// <summary>Puts the module and its submodules into training mode.</summary>
            /// <param name="train">False for evaluation mode.</param>
            public virtual void train(bool train = true)
            {
                isTraining = train;
                foreach (var (_, child) in named_children()) child.train(train);
            }

            /// <summary>Puts the module and its submodules into evaluation mode.</summary>
            public virtual void eval() => train(false);

            /// <summary>Clears the gradients of all parameters.</summary>
            /// <param name="set_to_none">Releases the gradients; false fills them with zeros instead.</param>
            public virtual void zero_grad(bool set_to_none = true)
            {
                foreach (var (_, parameter) in named_parameters())
                {
                    using var grad = parameter.grad;
                    if (grad is null) continue;
                    if (set_to_none) parameter.grad = null;
                    else using (no_grad()) grad.zero_();
                }
            }

            /// <summary>Applies a function to every submodule, children before parents, and to this module last.</summary>
            /// <returns>This module.</returns>
            public virtual Module apply(Action<Module> fn)
            {
                foreach (var (_, child) in named_children()) child.apply(fn);
                fn(this);
                return this;
            }

            /// <summary>
            /// Registers what the fields hold: modules, parameters, and tensors (as persistent buffers), under the field's
            /// name or that of its <see cref="ComponentNameAttribute"/>. Fields of base classes come after those of derived ones.
            /// </summary>
            protected virtual void RegisterComponents()
            {
                if (componentsAreRegistered) return;
                componentsAreRegistered = true;
                foreach (var field in Fields(GetType()))
                {
                    var component = field.ComponentName();
                    if (_internal_submodules.ContainsKey(component) || _internal_params.ContainsKey(component) || _internal_buffers.ContainsKey(component)) continue;
                    switch (field.GetValue(this))
                    {
                        case Module module: register_module(component, module); break;
                        case Modules.Parameter parameter: register_parameter(component, parameter); break;
                        case Tensor tensor: register_buffer(component, tensor); break;
                    }
                }
            }

            /// <summary>Disposes the module, its submodules, and all their parameters and buffers.</summary>
            public void Dispose()
            {
                Dispose(true);
                GC.SuppressFinalize(this);
            }

            /// <summary>The dispose pattern's other half.</summary>
            /// <param name="disposing">True when called by <see cref="Dispose()"/>.</param>
            protected virtual void Dispose(bool disposing)
            {
                if (!disposing || disposed) return;
                disposed = true;
                foreach (var (buffer, _) in _internal_buffers.values()) buffer.DetachFromDisposeScope().Dispose();
                foreach (var parameter in _internal_params.values()) parameter.DetachFromDisposeScope().Dispose();
                foreach (var child in _internal_submodules.values()) child.Dispose();
            }

            // A name that a derived class hides is seen once, as the derived class declares it.
            private static IEnumerable<FieldInfo> Fields(Type type)
            {
                var seen = new HashSet<string>();
                for (Type? current = type; current is not null && current != typeof(Module); current = current.BaseType)
                {
                    foreach (var field in current.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
                    {
                        if (seen.Add(field.Name)) yield return field;
                    }
                }
            }
        }
    }
}
