using System.Collections;
using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    /// <summary>A list of modules, registered under their positions.</summary>
    /// <typeparam name="T">Type of the modules.</typeparam>
    public class ModuleList<T> : nn.Module, IList<T> where T : nn.Module
    {
        private readonly List<T> list = [];

        /// <summary>Makes a list of modules.</summary>
        public ModuleList(params T[] modules) : base(nameof(ModuleList<T>)) => extend(modules);

        /// <summary>The module at a position.</summary>
        public T this[int index]
        {
            get => list[index];
            set => Change(() => list[index] = value);
        }

        /// <summary>The number of modules.</summary>
        public int Count => list.Count;

        /// <summary>False: modules can be added and removed.</summary>
        public bool IsReadOnly => false;

        /// <summary>Adds a module at the end.</summary>
        public void Add(T item) => Change(() => list.Add(item));

        /// <summary>Adds modules at the end.</summary>
        public void append(params T[] parameters) => extend(parameters);

        /// <summary>Adds modules at the end.</summary>
        public void extend(IEnumerable<T> modules) => Change(() => list.AddRange(modules));

        /// <summary>Removes all modules, without disposing them.</summary>
        public void Clear() => Change(list.Clear);

        /// <summary>Whether the list holds a module.</summary>
        public bool Contains(T item) => list.Contains(item);

        /// <summary>Copies the modules to an array.</summary>
        public void CopyTo(T[] array, int arrayIndex) => list.CopyTo(array, arrayIndex);

        /// <summary>The position of a module, or -1.</summary>
        public int IndexOf(T item) => list.IndexOf(item);

        /// <summary>Puts a module at a position.</summary>
        public void Insert(int index, T item) => Change(() => list.Insert(index, item));

        /// <summary>Removes a module, without disposing it; false if it was absent.</summary>
        public bool Remove(T item)
        {
            var position = list.IndexOf(item);
            if (position >= 0) RemoveAt(position);
            return position >= 0;
        }

        /// <summary>Removes the module at a position, without disposing it.</summary>
        public void RemoveAt(int index) => Change(() => list.RemoveAt(index));

        /// <summary>The modules in order.</summary>
        public IEnumerator<T> GetEnumerator() => list.GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

        /// <summary>Does nothing: modules are registered as they are added.</summary>
        protected override void RegisterComponents() { }

        // Positions are names, so that every change may rename all that follows.
        private void Change(Action change)
        {
            change();
            ClearModules();
            for (var i = 0; i < list.Count; i++) register_module($"{i}", list[i]);
        }
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>A list of modules, registered under their positions.</summary>
            public static Modules.ModuleList<Module> ModuleList(params Module[] modules) => new(modules);

            /// <summary>A list of modules of one type, registered under their positions.</summary>
            public static Modules.ModuleList<T> ModuleList<T>(params T[] modules) where T : Module => new(modules);
        }
    }
}
