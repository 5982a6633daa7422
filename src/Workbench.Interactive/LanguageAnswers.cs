using Microsoft.CodeAnalysis;
using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Events;
using Microsoft.DotNet.Interactive.Formatting;
using Workbench.Notebook;
using Diagnostic = Microsoft.DotNet.Interactive.Diagnostic;

namespace Workbench.Interactive;

/// <summary>Answers .NET Interactive's requests for completion, hover text, signature help and diagnostics.</summary>
/// <param name="interpreter">The interpreter that computes the answers.</param>
internal sealed class LanguageAnswers(IInterpreter interpreter)
{
    public async Task CompleteAsync(RequestCompletions command, KernelInvocationContext context)
    {
        var code = new CodeLines(DirectiveEscape.Restore(command.Code));
        var list = await interpreter
            .CompleteAsync(code.Text, code.IndexOf(command.LinePosition), context.CancellationToken)
            .ConfigureAwait(false);
        // Front ends sort by sortText: numbers keep the interpreter's order.
        var items = list.Matches.Select(
            (match, at) =>
                new CompletionItem(
                    match.Text,
                    Kind(match.Kind),
                    sortText: $"{at:D5}",
                    insertText: match.Text,
                    documentation: match.Signature ?? ""
                )
        );
        context.Publish(new CompletionsProduced([.. items], command, code.SpanOf(list.Start, list.End)));
    }

    public async Task HoverAsync(RequestHoverText command, KernelInvocationContext context)
    {
        var code = new CodeLines(DirectiveEscape.Restore(command.Code));
        var bundle = await interpreter
            .InspectAsync(code.Text, code.IndexOf(command.LinePosition), detail: 0, context.CancellationToken)
            .ConfigureAwait(false);
        if (bundle is not null && CellEvents.Forms(bundle) is { Count: > 0 } forms)
            context.Publish(new HoverTextProduced(command, forms, new LinePositionSpan(command.LinePosition, command.LinePosition)));
    }

    public async Task SignaturesAsync(RequestSignatureHelp command, KernelInvocationContext context)
    {
        var code = new CodeLines(DirectiveEscape.Restore(command.Code));
        if (
            await interpreter
                .SignatureHelpAsync(code.Text, code.IndexOf(command.LinePosition), context.CancellationToken)
                .ConfigureAwait(false)
            is not { } help
        )
            return;
        var signatures = help
            .Signatures.Select(one => new SignatureInformation(
                one.Label,
                Plain(one.Documentation),
                [.. one.Parameters.Select(parameter => new ParameterInformation(parameter.Label, Plain(parameter.Documentation)))]
            ))
            .ToList();
        // The event refuses an index past the last parameter.
        var last = Math.Max(0, signatures[help.ActiveSignature].Parameters.Count - 1);
        context.Publish(new SignatureHelpProduced(command, signatures, help.ActiveSignature, Math.Min(help.ActiveParameter, last)));
    }

    public async Task DiagnoseAsync(RequestDiagnostics command, KernelInvocationContext context)
    {
        var code = new CodeLines(DirectiveEscape.Restore(command.Code));
        var found = await interpreter.DiagnoseAsync(code.Text, context.CancellationToken).ConfigureAwait(false);
        var diagnostics = found
            .Where(one => one.Severity != CellSeverity.Hidden)
            .Select(one => new Diagnostic(code.SpanOf(one.Start, one.End), Severity(one.Severity), one.Id, one.Message))
            .ToList();
        context.Publish(new DiagnosticsProduced(diagnostics, [.. diagnostics.Select(one => Plain(one.ToString()))], command));
    }

    private static FormattedValue Plain(string text) => new(PlainTextFormatter.MimeType, text);

    private static DiagnosticSeverity Severity(CellSeverity severity) =>
        severity switch
        {
            CellSeverity.Error => DiagnosticSeverity.Error,
            CellSeverity.Warning => DiagnosticSeverity.Warning,
            CellSeverity.Info => DiagnosticSeverity.Info,
            _ => DiagnosticSeverity.Hidden,
        };

    // .NET Interactive's kinds are the names of Roslyn's tags.
    private static string Kind(string kind) =>
        kind switch
        {
            "function" => "Method",
            "instance" => "Local",
            "magic" => "Keyword",
            "" => "Text",
            _ => char.ToUpperInvariant(kind[0]) + kind[1..],
        };
}

/// <summary>Converts between positions by line and column and indices into the text.</summary>
/// <param name="text">The text.</param>
internal sealed class CodeLines(string text)
{
    private readonly List<int> _starts = [0, .. text.Index().Where(one => one.Item == '\n').Select(one => one.Index + 1)];

    /// <summary>The text.</summary>
    public string Text => text;

    /// <summary>The index of a position; a position outside the text is clamped.</summary>
    public int IndexOf(LinePosition position)
    {
        var line = Math.Clamp(position.Line, 0, _starts.Count - 1);
        return Math.Clamp(
            _starts[line] + Math.Max(0, position.Character),
            0,
            line + 1 < _starts.Count ? _starts[line + 1] - 1 : text.Length
        );
    }

    /// <summary>The lines and columns of a span.</summary>
    public LinePositionSpan SpanOf(int start, int end) => new(PositionOf(start), PositionOf(end));

    private LinePosition PositionOf(int index)
    {
        var line = _starts.FindLastIndex(start => start <= index);
        return new LinePosition(line, index - _starts[line]);
    }
}
