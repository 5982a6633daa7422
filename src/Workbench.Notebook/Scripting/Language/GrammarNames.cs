using Workbench.Ablation;
using Workbench.Configuration;
using Workbench.Data;
using Workbench.Models;
using Workbench.Training;

namespace Workbench.Notebook.Scripting.Language;

/// <summary>A name of the Workbench's configuration grammar.</summary>
/// <param name="Text">The name.</param>
/// <param name="Parameters">The parameters, allowed values or default; null for none.</param>
/// <param name="Summary">The documentation; empty without any.</param>
internal sealed record GrammarName(string Text, string? Parameters = null, string Summary = "");

/// <summary>The possible names at the end of a text.</summary>
/// <param name="Start">The start of the name in the text.</param>
/// <param name="Names">The names.</param>
internal sealed record GrammarNames(int Start, IReadOnlyList<GrammarName> Names)
{
    private static readonly GrammarNames None = new(0, []);

    /// <summary>The model presets.</summary>
    public static GrammarNames Presets(string text) =>
        new(
            0,
            [
                .. ModelPresets.All.Select(one => new GrammarName(
                    one.Key,
                    $"{one.Value.Layers} layers, width {one.Value.Width}, {one.Value.HeadCount} heads, context {one.Value.Context}"
                )),
            ]
        );

    /// <summary>The corpora of the catalogue.</summary>
    public static GrammarNames Corpora(string text) =>
        new(0, [.. Catalogue.Entries.Select(entry => new GrammarName(entry.Name, entry.Title, $"{entry.Title}. {entry.Licence}"))]);

    /// <summary>The devices.</summary>
    public static GrammarNames Devices(string text) => new(0, [new("cpu"), new("cuda")]);

    /// <summary>The dtypes.</summary>
    public static GrammarNames Dtypes(string text) => new(0, [.. DtypeName.Names.Select(name => new GrammarName(name))]);

    /// <summary>The paths of axes and settings.</summary>
    public static GrammarNames AxisPaths(string text) =>
        new(0, [.. StudyGrammar.Paths().Select(path => new GrammarName(path, StudyGrammar.Aliases.GetValueOrDefault(path)))]);

    /// <summary>Tasks with parameters: "mqar:pairs=8".</summary>
    public static GrammarNames Tasks(string text) => Values(typeof(TaskConfig), text, 0);

    /// <summary>The values of an axis: "rope:base=500000" for position.</summary>
    public static GrammarNames AxisValues(string path, string text) => TypeOf(path) is { } type ? Values(type, text, 0) : None;

    /// <summary>A family's variants with parameters.</summary>
    public static GrammarNames VariantsOf(Type family, string text) => Values(family, text, 0);

    /// <summary>Axes or settings: "position=rope,alibi"; also couplings, whose settings are separated by spaces.</summary>
    public static GrammarNames Axes(string text)
    {
        var start = text.LastIndexOfAny(['{', ' ']) + 1;
        var equals = text.IndexOf('=', start);
        if (equals < 0)
            return new(start, [.. AxisPaths("").Names.Select(name => name with { Text = $"{name.Text}=" })]);
        var value = text.LastIndexOf(',') + 1;
        return TypeOf(text[start..equals]) is { } type ? Values(type, text, Math.Max(value, equals + 1)) : None;
    }

    /// <summary>The values of a type.</summary>
    private static GrammarNames Values(Type type, string text, int start)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        var colon = text.LastIndexOf(':');
        if (colon < start || !Variants.IsFamily(type))
            return new(start, Scalars(type));
        var variant = Variants.Of(type).FirstOrDefault(one => Configuration.Names.Same(text[start..text.IndexOf(':', start)], one.Name));
        if (variant is null)
            return None;
        var equals = text.IndexOf('=', colon);
        if (equals < 0)
            return new(
                colon + 1,
                [
                    .. variant.Parameters.Select(one => new GrammarName(
                        $"{one.Name}=",
                        one.Default is null ? one.Allowed : $"{one.Allowed}; default {one.Default}",
                        one.Summary
                    )),
                ]
            );
        var parameter = variant.Parameters.FirstOrDefault(one => Configuration.Names.Same(text[(colon + 1)..equals], one.Name));
        return parameter is null ? None : new(equals + 1, Scalars(Nullable.GetUnderlyingType(parameter.Type) ?? parameter.Type));
    }

    private static IReadOnlyList<GrammarName> Scalars(Type type) =>
        Variants.IsFamily(type) ? [.. Variants.Of(type).Select(Name)]
        : type.IsEnum ? [.. Enum.GetValues(type).Cast<object>().Select(value => new GrammarName(Configuration.Names.EnumValue(value)))]
        : type == typeof(bool) ? [new("true"), new("false")]
        : [];

    private static GrammarName Name(VariantInfo variant) =>
        new(
            variant.Name,
            variant.Parameters.Count == 0
                ? null
                : string.Join(", ", variant.Parameters.Select(one => one.Default is null ? one.Name : $"{one.Name}={one.Default}")),
            variant.Summary
        );

    private static Type? TypeOf(string written)
    {
        var faults = new List<Fault>();
        return StudyGrammar.ResolvePath(written.Trim(), faults) is { } path
            ? ConfigTree.Paths(typeof(RunConfig)).FirstOrDefault(one => one.Path == path)?.Type
            : null;
    }
}
