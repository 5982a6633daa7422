using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Directives;
using Microsoft.DotNet.Interactive.Events;
using Microsoft.DotNet.Interactive.Formatting;
using Microsoft.DotNet.Interactive.ValueSharing;
using Workbench.Notebook;
using Workbench.Notebook.Display;
using Workbench.Notebook.Magics;
using Workbench.Notebook.Streams;

namespace Workbench.Interactive;

/// <summary>
/// The notebook's language (C# and magics) as a kernel of .NET Interactive. An interrupt leaves the session as it was before the
/// interrupted statement.
/// </summary>
public sealed class WorkbenchKernel
    : Kernel,
        IKernelCommandHandler<SubmitCode>,
        IKernelCommandHandler<RequestCompletions>,
        IKernelCommandHandler<RequestHoverText>,
        IKernelCommandHandler<RequestSignatureHelp>,
        IKernelCommandHandler<RequestDiagnostics>,
        IKernelCommandHandler<RequestValue>,
        IKernelCommandHandler<RequestValueInfos>,
        IKernelCommandHandler<SendValue>
{
    /// <summary>The kernel's default name: cells begin with <c>#!workbench</c>.</summary>
    public const string DefaultName = "workbench";

    private readonly NotebookInterpreter _interpreter;
    private readonly LanguageAnswers _language;
    private readonly SharedValues _values;

    /// <summary>A kernel over an interpreter. The caller disposes the interpreter.</summary>
    /// <param name="interpreter">The interpreter that runs the cells.</param>
    /// <param name="name">The kernel's name.</param>
    public WorkbenchKernel(NotebookInterpreter interpreter, string name = DefaultName)
        : base(name)
    {
        ArgumentNullException.ThrowIfNull(interpreter);
        _interpreter = interpreter;
        _language = new LanguageAnswers(interpreter);
        _values = new SharedValues(interpreter);
        KernelInfo.LanguageName = "C#";
        KernelInfo.LanguageVersion = "14.0";
        KernelInfo.DisplayName = $"{name} - C# and the Transformer Workbench";
        KernelInfo.Description =
            "C# with the Transformer Workbench, TorchSharp, Plotly figures and the magics of ablation studies (#!lsmagic lists them).";
    }

    /// <summary>
    /// Registers the magics with the parser of a host that runs this kernel in its own process; the parser refuses unknown magics. The host
    /// then submits the line of each magic, and the C# between magics, as separate cells. A kernel behind a proxy does not need this: it
    /// receives whole cells.
    /// </summary>
    /// <param name="magics">The interpreter's magics.</param>
    public void DeclareMagics(IEnumerable<MagicDescription> magics)
    {
        ArgumentNullException.ThrowIfNull(magics);
        foreach (var magic in magics)
        {
            var directive = new KernelActionDirective($"#!{magic.Name}", magic.Summary);
            foreach (var option in magic.Options)
                directive.Parameters.Add(
                    new KernelDirectiveParameter(option.Name, option.Description) { Flag = option.Flag, MaxOccurrences = MostOccurrences }
                );
            directive.Parameters.Add(
                new KernelDirectiveParameter("--arguments", "Positional arguments")
                {
                    AllowImplicitName = true,
                    MaxOccurrences = MostOccurrences,
                }
            );
            AddDirective(directive, (command, context) => RunAsync(DirectiveText.Of(command, magic.Name), command, context));
        }
    }

    // The parser's default maximum is 1. A high maximum leaves the check, and its error message, to the Workbench.
    private const int MostOccurrences = 1000;

    Task IKernelCommandHandler<SubmitCode>.HandleAsync(SubmitCode command, KernelInvocationContext context) =>
        RunAsync(DirectiveEscape.Restore(command.Code), command, context);

    Task IKernelCommandHandler<RequestCompletions>.HandleAsync(RequestCompletions command, KernelInvocationContext context) =>
        _language.CompleteAsync(command, context);

    Task IKernelCommandHandler<RequestHoverText>.HandleAsync(RequestHoverText command, KernelInvocationContext context) =>
        _language.HoverAsync(command, context);

    Task IKernelCommandHandler<RequestSignatureHelp>.HandleAsync(RequestSignatureHelp command, KernelInvocationContext context) =>
        _language.SignaturesAsync(command, context);

    Task IKernelCommandHandler<RequestDiagnostics>.HandleAsync(RequestDiagnostics command, KernelInvocationContext context) =>
        _language.DiagnoseAsync(command, context);

    Task IKernelCommandHandler<RequestValue>.HandleAsync(RequestValue command, KernelInvocationContext context) =>
        _values.SendAsync(command, context);

    Task IKernelCommandHandler<RequestValueInfos>.HandleAsync(RequestValueInfos command, KernelInvocationContext context) =>
        _values.ListAsync(command, context);

    Task IKernelCommandHandler<SendValue>.HandleAsync(SendValue command, KernelInvocationContext context) =>
        _values.TakeAsync(command, context);

    private async Task RunAsync(string code, KernelCommand command, KernelInvocationContext context)
    {
        // The host has replaced Console.Out, and its writers do not attribute text to cells.
        StandardStreams.Current?.TakeConsole();
        var outputs = new CellEvents(command, context);
        var outcome = await _interpreter.ExecuteAsync(new CellRequest(code), outputs, context.CancellationToken).ConfigureAwait(false);
        foreach (var page in outcome.Payloads ?? [])
            outputs.Send(new DisplayOutput(page.Bundle));
        if (outcome.Error is { } error)
            context.Fail(command, message: CellEvents.TextOf(error));
    }
}
