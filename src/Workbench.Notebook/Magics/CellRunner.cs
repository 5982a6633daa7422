using System.Globalization;
using Workbench.Notebook.Magics.Live;
using Workbench.Notebook.Scripting;
using Workbench.Notebook.Scripting.Execution;
using Workbench.Notebook.Scripting.Language;
using Workbench.Operations;

namespace Workbench.Notebook.Magics;

/// <summary>
/// Runs the parts of cells in order: C# in the session, magics by their handlers. Operations started from C# get folders, cancellation and
/// progress from the ambient scope.
/// </summary>
/// <param name="session">The C# session.</param>
/// <param name="magics">The magics.</param>
/// <param name="hostEnvironment">Folders, clock, worker processes.</param>
public sealed class CellRunner(CSharpSession session, MagicSet magics, HostEnvironment hostEnvironment)
{
    /// <summary>The magics.</summary>
    public MagicSet Magics => magics;

    /// <summary>Language services for magics.</summary>
    internal ICellMagics CellMagics { get; } = new CellMagics(magics, () => Host.VariablesOf(session), hostEnvironment.CurrentFolder);

    /// <summary>Runs a cell. All outputs of its parts have been sent when the task ends.</summary>
    /// <param name="cell">The cell.</param>
    /// <param name="path">The cell's name in diagnostics and stack frames.</param>
    /// <returns>The value of the last part, if that is C# with a value.</returns>
    /// <exception cref="Exception">The exception of the first failed part; later parts do not run.</exception>
    public async Task<ScriptValue> RunAsync(CellContext cell, string path)
    {
        ArgumentNullException.ThrowIfNull(cell);
        var live = LiveOutput.In(cell, hostEnvironment);
        using var scope = new OperationScope(hostEnvironment, live, cell.Cancellation) { Surface = magics.Surface }.Enter();
        var status = CellStatus.Error;
        try
        {
            var host = new Host(session, magics, hostEnvironment, path, new ImportPlace(hostEnvironment.CurrentFolder, []));
            var value = await host.RunPartsAsync(cell.Request.Code, 0, cell).ConfigureAwait(false);
            status = CellStatus.Ok;
            return value;
        }
        catch (OperationCanceledException) when (cell.Cancellation.IsCancellationRequested)
        {
            status = CellStatus.Interrupted;
            throw;
        }
        finally
        {
            live.Close(status);
        }
    }

    private sealed class Host(CSharpSession session, MagicSet magics, HostEnvironment hostEnvironment, string path, ImportPlace place)
        : IMagicHost
    {
        public HostEnvironment HostEnvironment => hostEnvironment;

        public IReadOnlyList<CellVariable> Variables => VariablesOf(session);

        public static IReadOnlyList<CellVariable> VariablesOf(CSharpSession session) =>
            [.. session.Variables.Select(one => new CellVariable(one.Name, one.Type, one.Value))];

        public void Set(string name, Type type, object? value) => session.Set(name, value, type);

        public async Task RunAsync(string code, int line, CellContext cell) =>
            await ShowAsync(await RunPartsAsync(code, line, cell).ConfigureAwait(false), cell).ConfigureAwait(false);

        public Task ImportAsync(IReadOnlyList<string> files, int line, CellContext cell) =>
            new CellImport(
                place,
                (code, name, inside) => new Host(session, magics, hostEnvironment, name, inside).RunAsync(code, 0, cell),
                sources => session.ImportAsync(sources, cell)
            ).RunAsync(files, place.Files.Count == 0 ? null : string.Create(CultureInfo.InvariantCulture, $"{path}, line {line + 1}"));

        public async Task<ScriptValue> RunPartsAsync(string code, int line, CellContext cell)
        {
            var last = ScriptValue.None;
            var runner = new MagicRunner(magics, this);
            foreach (var part in magics.Splitter.Split(code))
            {
                // The value of C# before a magic is shown too.
                await ShowAsync(last, cell).ConfigureAwait(false);
                last = ScriptValue.None;
                cell.Cancellation.ThrowIfCancellationRequested();
                if (part is CSharpPart csharp)
                    last = await session.RunAsync(new string('\n', line) + csharp.Padded, cell, path).ConfigureAwait(false);
                else if (part is MagicPart magic)
                {
                    var placed = line == 0 ? magic : magic with { Line = magic.Line + line, BodyLine = magic.BodyLine + line };
                    await BackgroundCellWork.RunAsync(() => runner.RunAsync(placed, cell), cell.Cancellation).ConfigureAwait(false);
                }
            }
            return last;
        }

        private Task ShowAsync(ScriptValue value, CellContext cell) =>
            value.HasValue && !cell.Request.Silent
                ? session.ShowAsync(value.Value, static bundle => new DisplayOutput(bundle), cell)
                : Task.CompletedTask;
    }
}
