using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using System.Text.RegularExpressions;

namespace Workbench.Notebook.Scripting.Errors;

/// <summary>
/// The stack frames in user code: cells and the assemblies that they reference. Frames of the compiler, the runtime and the Workbench are
/// omitted.
/// </summary>
/// <param name="isUsers">Whether a load context holds user assemblies.</param>
/// <param name="line">Returns the text of a line, from 1, of a cell or a loaded file; null when unknown.</param>
internal sealed partial class UserFrames(Func<AssemblyLoadContext?, bool> isUsers, Func<string, int, string?> line)
{
    private const int Shown = 30;

    /// <summary>The frames as lines, innermost first.</summary>
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

    /// <summary>The method's name in the source; null for the top level of a cell.</summary>
    private static string? Name(MethodBase method, Type type)
    {
        var owner = type;
        var name = method.Name;
        var parameters = method.GetParameters();
        // Maps state machines and closures to their source methods: <Name>d__3.MoveNext, <>c.<Name>b__0.
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
        // The parameters of a state machine's method are unknown.
        return $"{prefix}{written}({(kind == "d" ? "…" : Parameters(parameters))})";
    }

    private static string Parameters(ParameterInfo[] parameters) =>
        string.Join(
            ", ",
            parameters.Where(one => one.Name?.StartsWith('<') != true).Select(one => $"{CSharpNames.Short(one.ParameterType)} {one.Name}")
        );

    [GeneratedRegex(@"^<(?<name>.*)>(?<kind>[a-z])__(?<local>[^|]*)", RegexOptions.ExplicitCapture)]
    private static partial Regex Generated();

    // The class of a submission, and its assembly, whose name ends in the process id.
    [GeneratedRegex(@"^Cell_\d+(_\d+)?$")]
    private static partial Regex SubmissionName();
}
