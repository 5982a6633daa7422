namespace Workbench.Notebook;

/// <summary>The call whose argument list contains the cursor.</summary>
/// <param name="Signatures">The overloads: at least one.</param>
/// <param name="ActiveSignature">The index, from 0, of the overload that fits the arguments so far.</param>
/// <param name="ActiveParameter">
/// The index, from 0, of the parameter at the cursor; past the end of <see cref="CallSignature.Parameters"/> when the call has more
/// arguments than the active signature has parameters.
/// </param>
public sealed record SignatureHelp(IReadOnlyList<CallSignature> Signatures, int ActiveSignature, int ActiveParameter);

/// <summary>One overload.</summary>
/// <param name="Label">The declaration in one line: "int Twice(int number, bool loud = false)".</param>
/// <param name="Documentation">The summary in plain text; empty without documentation.</param>
/// <param name="Parameters">In the order of their declaration.</param>
public sealed record CallSignature(string Label, string Documentation, IReadOnlyList<CallParameter> Parameters);

/// <summary>One parameter of an overload.</summary>
/// <param name="Label">The parameter's part of <see cref="CallSignature.Label"/>: "bool loud = false".</param>
/// <param name="Documentation">Plain text; empty without documentation.</param>
public sealed record CallParameter(string Label, string Documentation);

/// <summary>The severity of a diagnostic.</summary>
public enum CellSeverity
{
    /// <summary>For editors: unnecessary code.</summary>
    Hidden,

    /// <summary>Information.</summary>
    Info,

    /// <summary>The cell runs, but may be wrong.</summary>
    Warning,

    /// <summary>The cell does not compile.</summary>
    Error,
}

/// <summary>A compiler diagnostic for a span of a cell.</summary>
/// <param name="Start">The start of the span, in UTF-16 units of the code.</param>
/// <param name="End">The end of the span, exclusive.</param>
/// <param name="Severity">The severity.</param>
/// <param name="Id">The compiler's id: "CS0103".</param>
/// <param name="Message">One sentence.</param>
public sealed record CellDiagnostic(int Start, int End, CellSeverity Severity, string Id, string Message);
