using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Workbench.Ablation;
using Workbench.Configuration;
using Workbench.Models;
using Workbench.Training;

namespace Workbench.Notebook.Scripting.Language;

/// <summary>Finds the names that a string literal may contain, by the parameter or property that it is assigned to.</summary>
internal static class StringNames
{
    /// <summary>The call with the string as an argument.</summary>
    /// <param name="Literals">The string literals among the arguments; null for other arguments.</param>
    /// <param name="Method">The overload.</param>
    internal sealed record Call(IReadOnlyList<string?> Literals, IMethodSymbol Method);

    private static readonly Dictionary<(string Owner, string Member, string Parameter), Func<Call, string, GrammarNames>> Parameters = new()
    {
        [(Full<Study>(), nameof(Study.From), "baseConfig")] = static (_, text) => GrammarNames.Presets(text),
        [(Full<Study>(), nameof(Study.Vary), "axis")] = static (_, text) => GrammarNames.AxisPaths(text),
        [(Full<Study>(), nameof(Study.Vary), "values")] = static (call, text) => GrammarNames.AxisValues(call.Literals[0] ?? "", text),
        [(Full<Study>(), nameof(Study.VaryTogether), "couplings")] = static (_, text) => GrammarNames.Axes(text),
        [(Full<Study>(), nameof(Study.With), "path")] = static (_, text) => GrammarNames.AxisPaths(text),
        [(Full<Study>(), nameof(Study.With), "value")] = static (call, text) => GrammarNames.AxisValues(call.Literals[0] ?? "", text),
        [(Full<Study>(), nameof(Study.On), "task")] = static (_, text) => GrammarNames.Tasks(text),
        [(Full<Study>(), nameof(Study.On), "data")] = static (_, text) => GrammarNames.Corpora(text),
        [(typeof(StudyBase).FullName!, nameof(StudyBase.Read), "text")] = static (_, text) => GrammarNames.Presets(text),
        [(typeof(ModelPresets).FullName!, nameof(ModelPresets.Named), "name")] = static (_, text) => GrammarNames.Presets(text),
        [(typeof(Variants).FullName!, nameof(Variants.Parse), "text")] = static (call, text) =>
            FamilyOf(call.Method) is { } family ? GrammarNames.VariantsOf(family, text) : new(0, []),
        [(typeof(DtypeName).FullName!, nameof(DtypeName.Parse), "name")] = static (_, text) => GrammarNames.Dtypes(text),
        [(typeof(DeviceName).FullName!, nameof(DeviceName.Parse), "device")] = static (_, text) => GrammarNames.Devices(text),
        [(typeof(DeviceName).FullName!, nameof(DeviceName.Check), "device")] = static (_, text) => GrammarNames.Devices(text),
        [(typeof(StudyGrammar).FullName!, nameof(StudyGrammar.ParseAxes), "texts")] = static (_, text) => GrammarNames.Axes(text),
        [(typeof(StudyGrammar).FullName!, nameof(StudyGrammar.ParseSettings), "texts")] = static (_, text) => GrammarNames.Axes(text),
        [(typeof(ConfigTree).FullName!, nameof(ConfigTree.With), "path")] = static (_, text) => GrammarNames.AxisPaths(text),
        [(typeof(ConfigTree).FullName!, nameof(ConfigTree.With), "text")] = static (call, text) =>
            GrammarNames.AxisValues(call.Literals.ElementAtOrDefault(1) ?? "", text),
    };

    private static readonly Dictionary<(string Owner, string Property), Func<string, GrammarNames>> Properties = new()
    {
        [(Full<Study>(), nameof(Study.Base))] = GrammarNames.Presets,
        [(Full<Study>(), nameof(Study.Axes))] = GrammarNames.Axes,
        [(Full<Study>(), nameof(Study.Settings))] = GrammarNames.Axes,
        [(Full<Study>(), nameof(Study.Baseline))] = GrammarNames.Axes,
        [(Full<Study>(), nameof(Study.Task))] = GrammarNames.Tasks,
        [(Full<Study>(), nameof(Study.Data))] = GrammarNames.Corpora,
        [(Full<Study>(), nameof(Study.Device))] = GrammarNames.Devices,
        [(Full<Study>(), nameof(Study.Dtype))] = GrammarNames.Dtypes,
        [(Full<RunConfig>(), nameof(RunConfig.Data))] = GrammarNames.Corpora,
    };

    /// <summary>The names that a string may contain; null for an unknown parameter or property.</summary>
    /// <param name="model">The semantic model of the cell.</param>
    /// <param name="literal">The string literal.</param>
    /// <param name="text">The string's text up to the cursor.</param>
    public static GrammarNames? At(SemanticModel model, LiteralExpressionSyntax literal, string text)
    {
        // A string in a collection expression or array counts as the argument.
        SyntaxNode value = literal;
        while (
            value.Parent
                is ExpressionElementSyntax
                    or CollectionExpressionSyntax
                    or InitializerExpressionSyntax { Parent: not BaseObjectCreationExpressionSyntax }
                    or ImplicitArrayCreationExpressionSyntax
                    or ArrayCreationExpressionSyntax
        )
            value = value.Parent;
        return value.Parent switch
        {
            ArgumentSyntax { Parent: ArgumentListSyntax list } argument => OfParameter(model, list, list.Arguments.IndexOf(argument), text),
            AssignmentExpressionSyntax assignment when assignment.Right == value => OfProperty(
                model.GetSymbolInfo(assignment.Left).Symbol,
                text
            ),
            BinaryExpressionSyntax binary => OfProperty(
                model.GetSymbolInfo(binary.Left == value ? binary.Right : binary.Left).Symbol,
                text
            ),
            _ => null,
        };
    }

    private static GrammarNames? OfParameter(SemanticModel model, ArgumentListSyntax list, int index, string text)
    {
        if (CallSite.Of(model, list, index) is not { } call)
            return null;
        var literals = list
            .Arguments.Select(argument => argument.Expression is LiteralExpressionSyntax { Token.Value: string constant } ? constant : null)
            .ToList();
        foreach (var method in call.Methods)
        {
            if (
                call.Parameter(method) is { } parameter
                && Parameters.TryGetValue((OwnerOf(method), method.Name, parameter.Name), out var names)
            )
                return names(new Call(literals, method), text);
        }
        return null;
    }

    private static GrammarNames? OfProperty(ISymbol? property, string text) =>
        property is IPropertySymbol && Properties.TryGetValue((OwnerOf(property), property.Name), out var names) ? names(text) : null;

    private static string Full<T>() => typeof(T).FullName!;

    private static string OwnerOf(ISymbol symbol) =>
        symbol.ContainingType?.ToDisplayString(SymbolDisplayFormat.CSharpErrorMessageFormat) ?? "";

    /// <summary>The family of a call like <c>Variants.Parse&lt;PositionConfig&gt;</c>.</summary>
    private static Type? FamilyOf(IMethodSymbol method) =>
        method.TypeArguments is [INamedTypeSymbol { TypeKind: TypeKind.Class } type]
            ? Variants.Families.FirstOrDefault(family => family.Name == type.Name)
            : null;
}
