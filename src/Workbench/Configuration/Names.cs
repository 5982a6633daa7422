using System.Text;

namespace Workbench.Configuration;

/// <summary>
/// How C# names look in files and on command lines: fields in camelCase, enum values in kebab-case; reading ignores case, '-' and '_'.
/// </summary>
static class Names
{
    public static string Field(string name) => char.ToLowerInvariant(name[0]) + name[1..];

    public static string EnumValue(object value) => Kebab(value.ToString()!);

    public static bool Same(string written, string known) => Plain(written).Equals(Plain(known), StringComparison.OrdinalIgnoreCase);

    public static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";

    // A name that ends in a sign is written with the sign or the word: favor+ is FavorPlus.
    static string Plain(string name) =>
        name.Replace("+", "plus", StringComparison.Ordinal)
            .Replace("-", "", StringComparison.Ordinal)
            .Replace("_", "", StringComparison.Ordinal);

    static string Kebab(string name)
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
