using System.CommandLine;
using Workbench.Notebook.Display;
using Workbench.Operations;

namespace Workbench.Notebook.Magics;

/// <summary>The rest of the cell as something else than C#: <c>#!html</c>, <c>#!markdown</c>, <c>#!javascript</c>.</summary>
/// <param name="name">Its name.</param>
/// <param name="summary">What it does.</param>
/// <param name="mimeType">What the body is.</param>
/// <param name="example">A body, to copy.</param>
internal sealed class BodyMagic(string name, string summary, string mimeType, Example example) : Magic
{
    public override string Name => name;

    public override string Summary => summary;

    public override IReadOnlyList<Example> Examples => [example];

    public override bool TakesBody => true;

    public override void Define(Command command) { }

    public override Task RunAsync(MagicCall call)
    {
        call.Cell.FrontEnd.Send(new DisplayOutput(Formatting.Raw(mimeType, Body(call.Part))));
        return Task.CompletedTask;
    }

    /// <summary>What stands behind the name is the body's first line.</summary>
    public static string Body(MagicPart part) => part.Arguments.Length == 0 ? part.Body! : $"{part.Arguments}\n{part.Body}";
}
