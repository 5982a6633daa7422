using System.Text.Json.Serialization;
using Workbench.Configuration;

namespace Workbench.Models.Heads;

/// <summary>How many query heads share one key/value head.</summary>
[VariantFamily("heads")]
[JsonDerivedType(typeof(MultiHead), "mha")]
[JsonDerivedType(typeof(MultiQuery), "mqa")]
[JsonDerivedType(typeof(GroupedQuery), "gqa")]
public abstract record HeadsConfig
{
    /// <summary>The number of key/value heads G for H query heads; H / G neighbouring query heads share one.</summary>
    public abstract int KeyValueHeads(int headCount);
}
