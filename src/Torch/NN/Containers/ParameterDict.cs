using System.Collections;
using System.Diagnostics.CodeAnalysis;
using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    /// <summary>Parameters by name, in order of insertion.</summary>
    public class ParameterDict : nn.Module, IDictionary<string, Parameter>, IList<(string, Parameter)>
    {
        /// <summary>Makes an empty dictionary.</summary>
        public ParameterDict() : base(nameof(ParameterDict)) { }

        /// <summary>The entry at a position. Setting it replaces the entry, its name included.</summary>
        public (string, Parameter) this[int index]
        {
            get => (_internal_params[index].Item1, _internal_params[index].Item2);
            set => _internal_params[index] = (value.Item1, value.Item2);
        }

        /// <summary>The parameter of a name. Setting an absent one appends it.</summary>
        public Parameter this[string key]
        {
            get => _internal_params[key];
            set => _internal_params[key] = value;
        }

        /// <summary>The number of parameters.</summary>
        public int Count => _internal_params.Count;

        /// <summary>False: parameters can be added and removed.</summary>
        public bool IsReadOnly => false;

        /// <summary>The names in order.</summary>
        public ICollection<string> Keys => _internal_params.Keys;

        /// <summary>The parameters in order.</summary>
        public ICollection<Parameter> Values => [.. values()];

        /// <summary>The names in order.</summary>
        public IEnumerable<string> keys() => _internal_params.keys();

        /// <summary>The parameters in order.</summary>
        public IEnumerable<Parameter> values() => _internal_params.values();

        /// <summary>The entries in order.</summary>
        public IEnumerator<(string, Parameter)> items() => GetEnumerator();

        /// <summary>Removes all entries, without disposing them.</summary>
        public void clear() => _internal_params.clear();

        /// <summary>Removes all entries, without disposing them.</summary>
        public void Clear() => _internal_params.clear();

        /// <summary>Appends an entry; a name that is present is an error.</summary>
        public void Add(string key, Parameter value) => register_parameter(key, value);

        /// <summary>Appends an entry; a name that is present is an error.</summary>
        public void Add((string, Parameter) item) => Add(item.Item1, item.Item2);

        /// <summary>Appends an entry; a name that is present is an error.</summary>
        public void Add(KeyValuePair<string, Parameter> item) => Add(item.Key, item.Value);

        /// <summary>Puts an entry at a position.</summary>
        public void Insert(int index, (string, Parameter) item) => _internal_params.Insert(index, (item.Item1, item.Item2));

        /// <summary>Removes the entry of a name, without disposing it; false if it was absent.</summary>
        public bool Remove(string key) => _internal_params.Remove(key);

        /// <summary>Removes an entry, without disposing it; false if it was absent.</summary>
        public bool Remove((string, Parameter) item) => Contains(item) && Remove(item.Item1);

        /// <summary>Removes an entry, without disposing it; false if it was absent.</summary>
        public bool Remove(KeyValuePair<string, Parameter> item) => Remove((item.Key, item.Value));

        /// <summary>Removes the entry at a position, without disposing it.</summary>
        public void RemoveAt(int index) => _internal_params.RemoveAt(index);

        /// <summary>Whether a name is present.</summary>
        public bool ContainsKey(string key) => _internal_params.ContainsKey(key);

        /// <summary>Whether an entry is present.</summary>
        public bool Contains((string, Parameter) item) => TryGetValue(item.Item1, out var value) && ReferenceEquals(value, item.Item2);

        /// <summary>Whether an entry is present.</summary>
        public bool Contains(KeyValuePair<string, Parameter> item) => Contains((item.Key, item.Value));

        /// <summary>The position of an entry, or -1.</summary>
        public int IndexOf((string, Parameter) item) => Contains(item) ? _internal_params.keys().TakeWhile(key => key != item.Item1).Count() : -1;

        /// <summary>The parameter of a name, if it is present.</summary>
        public bool TryGetValue(string key, [MaybeNullWhen(false)] out Parameter value)
        {
            var found = _internal_params.TryGetValue(key, out var entry);
            value = entry;
            return found;
        }

        /// <summary>Copies the entries to an array.</summary>
        public void CopyTo((string, Parameter)[] array, int arrayIndex)
        {
            foreach (var entry in this) array[arrayIndex++] = entry;
        }

        /// <summary>Copies the entries to an array.</summary>
        public void CopyTo(KeyValuePair<string, Parameter>[] array, int arrayIndex)
        {
            foreach (var (key, value) in this) array[arrayIndex++] = new(key, value);
        }

        /// <summary>The entries in order.</summary>
        public IEnumerator<(string, Parameter)> GetEnumerator()
        {
            foreach (var (key, value) in _internal_params) yield return (key, value);
        }

        IEnumerator<KeyValuePair<string, Parameter>> IEnumerable<KeyValuePair<string, Parameter>>.GetEnumerator()
        {
            foreach (var (key, value) in this) yield return new(key, value);
        }

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

        /// <summary>Does nothing: parameters are registered as they are added.</summary>
        protected override void RegisterComponents() { }
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>Parameters by name.</summary>
            public static Modules.ParameterDict ParameterDict(params (string, Modules.Parameter)[] parameters)
            {
                var dictionary = new Modules.ParameterDict();
                foreach (var parameter in parameters) dictionary.Add(parameter);
                return dictionary;
            }
        }
    }
}
