namespace Workbench.Notebook.Scripting.Language;

/// <summary>The proximity of a completion to the cursor, which orders equally good matches.</summary>
internal enum CandidateProximity
{
    /// <summary>
    /// An expected item: a member of the enum, a value of the expected type, a parameter name, a name of the Workbench's configuration
    /// grammar.
    /// </summary>
    Expected,

    /// <summary>A local or a parameter.</summary>
    Local,

    /// <summary>A declaration of a cell, or a member of a type.</summary>
    Own,

    /// <summary>An extension method.</summary>
    Extension,

    /// <summary>A keyword.</summary>
    Keyword,

    /// <summary>A type of an imported namespace.</summary>
    Type,

    /// <summary>A namespace.</summary>
    Namespace,

    /// <summary>A member of object.</summary>
    Universal,

    /// <summary>An obsolete member.</summary>
    Obsolete,
}

/// <summary>A possible completion.</summary>
/// <param name="Text">The inserted text.</param>
/// <param name="Kind">Jupyter's experimental type.</param>
/// <param name="Proximity">The rank among equally good matches.</param>
/// <param name="Signature">Computes the signature, for displayed completions only; null for none.</param>
internal sealed record Candidate(string Text, string Kind, CandidateProximity Proximity, Func<string?>? Signature = null)
{
    /// <summary>The text that is compared with the typed prefix; default: <see cref="Text"/>.</summary>
    public string FilterText { get; init; } = Text;

    /// <summary>The sort key within a proximity.</summary>
    public string SortText { get; init; } = Text;

    /// <summary>The rank within a proximity, before <see cref="SortText"/>.</summary>
    public int Order { get; init; }
}
