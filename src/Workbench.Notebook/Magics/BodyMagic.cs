using System.CommandLine;
using Workbench.Notebook.Display;
using Workbench.Operations;

namespace Workbench.Notebook.Magics;

/// <summary>Shows the rest of the cell in a language other than C#: <c>#!html</c>, <c>#!markdown</c>, <c>#!javascript</c>.</summary>
/// <param name="name">The magic's name.</param>
/// <param name="summary">The summary for help.</param>
/// <param name="mimeType">The body's MIME type.</param>
/// <param name="example">An example.</param>
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

    /// <summary>The body; text after the magic's name is its first line.</summary>
    public static string Body(MagicPart part) => part.Arguments.Length == 0 ? part.Body! : $"{part.Arguments}\n{part.Body}";
}
