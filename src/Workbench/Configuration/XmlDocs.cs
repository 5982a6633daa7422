using System.Collections.Concurrent;
using System.ComponentModel;
using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Workbench.Configuration;

/// <summary>Summaries of types and fields: a <see cref="DescriptionAttribute"/> when there is one (code in a notebook cell), else the XML docs beside the assembly.</summary>
static partial class XmlDocs
{
    static readonly ConcurrentDictionary<Assembly, IReadOnlyDictionary<string, string>> Files = new();

    public static string Summary(Type type) =>
        type.GetCustomAttribute<DescriptionAttribute>()?.Description ?? Find(type.Assembly, $"T:{Id(type)}");

    public static string Summary(PropertyInfo property)
    {
        if (property.GetCustomAttribute<DescriptionAttribute>() is { } described)
            return described.Description;
        var type = property.DeclaringType!;
        var own = Find(type.Assembly, $"P:{Id(type)}.{property.Name}");
        return own.Length > 0 ? own : Find(type.Assembly, $"T:{Id(type)}#{property.Name}");
    }

    static string Id(Type type) => type.FullName!.Replace('+', '.');

    static string Find(Assembly assembly, string member) => Files.GetOrAdd(assembly, Read).GetValueOrDefault(member, "");

    static IReadOnlyDictionary<string, string> Read(Assembly assembly)
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        var file = assembly.IsDynamic || assembly.Location.Length == 0 ? "" : Path.ChangeExtension(assembly.Location, ".xml");
        if (!File.Exists(file))
            return found;
        foreach (var member in XDocument.Load(file).Descendants("member"))
        {
            var name = (string?)member.Attribute("name") ?? "";
            if (member.Element("summary") is { } summary)
                found[name] = Plain(summary);
            // Parameters of a positional record document its properties.
            foreach (var parameter in member.Elements("param"))
                found[$"{name}#{(string?)parameter.Attribute("name")}"] = Plain(parameter);
        }
        return found;
    }

    static string Plain(XElement element)
    {
        var text = string.Concat(element.Nodes().Select(node => node switch
        {
            XElement { Name.LocalName: "see" or "seealso" } link => ((string?)link.Attribute("cref") ?? (string?)link.Attribute("langword") ?? "").Split('.', ':')[^1],
            XElement inner => inner.Value,
            _ => node.ToString(SaveOptions.DisableFormatting),
        }));
        return Spaces().Replace(System.Net.WebUtility.HtmlDecode(text), " ").Trim();
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
