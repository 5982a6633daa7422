namespace Workbench.Notebook.Scripting.Language;

/// <summary>How near a candidate is to what the reader works on: the order within equally good matches.</summary>
internal enum CandidateProximity
{
    /// <summary>
    /// The expected kind of thing: the enum's member, what has the expected type, the parameter's name, a name of the grammar.
    /// </summary>
    Expected,

    /// <summary>A local or a parameter.</summary>
    Local,

    /// <summary>Declared by a cell, or a type's member.</summary>
    Own,

    /// <summary>An extension method.</summary>
    Extension,

    /// <summary>A word of the language.</summary>
    Keyword,

    /// <summary>A type of an imported namespace.</summary>
    Type,

    /// <summary>A namespace.</summary>
    Namespace,

    /// <summary>What every object has.</summary>
    Universal,

    /// <summary>Marked obsolete.</summary>
    Obsolete,
}

/// <summary>Something that may stand at the cursor.</summary>
/// <param name="Text">What is written.</param>
/// <param name="Kind">Jupyter's experimental type.</param>
/// <param name="Proximity">Its place in the order.</param>
/// <param name="Signature">Made only for those that are shown.</param>
internal sealed record Candidate(string Text, string Kind, CandidateProximity Proximity, Func<string?>? Signature = null)
{
    /// <summary>What the typed prefix is compared with; the text itself unless the text begins with something else.</summary>
    public string FilterText { get; init; } = Text;

    /// <summary>What equally near ones are ordered by.</summary>
    public string SortText { get; init; } = Text;

    /// <summary>Its place among equally near ones that have an order of their own, before <see cref="SortText"/>.</summary>
    public int Order { get; init; }
}
