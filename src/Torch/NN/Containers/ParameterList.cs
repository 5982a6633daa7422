using System.Collections;
using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    /// <summary>A list of parameters, registered under their positions.</summary>
    public class ParameterList : nn.Module, IList<Parameter>
    {
        private readonly List<Parameter> list = [];

        /// <summary>Makes a list of parameters.</summary>
        public ParameterList(params Parameter[] parameters) : base(nameof(ParameterList)) => extend(parameters);

        /// <summary>The parameter at a position.</summary>
        public Parameter this[int index]
        {
            get => list[index];
            set => Change(() => list[index] = value);
        }

        /// <summary>The number of parameters.</summary>
        public int Count => list.Count;

        /// <summary>False: parameters can be added and removed.</summary>
        public bool IsReadOnly => false;

        /// <summary>Adds a parameter at the end.</summary>
        public void Add(Parameter item) => Change(() => list.Add(item));

        /// <summary>Adds parameters at the end.</summary>
        public void append(params Parameter[] parameters) => extend(parameters);

        /// <summary>Adds parameters at the end.</summary>
        public void extend(IEnumerable<Parameter> parameters) => Change(() => list.AddRange(parameters));

        /// <summary>Removes all parameters, without disposing them.</summary>
        public void Clear() => Change(list.Clear);

        /// <summary>Whether the list holds a parameter.</summary>
        public bool Contains(Parameter item) => IndexOf(item) >= 0;

        /// <summary>Copies the parameters to an array.</summary>
        public void CopyTo(Parameter[] array, int arrayIndex) => list.CopyTo(array, arrayIndex);

        /// <summary>The position of a parameter, or -1.</summary>
        public int IndexOf(Parameter item) => list.FindIndex(entry => ReferenceEquals(entry, item));

        /// <summary>Puts a parameter at a position.</summary>
        public void Insert(int index, Parameter item) => Change(() => list.Insert(index, item));

        /// <summary>Removes a parameter, without disposing it; false if it was absent.</summary>
        public bool Remove(Parameter item)
        {
            var position = IndexOf(item);
            if (position >= 0) RemoveAt(position);
            return position >= 0;
        }

        /// <summary>Removes the parameter at a position, without disposing it.</summary>
        public void RemoveAt(int index) => Change(() => list.RemoveAt(index));

        /// <summary>The parameters in order.</summary>
        public IEnumerator<Parameter> GetEnumerator() => list.GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

        /// <summary>Does nothing: parameters are registered as they are added.</summary>
        protected override void RegisterComponents() { }

        private void Change(Action change)
        {
            change();
            _internal_params.clear();
            for (var i = 0; i < list.Count; i++) register_parameter($"{i}", list[i]);
        }
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>A list of parameters, registered under their positions.</summary>
            public static Modules.ParameterList ParameterList(params Modules.Parameter[] parameters) => new(parameters);
        }
    }
}
