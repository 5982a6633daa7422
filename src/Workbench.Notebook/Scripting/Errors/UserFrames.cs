using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using System.Text.RegularExpressions;

namespace Workbench.Notebook.Scripting.Errors;

/// <summary>
/// The frames of a stack that are the user's: of cells and of what they refer to. The compiler's, the runtime's and ours say nothing to a
/// user.
/// </summary>
/// <param name="isUsers">Whether assemblies of this context are the user's.</param>
/// <param name="line">A line of a cell or a loaded file, from 1; null when it is not known.</param>
internal sealed partial class UserFrames(Func<AssemblyLoadContext?, bool> isUsers, Func<string, int, string?> line)
{
    private const int Shown = 30;

    /// <summary>Lines that show them, innermost first.</summary>
    internal IReadOnlyList<string> Of(Exception exception)
    {
        var lines = new List<string>();
        string? last = null;
        var repeated = 0;
        foreach (var frame in new StackTrace(exception, fNeedFileInfo: true).GetFrames())
        {
            if (frame.GetMethod() is not { DeclaringType: { } type } method || !isUsers(AssemblyLoadContext.GetLoadContext(type.Assembly)))
                continue;
            var text = Text(frame, method, type);
            if (text == last)
            {
                repeated++;
                continue;
            }
            Close();
            if (lines.Count >= Shown)
            {
                lines.Add("   …");
                return lines;
            }
            lines.Add(text);
            last = text;
        }
        Close();
        return lines;

        void Close()
        {
            if (repeated > 0)
                lines.Add(string.Create(CultureInfo.InvariantCulture, $"      and again, {repeated} times"));
            repeated = 0;
        }
    }

    private string Text(StackFrame frame, MethodBase method, Type type)
    {
        var name = Name(method, type);
        var file = frame.GetFileName();
        var number = frame.GetFileLineNumber();
        if (file is null || number == 0)
            return $"   at {name ?? method.Name}"
                + $"{(type.Assembly.GetName().Name is { } assembly && !SubmissionName().IsMatch(assembly) ? $" in {assembly}" : "")}";
        var place = string.Create(CultureInfo.InvariantCulture, $"{file}, line {number}");
        var code = line(file, number)?.Trim();
        return $"   at {(name is null ? place : $"{name} in {place}")}{(string.IsNullOrEmpty(code) ? "" : $": {Ansi.Green(code)}")}";
    }

    /// <summary>The method as the user wrote it; null for the top level of a cell.</summary>
    private static string? Name(MethodBase method, Type type)
    {
        var owner = type;
        var name = method.Name;
        var parameters = method.GetParameters();
        // A state machine or a closure stands for the method that it was made from: <Name>d__3.MoveNext, <>c.<Name>b__0.
        while (
            owner is { DeclaringType: { } outer }
            && (owner.Name.StartsWith('<') || owner.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false))
        )
        {
            if (name == "MoveNext")
            {
                name = owner.Name;
                parameters = [];
            }
            owner = outer;
        }
        var generated = Generated().Match(name);
        var (written, kind) = generated.Success ? (generated.Groups["name"].Value, generated.Groups["kind"].Value) : (name, "");
        if (kind == "g")
            written = generated.Groups["local"].Value;
        if (written.StartsWith("<Initialize>", StringComparison.Ordinal) || written is "<Factory>" or "<Main>")
            return kind == "b" ? "lambda" : null;
        if (kind == "b")
            return $"lambda in {written}";
        var prefix = SubmissionName().IsMatch(owner.Name) ? "" : CSharpNames.Short(owner) + ".";
        if (written is ".ctor")
            return $"new {CSharpNames.Short(owner)}({Parameters(parameters)})";
        // A state machine has lost its method's parameters.
        return $"{prefix}{written}({(kind == "d" ? "…" : Parameters(parameters))})";
    }

    private static string Parameters(ParameterInfo[] parameters) =>
        string.Join(
            ", ",
            parameters.Where(one => one.Name?.StartsWith('<') != true).Select(one => $"{CSharpNames.Short(one.ParameterType)} {one.Name}")
        );

    [GeneratedRegex(@"^<(?<name>.*)>(?<kind>[a-z])__(?<local>[^|]*)", RegexOptions.ExplicitCapture)]
    private static partial Regex Generated();

    // A submission's class, and its assembly, which has the process' number too.
    [GeneratedRegex(@"^Cell_\d+(_\d+)?$")]
    private static partial Regex SubmissionName();
}
