using System.Collections;
using System.Diagnostics.CodeAnalysis;
using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    /// <summary>Modules by name, in order of insertion.</summary>
    /// <typeparam name="T">Type of the modules.</typeparam>
    public class ModuleDict<T> : nn.Module, IDictionary<string, T>, IList<(string, T)> where T : nn.Module
    {
        /// <summary>Makes an empty dictionary.</summary>
        public ModuleDict() : base(nameof(ModuleDict<T>)) { }

        /// <summary>The entry at a position. Setting it replaces the entry, its name included.</summary>
        public (string, T) this[int index]
        {
            get => (_internal_submodules[index].Item1, (T)_internal_submodules[index].Item2);
            set => _internal_submodules[index] = (value.Item1, value.Item2);
        }

        /// <summary>The module of a name. Setting an absent one appends it.</summary>
        public T this[string key]
        {
            get => (T)_internal_submodules[key];
            set => _internal_submodules[key] = value;
        }

        /// <summary>The number of modules.</summary>
        public int Count => _internal_submodules.Count;

        /// <summary>False: modules can be added and removed.</summary>
        public bool IsReadOnly => false;

        /// <summary>The names in order.</summary>
        public ICollection<string> Keys => _internal_submodules.Keys;

        /// <summary>The modules in order.</summary>
        public ICollection<T> Values => [.. values()];

        /// <summary>The names in order.</summary>
        public IEnumerable<string> keys() => _internal_submodules.keys();

        /// <summary>The modules in order.</summary>
        public IEnumerable<T> values() => _internal_submodules.values().Cast<T>();

        /// <summary>The entries in order.</summary>
        public IEnumerator<(string, T)> items() => GetEnumerator();

        /// <summary>Removes all entries, without disposing them.</summary>
        public void clear() => _internal_submodules.clear();

        /// <summary>Removes all entries, without disposing them.</summary>
        public void Clear() => _internal_submodules.clear();

        /// <summary>Appends an entry; a name that is present is an error.</summary>
        public void Add(string key, T value) => register_module(key, value);

        /// <summary>Appends an entry; a name that is present is an error.</summary>
        public void Add((string, T) item) => Add(item.Item1, item.Item2);

        /// <summary>Appends an entry; a name that is present is an error.</summary>
        public void Add(KeyValuePair<string, T> item) => Add(item.Key, item.Value);

        /// <summary>Puts an entry at a position.</summary>
        public void Insert(int index, (string, T) item) => _internal_submodules.Insert(index, (item.Item1, item.Item2));

        /// <summary>Removes the entry of a name, without disposing it; false if it was absent.</summary>
        public bool Remove(string key) => _internal_submodules.Remove(key);

        /// <summary>Removes an entry, without disposing it; false if it was absent.</summary>
        public bool Remove((string, T) item) => Contains(item) && Remove(item.Item1);

        /// <summary>Removes an entry, without disposing it; false if it was absent.</summary>
        public bool Remove(KeyValuePair<string, T> item) => Remove((item.Key, item.Value));

        /// <summary>Removes the entry at a position, without disposing it.</summary>
        public void RemoveAt(int index) => _internal_submodules.RemoveAt(index);

        /// <summary>Whether a name is present.</summary>
        public bool ContainsKey(string key) => _internal_submodules.ContainsKey(key);

        /// <summary>Whether an entry is present.</summary>
        public bool Contains((string, T) item) => TryGetValue(item.Item1, out var value) && ReferenceEquals(value, item.Item2);

        /// <summary>Whether an entry is present.</summary>
        public bool Contains(KeyValuePair<string, T> item) => Contains((item.Key, item.Value));

        /// <summary>The position of an entry, or -1.</summary>
        public int IndexOf((string, T) item) => Contains(item) ? _internal_submodules.keys().TakeWhile(key => key != item.Item1).Count() : -1;

        /// <summary>The module of a name, if it is present.</summary>
        public bool TryGetValue(string key, [MaybeNullWhen(false)] out T value)
        {
            var found = _internal_submodules.TryGetValue(key, out var entry);
            value = entry as T;
            return found;
        }

        /// <summary>Copies the entries to an array.</summary>
        public void CopyTo((string, T)[] array, int arrayIndex)
        {
            foreach (var entry in this) array[arrayIndex++] = entry;
        }

        /// <summary>Copies the entries to an array.</summary>
        public void CopyTo(KeyValuePair<string, T>[] array, int arrayIndex)
        {
            foreach (var (key, value) in this) array[arrayIndex++] = new(key, value);
        }

        /// <summary>The entries in order.</summary>
        public IEnumerator<(string, T)> GetEnumerator()
        {
            foreach (var (key, value) in _internal_submodules) yield return (key, (T)value);
        }

        IEnumerator<KeyValuePair<string, T>> IEnumerable<KeyValuePair<string, T>>.GetEnumerator()
        {
            foreach (var (key, value) in this) yield return new(key, value);
        }

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

        /// <summary>Does nothing: modules are registered as they are added.</summary>
        protected override void RegisterComponents() { }
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>Modules by name.</summary>
            public static Modules.ModuleDict<Module> ModuleDict(params (string, Module)[] modules) => ModuleDict<Module>(modules);

            /// <summary>Modules of one type by name.</summary>
            public static Modules.ModuleDict<T> ModuleDict<T>(params (string, T)[] modules) where T : Module
            {
                var dictionary = new Modules.ModuleDict<T>();
                foreach (var module in modules) dictionary.Add(module);
                return dictionary;
            }
        }
    }
}
