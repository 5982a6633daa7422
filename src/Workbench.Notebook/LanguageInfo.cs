using System.Text.Json.Nodes;

namespace Workbench.Notebook;

/// <summary>The language of the cells: <c>language_info</c> of kernels and notebooks.</summary>
internal static class LanguageInfo
{
    /// <summary>
    /// VS Code and Polyglot Notebooks identify the language by the name "C#"; other front ends highlight by MIME type, lexer or file
    /// extension.
    /// </summary>
    public static IReadOnlyList<(string Name, string Value)> Fields { get; } =
    [
        ("name", "C#"),
        ("version", "14.0"),
        ("mimetype", "text/x-csharp"),
        ("file_extension", ".cs"),
        ("pygments_lexer", "csharp"),
        ("codemirror_mode", "text/x-csharp"),
        ("nbconvert_exporter", "script"),
    ];

    /// <summary>A notebook's <c>language_info</c>.</summary>
    public static JsonObject Json() => new(Fields.Select(field => KeyValuePair.Create(field.Name, (JsonNode?)field.Value)));
}
