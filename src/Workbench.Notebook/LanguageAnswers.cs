namespace Workbench.Notebook;

/// <summary>The call whose arguments are being written.</summary>
/// <param name="Signatures">Its overloads: at least one.</param>
/// <param name="ActiveSignature">The one that fits what is written so far, from 0.</param>
/// <param name="ActiveParameter">
/// The parameter at the cursor, from 0; beyond the last of <see cref="CallSignature.Parameters"/> when more is written than the active
/// signature takes.
/// </param>
public sealed record SignatureHelp(IReadOnlyList<CallSignature> Signatures, int ActiveSignature, int ActiveParameter);

/// <summary>One overload.</summary>
/// <param name="Label">As declared, in one line: "int Twice(int number, bool loud = false)".</param>
/// <param name="Documentation">Its summary in plain text; empty when nothing is documented.</param>
/// <param name="Parameters">In the order of their declaration.</param>
public sealed record CallSignature(string Label, string Documentation, IReadOnlyList<CallParameter> Parameters);

/// <summary>One parameter of an overload.</summary>
/// <param name="Label">As it stands in <see cref="CallSignature.Label"/>: "bool loud = false".</param>
/// <param name="Documentation">In plain text; empty when nothing is documented.</param>
public sealed record CallParameter(string Label, string Documentation);

/// <summary>How much a diagnostic matters.</summary>
public enum CellSeverity
{
    /// <summary>For tools: code that could be left out.</summary>
    Hidden,

    /// <summary>Worth knowing.</summary>
    Info,

    /// <summary>The cell runs, but perhaps not as meant.</summary>
    Warning,

    /// <summary>The cell does not run.</summary>
    Error,
}

/// <summary>What the compiler says of a span of a cell.</summary>
/// <param name="Start">Where it begins, in UTF-16 units of the code.</param>
/// <param name="End">Where it ends.</param>
/// <param name="Severity">How much it matters.</param>
/// <param name="Id">The compiler's number: "CS0103".</param>
/// <param name="Message">One sentence.</param>
public sealed record CellDiagnostic(int Start, int End, CellSeverity Severity, string Id, string Message);
