using System.Text.Json.Nodes;

namespace Workbench.Notebook;

/// <summary>The language of the cells, as kernels tell it and notebooks keep it.</summary>
internal static class LanguageInfo
{
    /// <summary>
    /// "C#" is the name by which VS Code and the Polyglot family know the language; the others colour by MIME type, lexer or file
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
