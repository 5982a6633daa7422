using Spectre.Console;
using Workbench.Operations;

namespace Workbench.Cli.Faces;

/// <summary>What can be varied, in a shell.</summary>
internal static class VariantsFace
{
    public static OperationCommand Command(Face face, Surroundings surroundings) => face.Of(new VariantsList(surroundings), Render);

    public static OperationCommand PresetsCommand(Face face) => face.Of(new PresetsList(), RenderPresets);

    private static void Render(Terminal terminal, IReadOnlyList<FamilyItem> families)
    {
        var console = terminal.OutConsole();
        foreach (var family in families)
        {
            terminal.Out.WriteLine($"{family.Axis ?? family.Family}: {family.Summary}");
            var table = Tables.Plain("", "", "");
            foreach (var variant in family.Variants)
            {
                table.AddRow(new Text($"  {variant.Name}"), new Text(string.Join(' ', variant.Parameters.Select(Short))), new Text(variant.Summary));
                // One family asked for by name is asked for in full.
                foreach (var parameter in families.Count == 1 ? variant.Parameters : [])
                    table.AddRow(new Text($"    {parameter.Name}"), new Text(parameter.Allowed), new Text(parameter.Summary));
            }
            console.Write(table);
        }
    }

    private static string Short(ParameterItem parameter) =>
        parameter.Positional ? $":{parameter.Name.ToUpperInvariant()}" : $":{parameter.Name}={parameter.Default ?? "…"}";

    private static void RenderPresets(Terminal terminal, IReadOnlyList<PresetItem> presets)
    {
        var console = terminal.OutConsole();
        foreach (var preset in presets)
        {
            terminal.Out.WriteLine($"{preset.Name}: {Sizes.Count(preset.Parameters)} parameters before the vocabulary");
            var table = Tables.Plain("", "");
            foreach (var (path, value) in preset.Config)
                table.AddRow(new Text($"  {path}"), new Text(value));
            if (presets.Count == 1)
                console.Write(table);
        }
    }
}
