using System.Text.Json.Nodes;

namespace Workbench.Notebook.Display;

/// <summary>
/// What a session knows of what it has shown: the display ids that can be updated, and which cell carries which script.
/// The interpreter wraps the host's front end with <see cref="FrontEndFor"/> for every cell.
/// </summary>
/// <param name="scripts">What outputs may need.</param>
public sealed class DisplaySession(ScriptLibrary scripts)
{
    private readonly Lock _gate = new();
    private readonly HashSet<string> _shown = [];
    private readonly Dictionary<string, CellRequest> _carriers = [];

    /// <summary>The front end of a cell that begins: outputs that need a script bring it when nobody has carried it yet.</summary>
    /// <param name="request">What runs; its cell id tells a re-run.</param>
    /// <param name="frontEnd">The host's.</param>
    public ICellFrontEnd FrontEndFor(CellRequest request, ICellFrontEnd frontEnd)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(frontEnd);
        // A re-run takes the cell's outputs away, and with them what they carried.
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

    // Some front ends (Jupyter Notebook 6) do not name cells. There, code that is nearly the carrier's is taken for the carrier, edited: at worst
    // a script is carried twice.
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

    private List<string> ToCarry(MimeBundle bundle, CellRequest request)
    {
        if (bundle.Text("text/html") is not { } html)
            return [];
        lock (_gate)
            return [.. scripts.NeededBy(html).Where(name => _carriers.TryAdd(name, request))];
    }

    private void Know(string id)
    {
        lock (_gate)
            _shown.Add(id);
    }

    private void RequireKnown(string id)
    {
        lock (_gate)
        {
            if (_shown.Contains(id))
                return;
        }
        throw new InvalidInputException("a display that is updated was shown before, since the kernel started", $"display id \"{id}\"",
            nextStep: $"Run the cell that shows it, or show it here: display_as(value, \"{id}\").");
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
            inner.Send(output switch
            {
                ClearOutput { Wait: false } now => Cleared(now),
                DisplayOutput display => Carrying(display),
                ResultOutput { DisplayId: null } result => result with { Bundle = Carrying(result.Bundle) },
                ResultOutput result => Carrying(result),
                _ => output,
            });
        }

        public string ReadLine(string prompt, bool password, CancellationToken cancellation) => inner.ReadLine(prompt, password, cancellation);

        private ClearOutput Cleared(ClearOutput output)
        {
            session.Forget(request);
            return output;
        }

        private DisplayOutput Carrying(DisplayOutput output)
        {
            if (output is { Update: true, DisplayId: { } updated })
                session.RequireKnown(updated);
            if (output.DisplayId is not { } id)
                return output with { Bundle = Carrying(output.Bundle) };
            CarryBefore(output.Bundle);
            session.Know(id);
            return output;
        }

        private ResultOutput Carrying(ResultOutput output)
        {
            CarryBefore(output.Bundle);
            session.Know(output.DisplayId!);
            return output;
        }

        private MimeBundle Carrying(MimeBundle bundle)
        {
            var names = session.ToCarry(bundle, request);
            if (names.Count == 0)
                return bundle;
            var data = bundle.Data.DeepClone().AsObject();
            data["text/html"] = session.Html(names) + bundle.Text("text/html");
            return bundle with { Data = data };
        }

        // An update takes the place of what was shown, so what can be updated carries nothing itself: the script is an output of its own before it.
        private void CarryBefore(MimeBundle bundle)
        {
            var names = session.ToCarry(bundle, request);
            if (names.Count == 0)
                return;
            var carries = new JsonObject { ["carries"] = new JsonArray([.. names.Select(name => JsonValue.Create(name))]) };
            inner.Send(new DisplayOutput(new MimeBundle(
                new JsonObject { ["text/html"] = session.Html(names), ["text/plain"] = "" }, new JsonObject { ["workbench"] = carries })));
        }
    }

    private string Html(IEnumerable<string> names) => string.Concat(names.Select(scripts.Carrier));
}
