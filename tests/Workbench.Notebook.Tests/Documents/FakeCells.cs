using System.Runtime.InteropServices;
using Workbench.Ablation;
using Workbench.Notebook;
using Workbench.Notebook.Documents.Running;
using Workbench.Notebook.Streams;

namespace Workbench.Notebook.Tests.Documents;

/// <summary>This program as a child that runs cells of a made-up language: each line of a cell is a word and its argument.</summary>
internal static partial class FakeCells
{
    public static WorkerCommand Command { get; } = Child("fake-cells");

    /// <summary>This program as the real child, with the real interpreter.</summary>
    public static WorkerCommand Real { get; } = Child("real-cells");

    public static Task<int> RunAsync() => HostAsync(() => new Interpreter());

    public static async Task<int> HostAsync(Func<IInterpreter> create)
    {
        // Ctrl-C is the parent's.
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => signal.Cancel = true);
        using var streams = StandardStreams.Take(errors: false);
        return (int)await CellHost.RunAsync(streams.Input, streams.Output, create, WorkerLifetime.OfThisProcess, TimeProvider.System);
    }

    private static WorkerCommand Child(string word) =>
        new(
            Environment.ProcessPath!,
            Path.GetFileNameWithoutExtension(Environment.ProcessPath!) == "dotnet" ? [typeof(FakeCells).Assembly.Location, word] : [word]
        );

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int puts(string text);

    [LibraryImport("libc")]
    private static partial nint write(int descriptor, byte[] bytes, nint count);

    /// <summary>Writes where a crash does: past the console, to the descriptor.</summary>
    private static void Complain(string text) => _ = write(2, System.Text.Encoding.UTF8.GetBytes(text), text.Length);

    private sealed class Interpreter : IInterpreter
    {
        private readonly ManualResetEventSlim _stop = new();
        private int _count;

        public async Task<CellOutcome> ExecuteAsync(CellRequest request, ICellFrontEnd frontEnd, CancellationToken cancellation = default)
        {
            _stop.Reset();
            _count++;
            var cell = new CellContext(request, frontEnd, CancellationToken.None);
            cell.Enter();
            StandardStreams.Begin(cell);
            try
            {
                return await RunAsync(request, frontEnd);
            }
            finally
            {
                StandardStreams.Drain();
            }
        }

        private async Task<CellOutcome> RunAsync(CellRequest request, ICellFrontEnd frontEnd)
        {
            foreach (var line in request.Code.Split('\n'))
            {
                var (word, rest) = line.Split(' ', 2) is [var first, var second] ? (first, second) : (line, "");
                switch (word)
                {
                    case "print":
                        frontEnd.Send(
                            new StreamOutput(
                                StandardStream.Out,
                                rest.Replace("\\n", "\n", StringComparison.Ordinal).Replace("\\r", "\r", StringComparison.Ordinal)
                            )
                        );
                        break;
                    case "warn":
                        frontEnd.Send(new StreamOutput(StandardStream.Error, rest + "\n"));
                        break;
                    case "console":
                        Console.WriteLine(rest);
                        break;
                    case "native":
                        _ = puts(rest);
                        break;
                    case "flood":
                        for (var i = 0; i < int.Parse(rest); i++)
                            frontEnd.Send(new StreamOutput(StandardStream.Out, new string('x', 999_999) + "\n"));
                        break;
                    case "displays":
                        for (var i = 0; i < int.Parse(rest); i++)
                            frontEnd.Send(new DisplayOutput(MimeBundle.Plain($"{i}")));
                        break;
                    case "display":
                        frontEnd.Send(new DisplayOutput(MimeBundle.Plain(rest), "id"));
                        break;
                    case "update":
                        frontEnd.Send(new DisplayOutput(MimeBundle.Plain(rest), "id", Update: true));
                        break;
                    case "value":
                        frontEnd.Send(new ResultOutput(MimeBundle.Plain(rest), _count));
                        break;
                    case "clear":
                        frontEnd.Send(new ClearOutput(rest == "wait"));
                        break;
                    case "folder":
                        frontEnd.Send(new StreamOutput(StandardStream.Out, Environment.CurrentDirectory));
                        break;
                    case "variable":
                        frontEnd.Send(new StreamOutput(StandardStream.Out, Environment.GetEnvironmentVariable(rest) ?? "not set"));
                        break;
                    case "ask":
                        frontEnd.Send(
                            new StreamOutput(
                                StandardStream.Out,
                                Console.OpenStandardInput().ReadByte() < 0 ? "nothing to read" : "something"
                            )
                        );
                        return Failed(frontEnd, Caught(() => frontEnd.ReadLine(rest, false, CancellationToken.None)));
                    case "late":
                        _ = Task.Run(() =>
                        {
                            _stop.Wait(TimeSpan.FromMilliseconds(200));
                            frontEnd.Send(new StreamOutput(StandardStream.Out, "late\n"));
                        });
                        break;
                    case "wait":
                        frontEnd.Send(new StreamOutput(StandardStream.Out, "waiting\n"));
                        await Task.Run(_stop.Wait);
                        return new CellOutcome(
                            CellStatus.Interrupted,
                            _count,
                            Error(frontEnd, "OperationCanceledException", "interrupted")
                        );
                    case "hang":
                        frontEnd.Send(new StreamOutput(StandardStream.Out, "hanging\n"));
                        Thread.Sleep(Timeout.Infinite);
                        break;
                    case "die":
                        frontEnd.Send(new StreamOutput(StandardStream.Out, "before\n"));
                        Complain("last words\n");
                        WorkerLifetime.OfThisProcess.End();
                        break;
                    case "defect":
                        throw new InvalidOperationException("a defect");
                    case "error":
                        return Failed(frontEnd, rest);
                    default:
                        return Failed(frontEnd, $"no such word: {word}");
                }
            }
            return new CellOutcome(CellStatus.Ok, _count);
        }

        public Task CallAsync(Action call, ICellFrontEnd frontEnd, CancellationToken cancellation = default) =>
            throw new NotSupportedException();

        public void Interrupt() => _stop.Set();

        public Task<CompletionList> CompleteAsync(string code, int cursor, CancellationToken cancellation) =>
            throw new NotSupportedException();

        public Task<MimeBundle?> InspectAsync(string code, int cursor, int detail, CancellationToken cancellation) =>
            throw new NotSupportedException();

        public Completeness IsComplete(string code) => new("unknown");

        public void Dispose() { }

        private CellOutcome Failed(ICellFrontEnd frontEnd, string message) =>
            new(CellStatus.Error, _count, Error(frontEnd, "FakeException", message));

        private static ErrorOutput Error(ICellFrontEnd frontEnd, string name, string message)
        {
            var error = new ErrorOutput(name, message, [$"{name}: {message}", "  at line 1"]);
            frontEnd.Send(error);
            return error;
        }

        private static string Caught(Action act)
        {
            try
            {
                act();
                return "nothing was thrown";
            }
            catch (InvalidInputException error)
            {
                return error.Message;
            }
        }
    }
}
