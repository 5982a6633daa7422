using System.Text.RegularExpressions;
using Workbench.Ablation;
using Workbench.Notebook;
using Workbench.Notebook.Display;
using Workbench.Notebook.Tests.Scripting;
using Workbench.Operations;

namespace Workbench.Notebook.Tests.Magics;

/// <summary>A notebook in folders of its own, whose studies start this program as their workers.</summary>
public sealed class MagicNotebook : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly IInterpreter _interpreter;

    public MagicNotebook()
        : this(null) { }

    /// <summary>A notebook with the home of another, as after a restart of its kernel.</summary>
    internal MagicNotebook(MagicNotebook? before)
    {
        HostEnvironment = new HostEnvironment(
            XdgFolders.FromEnvironment(name => name == "HOME" ? (before?._folder ?? _folder).Path : null),
            TimeProvider.System,
            _folder.Path,
            _ => null,
            RealWorker.Command
        );
        _interpreter = NotebookComposition.CreateInterpreter(HostEnvironment);
    }

    public HostEnvironment HostEnvironment { get; }

    public string Folder => _folder.Path;

    public void Interrupt() => _interpreter.Interrupt();

    internal async Task<Seen> Run(string code, Action<CellOutput>? onSend = null)
    {
        var frontEnd = new RecordingFrontEnd { OnSend = onSend ?? (static _ => { }) };
        var outcome = await _interpreter.ExecuteAsync(new CellRequest(code), frontEnd);
        return new Seen(outcome, frontEnd.Outputs);
    }

    internal async Task<IReadOnlyList<string>> Complete(string code) => [.. (await Offered(code)).Select(match => match.Text)];

    internal async Task<IReadOnlyList<CompletionMatch>> Offered(string code) =>
        (await _interpreter.CompleteAsync(code, code.Length, TestContext.Current.CancellationToken)).Matches;

    internal async Task<string> Inspect(string before, string after) =>
        (await _interpreter.InspectAsync(before + after, before.Length, 1, TestContext.Current.CancellationToken))?.Text("text/plain")
        ?? "";

    public void Dispose()
    {
        _interpreter.Dispose();
        _folder.Dispose();
    }

    /// <summary>What came of a cell.</summary>
    internal sealed partial record Seen(CellOutcome Outcome, IReadOnlyList<CellOutput> Outputs)
    {
        /// <summary>What a saved notebook holds: updates in the place of what they update, displays and results in order.</summary>
        public IReadOnlyList<MimeBundle> Saved
        {
            get
            {
                var saved = new List<(string? Id, MimeBundle Bundle)>();
                foreach (var output in Outputs)
                {
                    if (output is DisplayOutput { Update: true, DisplayId: { } id } update)
                        saved[saved.FindIndex(one => one.Id == id)] = (id, update.Bundle);
                    else if (output is DisplayOutput display)
                        saved.Add((display.DisplayId, display.Bundle));
                    else if (output is ResultOutput result)
                        saved.Add((null, result.Bundle));
                }
                // Outputs that are there for plotly.js alone are left out.
                return [.. saved.Select(one => one.Bundle).Where(bundle => bundle.Metadata["workbench"] is null)];
            }
        }

        /// <summary>The plain text of everything shown.</summary>
        public string Text => string.Join("\n---\n", Saved.Select(bundle => bundle.Text("text/plain")));

        public ErrorOutput? Error => Outputs.OfType<ErrorOutput>().SingleOrDefault();

        public Seen Good()
        {
            Assert.True(
                Outcome.Status == CellStatus.Ok,
                Error is { } error ? string.Join('\n', error.Traceback.Prepend(error.Value)) : $"{Outcome.Status}"
            );
            return this;
        }

        public string Fault()
        {
            Assert.Equal(CellStatus.Error, Outcome.Status);
            return Error!.Value;
        }
    }
}
