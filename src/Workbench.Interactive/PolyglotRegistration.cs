using System.Globalization;
using System.Text;
using Workbench.Notebook.Magics;

namespace Workbench.Interactive;

/// <summary>Writes the C# that makes the Workbench's magics known to .NET Interactive. It names everything in full and leaves no variable and no using behind.</summary>
internal static class PolyglotRegistration
{
    private const string Interactive = "Microsoft.DotNet.Interactive";

    public static string Write(IReadOnlyList<MagicDescription> magics, string formattedValue)
    {
        var text = new StringBuilder();
        // The host finds a command by its type's name alone: no other extension may have one of the same.
        foreach (var magic in magics)
            text.Append(CultureInfo.InvariantCulture, $"public sealed class {TypeOf(magic)} : {Interactive}.Commands.KernelDirectiveCommand {{ }}\n");
        text.Append(CultureInfo.InvariantCulture, $$"""

            public static class TransformerWorkbenchExtension
            {
                public static System.Threading.Tasks.Task RunAsync(string magic, {{Interactive}}.Commands.KernelCommand command, {{Interactive}}.KernelInvocationContext context)
                {
                    var cell = command.Parent as {{Interactive}}.Commands.SubmitCode;
                    return Workbench.Interactive.PolyglotHost.RunAsync(magic, cell ?? (object)command, cell?.Code ?? "",
                        (id, update, forms) => context.Publish(update
                            ? new {{Interactive}}.Events.DisplayedValueUpdated(null, id, command, Values(forms))
                            : ({{Interactive}}.Events.KernelEvent)new {{Interactive}}.Events.DisplayedValueProduced(null, command, Values(forms), id)),
                        (text, error) => context.Publish(error
                            ? new {{Interactive}}.Events.StandardErrorValueProduced(command, Text(text))
                            : ({{Interactive}}.Events.KernelEvent)new {{Interactive}}.Events.StandardOutputValueProduced(command, Text(text))),
                        Variable, context.CancellationToken);
                }

                private static {{formattedValue}}[] Values(System.Collections.Generic.IReadOnlyDictionary<string, string> forms) =>
                    System.Linq.Enumerable.ToArray(System.Linq.Enumerable.Select(forms, form => new {{formattedValue}}(form.Key, form.Value)));

                private static {{formattedValue}}[] Text(string text) => new[] { new {{formattedValue}}("text/plain", text) };

                // The latest submission's variables: those that cells of C# see.
                private static object Variable(string name) =>
                    {{Interactive}}.KernelExtensions.FindKernelByName({{Interactive}}.KernelInvocationContext.Current.HandlingKernel.RootKernel, "csharp")
                        is {{Interactive}}.CSharp.CSharpKernel csharp && csharp.TryGetValue<object>(name, out var value) ? value : null;
            }


            """);
        text.Append("{\n").Append(CultureInfo.InvariantCulture, $"    var root = {Interactive}.KernelInvocationContext.Current.HandlingKernel.RootKernel;\n");
        foreach (var magic in magics)
            Register(text, magic);
        return text.Append("}\n").ToString();
    }

    private static void Register(StringBuilder text, MagicDescription magic)
    {
        const string directives = $"{Interactive}.Directives";
        text.Append(CultureInfo.InvariantCulture, $"    {{\n        var directive = new {directives}.KernelActionDirective({Quoted($"#!{magic.Name}")}) {{ Description = {Quoted(magic.Summary)} }};\n");
        foreach (var option in magic.Options)
            text.Append(CultureInfo.InvariantCulture, $"        directive.Parameters.Add(new {directives}.KernelDirectiveParameter({Quoted(option.Name)}, {Quoted(option.Description)}) {{ {(option.Flag ? "Flag = true" : "MaxOccurrences = 1000")} }});\n");
        text.Append(CultureInfo.InvariantCulture, $"        directive.Parameters.Add(new {directives}.KernelDirectiveParameter(\"--arguments\", \"What stands without an option\") {{ AllowImplicitName = true, MaxOccurrences = 1000 }});\n");
        text.Append(CultureInfo.InvariantCulture, $"        root.AddDirective<{TypeOf(magic)}>(directive, (command, context) => TransformerWorkbenchExtension.RunAsync({Quoted(magic.Name)}, command, context));\n    }}\n");
    }

    private static string TypeOf(MagicDescription magic) => $"TransformerWorkbench{char.ToUpperInvariant(magic.Name[0])}{magic.Name[1..].Replace("-", "", StringComparison.Ordinal)}Command";

    private static string Quoted(string text) => $"@\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
