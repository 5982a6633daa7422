namespace Workbench.Notebook.Display;

/// <summary>
/// Tracks the display ids that can be updated, and the cell whose output carries each script. The interpreter wraps the host's front end
/// with <see cref="FrontEndFor"/> for every cell.
/// </summary>
/// <param name="scripts">The scripts that outputs may need.</param>
public sealed class DisplaySession(ScriptLibrary scripts)
{
    private readonly Lock _gate = new();

    // Display ids, and whether each has shown a figure's data.
    private readonly Dictionary<string, bool> _shown = [];
    private readonly Dictionary<string, CellRequest> _carriers = [];

    /// <summary>
    /// The front end of a cell that starts. Sends a script before the first output that needs it, unless an earlier cell carries the
    /// script.
    /// </summary>
    /// <param name="request">The cell; its id identifies a re-run.</param>
    /// <param name="frontEnd">The host's front end.</param>
    public ICellFrontEnd FrontEndFor(CellRequest request, ICellFrontEnd frontEnd)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(frontEnd);
        // A re-run removes the cell's outputs and the scripts that they carried.
        if (!request.Silent)
            Forget(request);
        return new CellFrontEnd(this, request, frontEnd);
    }

    private void Forget(CellRequest request)
    {
        lock (_gate)
        {
            foreach (var name in _carriers.Where(carrier => SameCell(carrier.Value, request)).Select(carrier => carrier.Key).ToList())
                _carriers.Remove(name);
        }
    }

    // Some front ends (Jupyter Notebook 6) send no cell ids. There, code that is at least 90% equal counts as the same cell, edited: at
    // worst a script is carried twice.
    private static bool SameCell(CellRequest one, CellRequest other)
    {
        if (one.CellId is not null && other.CellId is not null)
            return one.CellId == other.CellId;
        var (a, b) = (one.Code.Trim(), other.Code.Trim());
        var shorter = Math.Min(a.Length, b.Length);
        var start = a.AsSpan().CommonPrefixLength(b);
        var end = 0;
        while (end < shorter - start && a[^(end + 1)] == b[^(end + 1)])
            end++;
        return 10 * (start + end) >= 9 * Math.Max(a.Length, b.Length);
    }

    private MimeBundle? CarrierBefore(MimeBundle bundle, CellRequest request)
    {
        if (bundle.Text("text/html") is not { } html)
            return null;
        lock (_gate)
        {
            var names = scripts.NeededBy(html).Where(name => _carriers.TryAdd(name, request)).ToList();
            return names.Count > 0 ? scripts.CarrierOf(names) : null;
        }
    }

    // JupyterLab's renderer of plotly figures draws once and ignores updates; the renderers of other forms redraw, in VS Code too. So a
    // display that has shown a figure's data is updated by the HTML form.
    private MimeBundle Track(string id, MimeBundle bundle, bool update)
    {
        var drawn =
            bundle.Text("text/html") is { } html && scripts.NeededBy(html).Any()
                ? bundle.Data.Select(form => form.Key).Where(DrawsOnce).ToList()
                : [];
        lock (_gate)
        {
            var drawnBefore = _shown.TryGetValue(id, out var before) && before;
            _shown[id] = drawnBefore || drawn.Count > 0;
            if (!update || !drawnBefore || drawn.Count == 0)
                return bundle;
        }
        var (data, metadata) = (bundle.Data.DeepClone().AsObject(), bundle.Metadata.DeepClone().AsObject());
        foreach (var form in drawn)
        {
            data.Remove(form);
            metadata.Remove(form);
        }
        return new MimeBundle(data, metadata);
    }

    private static bool DrawsOnce(string mimeType) =>
        mimeType.StartsWith("application/vnd.", StringComparison.Ordinal) && mimeType.EndsWith("+json", StringComparison.Ordinal);

    private void RequireKnown(string id)
    {
        lock (_gate)
        {
            if (_shown.ContainsKey(id))
                return;
        }
        throw new InvalidInputException(
            "an updated display must have been shown since the kernel started",
            $"display id \"{id}\"",
            nextStep: $"Run the cell that shows it, or show it here: display_as(value, \"{id}\")."
        );
    }

    private sealed class CellFrontEnd(DisplaySession session, CellRequest request, ICellFrontEnd inner) : ICellFrontEnd
    {
        private volatile bool _clearing;

        public void Send(CellOutput output)
        {
            if (output is ClearOutput clear)
                _clearing = clear.Wait;
            else if (_clearing)
            {
                _clearing = false;
                session.Forget(request);
            }
            if (output is ClearOutput { Wait: false })
                session.Forget(request);
            if (output is DisplayOutput { Update: true, DisplayId: { } updated })
                session.RequireKnown(updated);
            if (output is DisplayOutput { Bundle: var shown })
                CarryBefore(shown);
            else if (output is ResultOutput { Bundle: var value })
                CarryBefore(value);
            inner.Send(
                output switch
                {
                    DisplayOutput { DisplayId: { } id } display => display with
                    {
                        Bundle = session.Track(id, display.Bundle, display.Update),
                    },
                    ResultOutput { DisplayId: { } id } result => result with { Bundle = session.Track(id, result.Bundle, update: false) },
                    _ => output,
                }
            );
        }

        public string ReadLine(string prompt, bool password, CancellationToken cancellation) =>
            inner.ReadLine(prompt, password, cancellation);

        // The script is a separate output: an update would replace the script together with the figure, and a front end that prefers a
        // figure's data to its HTML, such as VS Code, does not run scripts in that HTML.
        private void CarryBefore(MimeBundle bundle)
        {
            if (session.CarrierBefore(bundle, request) is { } carrier)
                inner.Send(new DisplayOutput(carrier));
        }
    }
}
