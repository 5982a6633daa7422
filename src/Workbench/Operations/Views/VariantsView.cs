namespace Workbench.Operations.Views;

/// <summary>The views of variants and presets.</summary>
internal static class VariantsView
{
    public static ResultView Of(IReadOnlyList<FamilyItem> families) =>
        new([
            .. families.SelectMany(family =>
                (ResultPart[])
                    [
                        new ResultLine($"{family.Axis ?? family.Family}: {family.Summary}".TrimEnd()),
                        // Parameters are listed only when the user names one family.
                        new ResultTable(
                            ["", "", ""],
                            [.. family.Variants.SelectMany(variant => Rows(variant, inFull: families.Count == 1))]
                        ),
                    ]
            ),
        ]);

    public static ResultView Of(IReadOnlyList<PresetItem> presets) =>
        new([
            .. presets.SelectMany(preset =>
                (ResultPart[])
                    [
                        new ResultLine($"{preset.Name}: {Sizes.Count(preset.Parameters)} parameters without the vocabulary"),
                        .. presets.Count == 1
                            ? (ResultPart[])
                                [
                                    new ResultTable(
                                        ["", ""],
                                        [.. preset.Config.Select(setting => (string[])[$"  {setting.Key}", setting.Value])]
                                    ),
                                ]
                            : [],
                    ]
            ),
        ]);

    private static IEnumerable<string[]> Rows(VariantItem variant, bool inFull)
    {
        yield return [$"  {variant.Name}", string.Join(' ', variant.Parameters.Select(Short)), variant.Summary];
        foreach (var parameter in inFull ? variant.Parameters : [])
            yield return [$"    {parameter.Name}", parameter.Allowed, parameter.Summary];
    }

    private static string Short(ParameterItem parameter) =>
        parameter.Positional ? $":{parameter.Name.ToUpperInvariant()}" : $":{parameter.Name}={parameter.Default ?? "…"}";
}
