using System.Globalization;
using Spectre.Console;
using Workbench.Operations;

namespace Workbench.Cli.Faces;

/// <summary>How a described model looks in a shell.</summary>
internal static class ModelFace
{
    public static OperationCommand Command(Face face, Surroundings surroundings) => face.Of(new DescribeModel(surroundings), Render);

    private static void Render(Terminal terminal, ModelDescription model)
    {
        if (model.Yaml is { } yaml)
        {
            terminal.Out.Write(yaml);
            return;
        }
        var console = terminal.OutConsole();
        if (model.Differences.Count > 0)
        {
            var differences = Tables.Of("setting", model.Base, "here");
            foreach (var one in model.Differences)
                differences.AddRow(new Text(one.Path), new Text(one.Values[0] ?? "—"), new Text(one.Values[1] ?? "—"));
            console.Write(differences);
        }
        var (here, there) = (model.Costs, model.BaseCosts);
        var costs = model.Differences.Count > 0 ? Tables.Of("", $"{model.Base}>", "here>", ">") : Tables.Of("", $"{model.Base}>");
        Cost(model.Vocabulary > 0 ? "parameters" : "parameters without the vocabulary", there.Parameters, here.Parameters, Sizes.Count);
        Cost("weights", there.WeightBytes, here.WeightBytes, Sizes.Bytes);
        Cost($"FLOPs/token at {model.Tokens} tokens", there.FlopsPerToken, here.FlopsPerToken, Sizes.Count);
        Cost($"decoding state at {model.Tokens} tokens", there.StateBytes, here.StateBytes, Sizes.Bytes);
        console.Write(costs);
        var modules = Tables.Of("module", "class", "parameters>", "shapes");
        Add(modules, model.Modules, 0);
        console.Write(modules);
        if (model.Vocabulary == 0)
            terminal.Out.WriteLine("V is the vocabulary, which a task gives: add --data sotu to count it");

        void Cost(string name, double before, double now, Func<double, string> text)
        {
            if (model.Differences.Count > 0)
                costs.AddRow(new Text(name), new Text(text(before)), new Text(text(now)), new Text(Relative(now, before)));
            else
                costs.AddRow(new Text(name), new Text(text(now)));
        }
    }

    private static string Relative(double now, double before) =>
        now == before ? "same" : before == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"{(now / before - 1) * 100:+0.0;-0.0} %");

    private static void Add(Table table, ModelModule module, int depth)
    {
        var name = depth == 0 ? "model" : new string(' ', 2 * depth) + module.Name;
        table.AddRow(
            new Text(module.Count > 1 ? $"{name} ({module.Count} x)" : name), new Text(module.Kind), new Text(module.Parameters == 0 ? "" : module.Parameters.ToString("#,0", CultureInfo.InvariantCulture)),
            new Text(string.Join(", ", module.Tensors.Select(one => $"{one.Name} [{string.Join(", ", one.Shape)}]"))));
        foreach (var child in module.Children)
            Add(table, child, depth + 1);
    }
}
