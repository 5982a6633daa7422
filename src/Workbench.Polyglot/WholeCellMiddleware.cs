using System.Runtime.CompilerServices;
using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Connection;
using Microsoft.DotNet.Interactive.Directives;

namespace Workbench.Polyglot;

/// <summary>
/// Reassembles the cells of the Workbench's kernel. The host splits a cell at known magics, which include the Workbench's because they are
/// registered for the host's own cells. The first part of a cell sends the whole cell with its line numbers, and the other parts send
/// nothing, so that the Workbench's parser handles the magics.
/// </summary>
/// <param name="root">The host's root kernel.</param>
/// <param name="workbench">The Workbench's kernel.</param>
/// <param name="magics">The names of the Workbench's magics.</param>
internal sealed class WholeCellMiddleware(CompositeKernel root, ProxyKernel workbench, IReadOnlySet<string> magics)
{
    private readonly ConditionalWeakTable<KernelCommand, object> _sent = [];

    /// <summary>Handles a command to the Workbench's kernel.</summary>
    public Task HandleAsync(KernelCommand command, KernelInvocationContext context, KernelPipelineContinuation next)
    {
        if (!(command is SubmitCode || IsOurs(command)) || command.Parent is not SubmitCode cell)
            return next(command, context);
        var (text, segments) = TextOf(cell);
        // If parts of other kernels are in between, order matters: send each part separately.
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

    // #r is also a directive of the host, but only for the host's own cells. The host's additional command for it (#!nuget-restore) is
    // ignored.
    private bool IsOurs(KernelCommand command) =>
        DirectiveLine.NameOf(command) is { } name && (magics.Contains(name) || name is "#r" or "#i" or "#!nuget-restore");

    /// <summary>The Workbench's part of a cell, with empty lines for the rest, and the number of segments.</summary>
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
/// The source line of a magic, from the host's command. The arguments that the host's parser makes of the line drop everything that the
/// parser does not expect.
/// </summary>
internal static class DirectiveLine
{
    private const string Prefix = "Directive: ";

    /// <summary>The name of a command's magic, with <c>#!</c>; null for other commands.</summary>
    public static string? NameOf(KernelCommand command) =>
        command.ToString() is { } text && text.StartsWith(Prefix + "#", StringComparison.Ordinal)
            ? text[Prefix.Length..].Split(' ', '\t', '\r', '\n')[0]
            : null;

    /// <summary>The line; null when it is not found in its cell.</summary>
    public static string? Of(KernelCommand command)
    {
        if (NameOf(command) is null)
            return null;
        var text = command.ToString()![Prefix.Length..].Trim();
        return (command.Parent as SubmitCode)?.Code.Contains(text, StringComparison.Ordinal) == true ? text : null;
    }
}
