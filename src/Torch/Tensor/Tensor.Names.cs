namespace TorchSharp;

public static partial class torch
{
    /// <content>Dimension names.</content>
    public partial class Tensor
    {
        /// <summary>Have dimensions names?</summary>
        public bool has_names() => Info.HasNames != 0;

        /// <summary>Names the dimensions, in place; null takes the names away.</summary>
        public Tensor rename_(IEnumerable<string?>? names)
        {
            Op.rename_.Run(this, Names(names));
            return this;
        }

        /// <summary>The same tensor with named dimensions; null takes the names away.</summary>
        public Tensor rename(IEnumerable<string?>? names) => Op.rename.One(this, Names(names));

        private static Argument Names(IEnumerable<string?>? names) => names is null ? Argument.None : Argument.Strings([.. names.Select(name => "dimname::" + (name ?? "*"))]);
    }
}
