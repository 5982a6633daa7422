using System.Collections.Concurrent;
using Workbench.Notebook;

namespace Workbench.Tests.Notebook.Display;

/// <summary>A host that keeps what cells show.</summary>
internal sealed class RecordingFrontEnd : ICellFrontEnd
{
    private readonly ConcurrentQueue<CellOutput> _outputs = [];

    public IReadOnlyList<CellOutput> Outputs => [.. _outputs];

    /// <summary>The HTML of each output that shows something; "" where there is none.</summary>
    public IReadOnlyList<string> Html => [.. _outputs.Select(Bundle).OfType<MimeBundle>().Select(bundle => bundle.Text("text/html") ?? "")];

    public void Send(CellOutput output) => _outputs.Enqueue(output);

    public string ReadLine(string prompt, bool password, CancellationToken cancellation) =>
        throw new InvalidInputException("this front end takes no input");

    /// <summary>What an output shows; null when it shows nothing.</summary>
    public static MimeBundle? Bundle(CellOutput output) =>
        output switch
        {
            DisplayOutput display => display.Bundle,
            ResultOutput result => result.Bundle,
            _ => null,
        };
}
