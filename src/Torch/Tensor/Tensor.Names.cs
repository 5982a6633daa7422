namespace TorchSharp;

public static partial class torch
{
    /// <content>Dimension names.</content>
    public partial class Tensor
    {
        /// <summary>The dimensions' names; null for one without.</summary>
        public unsafe string[] names
        {
            get
            {
                var text = stackalloc byte[1024];
                Guard.Check(NativeMethods.wt_tensor_names(Handle, text, 1024));
                GC.KeepAlive(this);
                var joined = System.Runtime.InteropServices.Marshal.PtrToStringUTF8((nint)text)!;
                return joined.Length == 0 ? [] : Array.ConvertAll(joined.Split(','), name => name == "*" ? null! : name);
            }
        }

        /// <summary>Have dimensions names?</summary>
        public bool has_names() => Info.HasNames != 0;

        /// <summary>Names the dimensions, in place; null takes the names away.</summary>
        public Tensor rename_(IEnumerable<string?>? names)
        {
            Op.rename_.Run(this, Names(Filled(names)));
            return this;
        }

        /// <summary>The same tensor with named dimensions; null takes the names away, "..." stands for the names in between.</summary>
        public Tensor rename(IEnumerable<string?>? names) => Op.rename.One(this, Names(Filled(names)));

        /// <summary>The same tensor with names for dimensions that had none.</summary>
        public Tensor refine_names(IEnumerable<string> names) => Op.refine_names.One(this, Names(Filled(names)));

        /// <summary>The same tensor with names for dimensions that had none.</summary>
        public Tensor refine_names(params string[] names) => refine_names((IEnumerable<string>)names);

        /// <summary>Dimensions in the order of names; a name that the tensor lacks gives a dimension of size 1.</summary>
        public Tensor align_to(IEnumerable<string> names) => Op.align_to.One(this, Names(Filled(names)));

        /// <summary>Dimensions in the order of names; a name that the tensor lacks gives a dimension of size 1.</summary>
        public Tensor align_to(params string[] names) => align_to((IEnumerable<string>)names);

        /// <summary>Dimensions in the order of another tensor's.</summary>
        public Tensor align_as(Tensor other) => Op.align_as.One(this, other);

        /// <summary>Named dimensions as one with a new name.</summary>
        public Tensor flatten(IList<string?> dims, string out_dim) => Op.flatten_DimnameList.One(this, Names(dims), Name(out_dim));

        /// <summary>A named dimension as several, with names and sizes.</summary>
        public Tensor unflatten(string dim, params (string, long)[] sizes) =>
            Op.unflatten_Dimname.One(this, Name(dim), Array.ConvertAll(sizes, size => size.Item2), Names(sizes.Select(size => size.Item1)));

        private static string Name(string? name) => "dimname::" + (name ?? "*");

        private static Argument Names(IEnumerable<string?>? names) => names is null ? Argument.None : Argument.Strings([.. names.Select(Name)]);

        // "..." stands for as many of the present names as are left.
        private IEnumerable<string?>? Filled(IEnumerable<string?>? names)
        {
            if (names?.ToList() is not { } list || list.IndexOf("...") is var gap && gap < 0)
                return names;
            var left = (int)Dimensions - (list.Count - 1);
            return [.. list[..gap], .. this.names.Skip(gap).Take(left), .. list[(gap + 1)..]];
        }
    }
}
