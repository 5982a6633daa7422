using System.Runtime.CompilerServices;
using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Connection;
using Microsoft.DotNet.Interactive.Directives;

namespace Workbench.Polyglot;

/// <summary>
/// The host takes a cell apart at the magics that it knows, and it knows the Workbench's because they work in its own cells. A cell of the
/// Workbench's kernel is put together again: its first part sends all of it, line numbers included, and the others nothing. So a magic
/// there may have what the Workbench's parser allows.
/// </summary>
/// <param name="root">The host's kernels.</param>
/// <param name="workbench">The Workbench's.</param>
/// <param name="magics">Names of the Workbench's magics.</param>
internal sealed class WholeCellMiddleware(CompositeKernel root, ProxyKernel workbench, IReadOnlySet<string> magics)
{
    private readonly ConditionalWeakTable<KernelCommand, object> _sent = [];

    /// <summary>Handles what comes to the Workbench's kernel.</summary>
    public Task HandleAsync(KernelCommand command, KernelInvocationContext context, KernelPipelineContinuation next)
    {
        if (!(command is SubmitCode || IsOurs(command)) || command.Parent is not SubmitCode cell)
            return next(command, context);
        var (text, segments) = TextOf(cell);
        // Between other kernels' parts the order counts: each part is sent by itself.
        if (segments != 1 && command is SubmitCode)
            return next(command, context);
        if (segments != 1)
            text = DirectiveLine.Of(command) ?? "";
        else if (!_sent.TryAdd(cell, this))
            return Task.CompletedTask;
        var whole = new SubmitCode(text, workbench.Name);
        whole.SetParent(cell, bubbleEvents: true);
        return next(whole, context);
    }

    // #r is the host's too, which knows packages in cells of its own only; it makes a second command of it, for which there is nothing to
    // do.
    private bool IsOurs(KernelCommand command) =>
        DirectiveLine.NameOf(command) is { } name && (magics.Contains(name) || name is "#r" or "#i" or "#!nuget-restore");

    /// <summary>What of a cell is the Workbench's, with empty lines for the rest, and in how many pieces.</summary>
    private (string Text, int Segments) TextOf(SubmitCode cell)
    {
        var selectors = root
            .KernelInfo.SupportedDirectives.OfType<KernelSpecifierDirective>()
            .ToDictionary(one => one.Name, one => one.KernelName);
        var known = root
            .KernelInfo.SupportedDirectives.Concat(workbench.KernelInfo.SupportedDirectives)
            .Select(one => one.Name)
            .ToHashSet();
        var kernel = cell.TargetKernelName ?? root.DefaultKernelName;
        var (segments, inside) = (0, false);
        var lines = cell.Code.Split('\n');
        foreach (ref var line in lines.AsSpan())
        {
            var name = line.StartsWith("#!", StringComparison.Ordinal) ? line.Split(' ', '\t', '\r')[0] : "";
            if (selectors.TryGetValue(name, out var selected))
                kernel = selected;
            var ours = kernel == workbench.Name && !known.Contains(name);
            if (ours && !inside && !string.IsNullOrWhiteSpace(line))
                segments++;
            inside = kernel == workbench.Name && (inside || ours && !string.IsNullOrWhiteSpace(line));
            if (!ours)
                line = "";
        }
        return (string.Join('\n', lines), segments);
    }
}

/// <summary>
/// The line of a magic, as the host's command for it says it. The values that the host's parser makes of it lose what it does not expect.
/// </summary>
internal static class DirectiveLine
{
    private const string Prefix = "Directive: ";

    /// <summary>The name of a command's magic, with its mark; null when it is none.</summary>
    public static string? NameOf(KernelCommand command) =>
        command.ToString() is { } said && said.StartsWith(Prefix + "#", StringComparison.Ordinal)
            ? said[Prefix.Length..].Split(' ', '\t', '\r', '\n')[0]
            : null;

    /// <summary>The line as it was written; null when it cannot be found in its cell.</summary>
    public static string? Of(KernelCommand command)
    {
        if (NameOf(command) is null)
            return null;
        var text = command.ToString()![Prefix.Length..].Trim();
        return (command.Parent as SubmitCode)?.Code.Contains(text, StringComparison.Ordinal) == true ? text : null;
    }
}
