using System.Text.Json.Nodes;

namespace Workbench.Notebook.Documents.Languages;

/// <summary>The language of a notebook, by its metadata.</summary>
/// <param name="Name">"C#", "Python"; the kernel's name for an unknown language.</param>
/// <param name="Kernel">The notebook's kernel; null when the metadata name none.</param>
/// <param name="Place">The metadata field that names the language; null when no field does, and the language is C#.</param>
/// <param name="IsPolyglot">Whether the notebook belongs to a .NET Interactive kernel, where each cell may have its own language.</param>
internal sealed record NotebookLanguage(string Name, string? Kernel, string? Place, bool IsPolyglot)
{
    /// <summary>Whether the language is C#.</summary>
    public bool IsCSharp => Name == LanguageNames.CSharp;

    /// <summary>The language of a notebook, by its kernelspec or Polyglot's default kernel, then by <c>language_info</c>.</summary>
    public static NotebookLanguage Of(JsonObject? metadata)
    {
        var spec = metadata?["kernelspec"] as JsonObject;
        var kernel = Word(spec, "name");
        var ofSpec = LanguageNames.Of(Word(spec, "language"));
        var ofKernel = LanguageNames.Known(kernel);
        var noted = Word(metadata?["language_info"] as JsonObject, "name");
        var polyglot =
            kernel?.StartsWith(".net-", StringComparison.OrdinalIgnoreCase) == true
            || spec is null && (Info(metadata) is not null || LanguageNames.Bare(noted) != noted);
        // .NET Interactive: cells without a language run in the default kernel.
        if ((polyglot || ofSpec is null && ofKernel is null) && DefaultKernel(metadata) is { } standard)
            return new(LanguageOf(standard, metadata), kernel ?? standard, "polyglot_notebook.kernelInfo.defaultKernelName", true);
        if (ofSpec is not null)
            return new(ofSpec, kernel, "kernelspec.language", polyglot);
        if (ofKernel is not null)
            return new(ofKernel, kernel, "kernelspec.name", polyglot);
        if (LanguageNames.Of(noted) is { } last)
            return new(last, kernel, "language_info.name", polyglot);
        return kernel is null
            ? new(LanguageNames.CSharp, null, null, true)
            : new("an unknown language", kernel, "kernelspec.name", polyglot);
    }

    /// <summary>The language of a .NET Interactive kernel, which the notebook may declare under another name.</summary>
    public static string LanguageOf(string kernel, JsonObject? metadata)
    {
        foreach (var item in (Info(metadata)?["items"] as JsonArray ?? []).OfType<JsonObject>())
        {
            var names = (item["aliases"] as JsonArray ?? []).Select(alias => Text(alias)).Append(Word(item, "name"));
            if (names.Contains(kernel, StringComparer.OrdinalIgnoreCase) && LanguageNames.Of(Word(item, "languageName")) is { } language)
                return language;
        }
        return LanguageNames.Of(kernel) ?? kernel;
    }

    private static JsonObject? Info(JsonObject? metadata) => (metadata?["polyglot_notebook"] as JsonObject)?["kernelInfo"] as JsonObject;

    private static string? DefaultKernel(JsonObject? metadata)
    {
        var older = metadata?["dotnet_interactive"] as JsonObject;
        return Word(Info(metadata), "defaultKernelName") ?? Word(older, "defaultKernelName") ?? Word(older, "language");
    }

    private static string? Word(JsonObject? section, string name) => Text(section?[name]) is { Length: > 0 } text ? text : null;

    private static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
}
