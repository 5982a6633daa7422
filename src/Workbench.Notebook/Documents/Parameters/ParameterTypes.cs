using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Workbench.Notebook.Scripting;

namespace Workbench.Notebook.Documents.Parameters;

/// <summary>
/// Resolves the types of parameters with the compiler: enums of .NET, of the Workbench and of cells, aliases, and <c>var</c>. Compiles the
/// cells up to the parameters cell without running them, so types from packages stay unknown.
/// </summary>
internal sealed class ParameterTypes
{
    private const string Class = "ParameterCells",
        Probe = "value__of__parameter";
    private static readonly SymbolDisplayFormat Written = new(
        typeQualificationStyle: SymbolDisplayTypeQualificationStyle.NameAndContainingTypesAndNamespaces,
        genericsOptions: SymbolDisplayGenericsOptions.IncludeTypeParameters,
        miscellaneousOptions: SymbolDisplayMiscellaneousOptions.UseSpecialTypes
            | SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier
    );

    // Errors for unknown names: a package may define the name, so they are no fault of the value.
    private static readonly HashSet<string> UnknownNames = ["CS0103", "CS0234", "CS0246", "CS0012", "CS0400"];

    private readonly CSharpCompilationOptions _options;
    private readonly CSharpCompilation _cells;
    private int _count;

    /// <summary>Compiles the cells.</summary>
    /// <param name="document">The notebook.</param>
    /// <param name="cell">The index of the parameters cell.</param>
    /// <param name="folder">The base folder of relative paths in <c>#load</c>.</param>
    public ParameterTypes(NotebookDocument document, int cell, string folder)
    {
        _options = new(
            OutputKind.DynamicallyLinkedLibrary,
            scriptClassName: Class,
            usings: NotebookImports.All,
            sourceReferenceResolver: new CellSources(folder)
        );
        CSharpCompilation? chain = null;
        foreach (var before in document.Cells.Take(cell).Where(static one => one.Kind == CellKind.Code))
            chain = Continue(chain, before.Source) is var next && HasErrors(next) ? chain : next;
        _cells = Continue(chain, document.Cells[cell].Source);
    }

    /// <summary>
    /// The type of a parameter in C#, and its values for an enum or a list of an enum; null for an unknown type.
    /// </summary>
    public (string? Type, ParameterEnum? Values)? Of(string name)
    {
        var tree = _cells.SyntaxTrees[^1];
        var declared = tree.GetCompilationUnitRoot()
            .Members.SelectMany(static member =>
                member switch
                {
                    FieldDeclarationSyntax field => field.Declaration.Variables,
                    GlobalStatementSyntax { Statement: LocalDeclarationStatementSyntax local } => local.Declaration.Variables,
                    _ => [],
                }
            )
            .LastOrDefault(variable => variable.Identifier.ValueText == name);
        var symbol = declared is null ? null : _cells.GetSemanticModel(tree).GetDeclaredSymbol(declared);
        var type = symbol switch
        {
            IFieldSymbol field => field.Type,
            ILocalSymbol local => local.Type,
            _ => null,
        };
        if (type is null || Scalar(type) is IErrorTypeSymbol)
            return null;
        var written = type.ToDisplayString(Written).Replace($"{Class}.", "", StringComparison.Ordinal);
        return (written, Scalar(type) is INamedTypeSymbol { TypeKind: TypeKind.Enum } values ? EnumOf(values) : null);
    }

    /// <summary>The compiler's error for assigning a value to a variable of a type; null when the assignment compiles.</summary>
    /// <param name="type">The type.</param>
    /// <param name="literal">The value as C#.</param>
    public string? Refusal(string type, string literal)
    {
        // Cells with errors (unknown types of packages) cannot be continued: running the cell reports the error.
        if (HasErrors(_cells))
            return null;
        var probe = Continue(_cells, $"{type} {Probe} = {literal};");
        return probe
            .GetDiagnostics()
            .FirstOrDefault(one =>
                one.Severity == DiagnosticSeverity.Error
                && !UnknownNames.Contains(one.Id)
                && one.Location.SourceTree == probe.SyntaxTrees[^1]
            )
            ?.GetMessage(CultureInfo.InvariantCulture);
    }

    private static bool HasErrors(CSharpCompilation cell) =>
        cell.GetDiagnostics().Any(static one => one.Severity == DiagnosticSeverity.Error);

    private CSharpCompilation Continue(CSharpCompilation? chain, string code) =>
        CSharpCompilation.CreateScriptCompilation(
            $"parameters_{++_count}",
            SubmissionCompiler.Read(code, "parameters", CancellationToken.None),
            ReferenceCatalogue.Default,
            _options,
            chain,
            typeof(object)
        );

    private static ITypeSymbol Scalar(ITypeSymbol type) =>
        type switch
        {
            INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable => Scalar(
                nullable.TypeArguments[0]
            ),
            IArrayTypeSymbol array => Scalar(array.ElementType),
            INamedTypeSymbol { TypeArguments: [var item] } list when ParameterValue.ItemType(list.ToDisplayString(Written)) is not null =>
                Scalar(item),
            _ => type,
        };

    private static ParameterEnum EnumOf(INamedTypeSymbol type) =>
        new(
            [.. type.GetMembers().OfType<IFieldSymbol>().Where(static one => one.HasConstantValue).Select(static one => one.Name)],
            type.GetAttributes().Any(static one => one.AttributeClass?.Name == nameof(FlagsAttribute))
        );
}
