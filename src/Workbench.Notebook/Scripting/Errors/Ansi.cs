namespace Workbench.Notebook.Scripting.Errors;

/// <summary>ANSI colours for tracebacks.</summary>
internal static class Ansi
{
    internal static string Red(string text) => $"\e[31m{text}\e[0m";

    internal static string Green(string text) => $"\e[32m{text}\e[0m";

    internal static string Grey(string text) => $"\e[90m{text}\e[0m";
}
