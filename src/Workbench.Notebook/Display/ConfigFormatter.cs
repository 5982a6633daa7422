using System.Collections;
using System.Reflection;
using Workbench.Configuration;
using Workbench.Operations;

namespace Workbench.Notebook.Display;

/// <summary>Formats configs (each path with its value, defaults faint) and the differences between configs.</summary>
internal static class ConfigFormatter
{
    private readonly record struct Setting(string Path, string Value, bool IsDefault);

    internal static Html Html(object config)
    {
        var settings = Settings(config);
        var rows = settings.Select(one => (IReadOnlyList<Html>)[Cell(one, one.Path), Cell(one, one.Value)]);
        var changed = settings.Count(one => !one.IsDefault);
        var title = Workbench.Html.Of(
            $"""<b>{config.GetType().Name}</b> <span style="{TableHtml.Faint}">{changed} of {settings.Count} settings are not at their """
                + $"""defaults</span>"""
        );
        return Workbench.Html.Of($"""<div>{title}{TableHtml.Scrolling(TableHtml.Of([new("setting"), new("value")], rows))}</div>""");
    }

    internal static string Text(object config) => ConfigTree.FlatText(config).TrimEnd('\n');

    internal static Html Html(IReadOnlyList<ConfigDifference> differences)
    {
        if (differences.Count == 0)
            return Workbench.Html.Of($"<i>no difference</i>");
        var count = differences[0].Values.Count;
        var rows = differences.Select(one =>
            (IReadOnlyList<Html>)[Workbench.Html.Of($"{one.Path}"), .. one.Values.Select(value => Workbench.Html.Of($"{value ?? "—"}"))]
        );
        return TableHtml.Scrolling(TableHtml.Of([new("setting"), .. Heads(count).Select(head => new TableHtml.Column(head))], rows));
    }

    internal static string Text(IReadOnlyList<ConfigDifference> differences) =>
        differences.Count == 0
            ? "no difference"
            : string.Join('\n', differences.Select(one => $"{one.Path}: {string.Join(" -> ", one.Values.Select(value => value ?? "—"))}"));

    private static IEnumerable<string> Heads(int count) =>
        count == 2 ? ["before", "after"] : Enumerable.Range(1, count).Select(i => $"{i}");

    private static Html Cell(Setting setting, string text) =>
        setting.IsDefault
            ? Workbench.Html.Of($"""<span style="{TableHtml.Faint}">{text}</span>""")
            : Workbench.Html.Of($"""<b>{text}</b>""");

    private static List<Setting> Settings(object config)
    {
        var settings = new List<Setting>();
        Add(config, Default(config.GetType()), "", settings);
        return settings;
    }

    // In the order of ConfigTree.Flatten. A non-default variant is compared with its own defaults.
    private static void Add(object config, object? usual, string path, List<Setting> settings)
    {
        var same = usual?.GetType() == config.GetType();
        if (Variants.FindFamily(config.GetType()) is not null)
            settings.Add(new(path.Length == 0 ? "variant" : path, Variants.NameOf(config), path.Length == 0 || same));
        if (!same)
            usual = Default(config.GetType());
        foreach (var field in ConfigShape.Of(config.GetType()).Fields)
        {
            var value = field.Of(config);
            var other = usual is null ? null : field.Of(usual);
            var at = Names.Join(path, field.Name);
            if (value is null || ScalarText.IsScalar(value.GetType()) || value is IEnumerable)
                settings.Add(
                    new(
                        at,
                        VariantText.FormatValue(value),
                        usual is not null && VariantText.FormatValue(value) == VariantText.FormatValue(other)
                    )
                );
            else
                Add(value, other, at, settings);
        }
    }

    // Null for a record with required parameters: it has no defaults.
    private static object? Default(Type type)
    {
        try
        {
            var constructor = type.GetConstructors()
                .Where(one => one.GetParameters().All(parameter => parameter.HasDefaultValue))
                .MaxBy(one => one.GetParameters().Length);
            return constructor?.Invoke(
                BindingFlags.OptionalParamBinding,
                null,
                [.. constructor.GetParameters().Select(_ => Type.Missing)],
                null
            );
        }
        catch (TargetInvocationException)
        {
            return null;
        }
    }
}
