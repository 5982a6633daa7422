using Workbench.Ablation;
using Workbench.Configuration;
using Workbench.Data;
using Workbench.Models;
using Workbench.Training;

namespace Workbench.Notebook.Scripting.Language;

/// <summary>A name of the Workbench's own grammar.</summary>
/// <param name="Text">As written.</param>
/// <param name="Parameters">What it takes, or its default; null when there is nothing to say.</param>
/// <param name="Summary">What it is; empty when nothing is documented.</param>
internal sealed record GrammarName(string Text, string? Parameters = null, string Summary = "");

/// <summary>Names that may stand at the end of a text.</summary>
/// <param name="Start">Where the name begins in the text.</param>
/// <param name="Names">What it may be.</param>
internal sealed record GrammarNames(int Start, IReadOnlyList<GrammarName> Names)
{
    private static readonly GrammarNames None = new(0, []);

    /// <summary>A preset of models.</summary>
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

    /// <summary>A corpus of the catalogue.</summary>
    public static GrammarNames Corpora(string text) =>
        new(0, [.. Catalogue.Entries.Select(entry => new GrammarName(entry.Name, entry.Title, $"{entry.Title}. {entry.Licence}"))]);

    /// <summary>Where to compute.</summary>
    public static GrammarNames Devices(string text) => new(0, [new("cpu"), new("cuda")]);

    /// <summary>A type of numbers.</summary>
    public static GrammarNames Dtypes(string text) => new(0, [.. DtypeName.Names.Select(name => new GrammarName(name))]);

    /// <summary>An axis' or a setting's path.</summary>
    public static GrammarNames AxisPaths(string text) =>
        new(0, [.. StudyGrammar.Paths().Select(path => new GrammarName(path, StudyGrammar.Aliases.GetValueOrDefault(path)))]);

    /// <summary>A task with its parameters: "mqar:pairs=8".</summary>
    public static GrammarNames Tasks(string text) => Values(typeof(TaskConfig), text, 0);

    /// <summary>A value of the axis of a path: "rope:base=500000" for position.</summary>
    public static GrammarNames AxisValues(string path, string text) => TypeOf(path) is { } type ? Values(type, text, 0) : None;

    /// <summary>A family's variant with its parameters.</summary>
    public static GrammarNames VariantsOf(Type family, string text) => Values(family, text, 0);

    /// <summary>A whole axis or setting: "position=rope,alibi"; couplings as well, where spaces part the settings.</summary>
    public static GrammarNames Axes(string text)
    {
        var start = text.LastIndexOfAny(['{', ' ']) + 1;
        var equals = text.IndexOf('=', start);
        if (equals < 0)
            return new(start, [.. AxisPaths("").Names.Select(name => name with { Text = $"{name.Text}=" })]);
        var value = text.LastIndexOf(',') + 1;
        return TypeOf(text[start..equals]) is { } type ? Values(type, text, Math.Max(value, equals + 1)) : None;
    }

    /// <summary>What a value of a type may be.</summary>
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
