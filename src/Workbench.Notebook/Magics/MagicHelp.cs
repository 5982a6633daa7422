using System.Text;
using Workbench.Configuration;
using Workbench.Operations;

namespace Workbench.Notebook.Magics;

/// <summary>Help for the word at the cursor of a magic: an option, a variant, or the magic itself.</summary>
internal static class MagicHelp
{
    /// <summary>The help; null for an unknown magic.</summary>
    public static MimeBundle? Of(MagicSet magics, MagicCursor place)
    {
        if (magics.Find(place.Name + (place.Arguments is null ? place.Tail : "")) is not { } magic)
            return null;
        var text = place.Arguments is { } arguments && !magic.TakesBody ? OfWord(magics, magic, arguments, place.Tail) : null;
        return MimeBundle.Plain(text ?? MagicLine.HelpOf(magic, magics.Surface));
    }

    private static string? OfWord(MagicSet magics, Magic magic, string arguments, string tail)
    {
        var (before, word, _) = MagicTokenizer.AtCursor(arguments);
        word += tail;
        if (word.StartsWith('-'))
        {
            var parsed = MagicLine.Parse(magic, magics.Surface, before);
            var option = parsed.CommandResult.Command.Options.FirstOrDefault(one => one.Name == word.Split('=')[0]);
            return option is null ? null : $"{option.Name}{(option.HelpName is { } name ? $" <{name}>" : "")}\n{option.Description}";
        }
        return word.Split('=') is [var axis, .. var values] && SettingCompletion.TypeAt(axis.TrimStart('{', '"', '\'')) is { } type
            ? OfSetting(axis, type, values, tail)
            : null;
    }

    private static string? OfSetting(string axis, Type type, string[] values, string tail)
    {
        if (!Variants.IsFamily(type))
            return $"{axis}: {type.Name}";
        var family = Variants.Of(type);
        // The variant at the cursor.
        var written = string.Join('=', values);
        var upToCursor = written[..Math.Max(0, written.Length - tail.Length)];
        var start = upToCursor.LastIndexOf(',') + 1;
        var name = written[start..].Split(',', ':', ' ', '}')[0];
        return family.FirstOrDefault(one => one.Name == name) is { } variant
            ? Describe(variant)
            : $"{axis}: {string.Join(", ", family.Select(one => one.Name))}";
    }

    private static string Describe(VariantInfo variant)
    {
        var text = new StringBuilder().AppendLine($"{variant.Name}: {variant.Summary}");
        foreach (var parameter in variant.Parameters)
            text.AppendLine($"  :{parameter.Name}={parameter.Default ?? "…"}  {parameter.Summary} ({parameter.Allowed})");
        return text.ToString().TrimEnd();
    }
}
