using System.CommandLine;
using Microsoft.DotNet.Interactive.Formatting;
using Workbench.Configuration;
using Workbench.Notebook.Display;
using Workbench.Notebook.Jupyter;
using Workbench.Notebook.Scripting;
using Workbench.Operations;

namespace Workbench.Notebook.Magics;

/// <summary>Lists the variables of the session: only names, or with types and values.</summary>
/// <param name="values">Whether types and values are shown.</param>
internal sealed class WhoMagic(bool values) : Magic
{
    private const int ValueLimit = 120;

    private readonly Argument<string[]> _names = new("names")
    {
        Description = "Only these variables",
        Arity = ArgumentArity.ZeroOrMore,
        DefaultValueFactory = _ => [],
    };

    public override string Name => values ? "whos" : "who";

    public override string Summary =>
        values ? "List the variables of the notebook with their types and values" : "List the names of the notebook's variables";

    public override IReadOnlyList<Example> Examples =>
        values ? [new("whos", "all of them"), new("whos study run", "two of them")] : [new("who", "all of them")];

    public override void Define(Command command)
    {
        if (values)
            command.Arguments.Add(_names);
    }

    public override Task RunAsync(MagicCall call)
    {
        var all = call.Host.Variables;
        var requested = values ? call.Parsed.GetValue(_names) ?? [] : [];
        Fault[] faults =
        [
            .. requested
                .Where(name => all.All(one => one.Name != name))
                .Select(name => new Fault(
                    "there is no such variable",
                    name,
                    null,
                    Nearest.Question(name, all.Select(one => one.Name)) ?? "#!who lists them"
                )),
        ];
        if (faults.Length > 0)
            throw new InvalidInputException(faults);
        var shown = requested.Length == 0 ? all : [.. all.Where(one => requested.Contains(one.Name))];
        call.Cell.FrontEnd.Send(
            new DisplayOutput(
                shown.Count == 0 ? MimeBundle.Plain("no variables yet")
                : !values ? MimeBundle.Plain(string.Join("  ", shown.Select(one => one.Name)))
                : TextTable.Bundle(
                    ["name", "type", "value"],
                    [.. shown.Select(one => (IReadOnlyList<string>)[one.Name, CSharpNames.Short(one.Type), Short(one.Value)])]
                )
            )
        );
        return Task.CompletedTask;
    }

    private static string Short(object? value)
    {
        string text;
        try
        {
            text =
                value is null ? "null"
                : value is string word ? $"\"{word}\""
                : FallbackHtmlFormatter.NestedTextOf(value) ?? value.ToDisplayString(PlainTextFormatter.MimeType);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // Formatting a value may throw: a disposed tensor, a property that throws.
            text = $"({exception.GetType().Name}: {exception.Message})";
        }
        text = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return text.Length <= ValueLimit ? text : text[..ValueLimit] + "…";
    }
}

/// <summary>Lists the magics.</summary>
/// <param name="magics">All of them.</param>
internal sealed class LsMagic(Func<IReadOnlyList<Magic>> magics) : Magic
{
    public override string Name => "lsmagic";

    public override string Summary => "List the magics";

    public override IReadOnlyList<Example> Examples => [new("lsmagic", "all of them; #!NAME -h describes one")];

    public override void Define(Command command) { }

    public override Task RunAsync(MagicCall call)
    {
        var rows = magics()
            .Select(magic => (IReadOnlyList<string>)[$"#!{magic.Name}{(magic.TakesBody ? " …" : "")}", magic.Summary])
            .ToList();
        var bundle = TextTable.Bundle(["magic", "what it does"], rows);
        const string more = "#!NAME -h describes a magic; % may replace #!; a magic with … takes the rest of the cell";
        bundle.Data["text/html"] = $"{bundle.Text("text/html")}<div style=\"{TableHtml.Faint}\">{more}</div>";
        bundle.Data["text/plain"] = $"{bundle.Text("text/plain")}\n\n{more}";
        call.Cell.FrontEnd.Send(new DisplayOutput(bundle));
        return Task.CompletedTask;
    }
}

/// <summary>Shows versions, libtorch, kernels and folders.</summary>
/// <param name="host">Folders and environment.</param>
internal sealed class AboutMagic(HostEnvironment host) : Magic
{
    public override string Name => "about";

    public override string Summary => "Show versions, libtorch, kernels and folders";

    public override IReadOnlyList<Example> Examples => [new("about", "for a bug report, or beside a result")];

    public override void Define(Command command) { }

    public override async Task RunAsync(MagicCall call)
    {
        var report = await Task.Run(() =>
                new Doctor(host, KernelExamination.Of).RunAsync(
                    new DoctorOptions(Measure: false, Ledger: null),
                    NullProgress.Instance,
                    call.Cell.Cancellation
                )
            )
            .ConfigureAwait(false);
        var rows = report.Findings.Select(finding => (IReadOnlyList<string>)[finding.Subject, finding.Value]).ToList();
        rows.Add(["current folder", host.CurrentFolder]);
        rows.AddRange(report.Complaints.Select(complaint => (IReadOnlyList<string>)["attention", $"{complaint.What}; {complaint.Remedy}"]));
        call.Cell.FrontEnd.Send(new DisplayOutput(TextTable.Bundle(["", ""], rows)));
    }

    private sealed class NullProgress : IProgress<OperationEvent>
    {
        public static readonly NullProgress Instance = new();

        public void Report(OperationEvent value) { }
    }
}
