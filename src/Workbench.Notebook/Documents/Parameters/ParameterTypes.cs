using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Workbench.Notebook.Scripting;

namespace Workbench.Notebook.Documents.Parameters;

/// <summary>
/// What the compiler makes of the declared types: enums of .NET, of the Workbench and of cells, aliases, and what <c>var</c> is. The cells
/// up to the one with the parameters are read, not run; what only running would bring (packages) stays unknown.
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

    // What a name that is not known here is: it may be brought by a package, and is no fault of the value.
    private static readonly HashSet<string> Unknown = ["CS0103", "CS0234", "CS0246", "CS0012", "CS0400"];

    private readonly CSharpCompilationOptions _options;
    private readonly CSharpCompilation _cells;
    private int _count;

    /// <summary>Reads the cells.</summary>
    /// <param name="document">The notebook.</param>
    /// <param name="cell">The cell with the parameters.</param>
    /// <param name="folder">Where relative paths of <c>#load</c> start.</param>
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
    /// The type of a parameter as code names it, and the values where it is an enum or a list of one; null when it is not known.
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

    /// <summary>Why a variable of the type does not take the value, in the compiler's words; null when it does.</summary>
    /// <param name="type">The type.</param>
    /// <param name="literal">C#.</param>
    public string? Refusal(string type, string literal)
    {
        // What a package brings is unknown here, and the compiler goes on from no cell with errors: the cell itself will tell.
        if (HasErrors(_cells))
            return null;
        var probe = Continue(_cells, $"{type} {Probe} = {literal};");
        return probe
            .GetDiagnostics()
            .FirstOrDefault(one =>
                one.Severity == DiagnosticSeverity.Error && !Unknown.Contains(one.Id) && one.Location.SourceTree == probe.SyntaxTrees[^1]
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
