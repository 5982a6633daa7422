namespace Workbench.Reporting;

/// <summary>The differences between the variants' resolved configs, and the complete config of the baseline.</summary>
internal sealed class ConfigSection(ReportData data)
{
    internal Html Render() => ReportPage.Section("Configuration", Differences(), Baseline());

    private Html Differences()
    {
        var others = data.Variants.Where(variant => variant.ConfigDifferences.Count > 0).ToArray();
        if (others.Length == 0)
            return Html.Empty;
        var baseline = data.BaselineConfig.ToDictionary(setting => setting.Path, setting => setting.Value);
        return Html.Of(
            $"""
            <div class="scroll" tabindex="0" role="region" aria-label="Configuration differences">
            <table class="cards">
            <caption>Resolved configurations where they differ from the baseline's</caption>
            <thead><tr><th scope="col">Variant</th><th scope="col">Path</th><th scope="col">Baseline</th><th scope="col">Here</th></tr>
            </thead>
            {others.Select(variant =>
                Html.Of(
                    $"<tbody>\n{variant.ConfigDifferences.Select((setting, index) => Row(variant, setting, index, baseline))}</tbody>\n"
                )
            )}</table>
            </div>

            """
        );
    }

    private static Html Row(ReportVariant variant, ReportSetting setting, int index, Dictionary<string, string> baseline)
    {
        var head =
            index == 0 ? Html.Of($"<th scope=\"rowgroup\" rowspan=\"{variant.ConfigDifferences.Count}\">{variant.Name}</th>") : Html.Empty;
        var before = baseline.TryGetValue(setting.Path, out var value)
            ? Html.Of($"<code>{value}</code>")
            : Html.Of($"<span class=\"quiet\">absent</span>");
        return Html.Of(
            $"<tr>{head}<td data-label=\"Path\"><code>{setting.Path}</code></td><td data-label=\"Baseline\">{before}</td><td "
                + $"data-label=\"Here\"><code>{setting.Value}</code></td></tr>\n"
        );
    }

    private Html Baseline() =>
        data.BaselineConfig.Count == 0
            ? Html.Empty
            : Html.Of(
                $"""
                <details><summary>The baseline's configuration in full ({ReportWords.Plural(data.BaselineConfig.Count, "value")})</summary>
                <pre>{string.Join('\n', data.BaselineConfig.Select(setting => $"{setting.Path}: {setting.Value}"))}</pre>
                </details>

                """
            );
}
