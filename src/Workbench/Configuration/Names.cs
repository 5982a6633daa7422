using System.Text;

namespace Workbench.Configuration;

/// <summary>
/// The spelling of C# names in files and on command lines: fields in camelCase, enum values in kebab-case. Reading ignores case, '-' and
/// '_'.
/// </summary>
internal static class Names
{
    public static string Field(string name) => char.ToLowerInvariant(name[0]) + name[1..];

    public static string EnumValue(object value) => Kebab(value.ToString()!);

    public static bool Same(string written, string known) => Plain(written).Equals(Plain(known), StringComparison.OrdinalIgnoreCase);

    public static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";

    // C# names cannot contain '+': favor+ is FavorPlus.
    private static string Plain(string name) =>
        name.Replace("+", "plus", StringComparison.Ordinal)
            .Replace("-", "", StringComparison.Ordinal)
            .Replace("_", "", StringComparison.Ordinal);

    public static string Kebab(string name)
    {
        var text = new StringBuilder();
        foreach (var letter in name)
        {
            if (char.IsUpper(letter) && text.Length > 0)
                text.Append('-');
            text.Append(char.ToLowerInvariant(letter));
        }
        return text.ToString();
    }
}
