using System.Text.Json.Serialization;
using Workbench.Configuration;
using Workbench.Data.Tasks;

namespace Workbench.Data;

/// <summary>What a model is trained for. Each variant has its metric, chance level and shortcut floor.</summary>
[VariantFamily("task")]
[JsonDerivedType(typeof(CharLm), "char-lm")]
[JsonDerivedType(typeof(Copy), "copy")]
[JsonDerivedType(typeof(Mqar), "mqar")]
public abstract partial record TaskConfig
{
    /// <summary>The corpus that the task uses when none is named; null for a task that generates its data.</summary>
    [JsonIgnore]
    public virtual string? DefaultData => null;
}
