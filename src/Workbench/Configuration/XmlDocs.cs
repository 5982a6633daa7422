using System.Collections.Concurrent;
using System.ComponentModel;
using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Workbench.Configuration;

/// <summary>
/// Summaries of types and fields, from their <see cref="DescriptionAttribute"/>, else from the XML documentation file beside the assembly,
/// or from the documentation given to <see cref="Add"/> for an assembly without a file (a notebook cell).
/// </summary>
internal static partial class XmlDocs
{
    private static readonly ConcurrentDictionary<Assembly, IReadOnlyDictionary<string, string>> Files = new();

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

    /// <summary>Sets the documentation of an assembly that has no file.</summary>
    /// <param name="assembly">The assembly.</param>
    /// <param name="document">The XML documentation, in the compiler's format.</param>
    public static void Add(Assembly assembly, Stream document) => Files[assembly] = Read(XDocument.Load(document));

    private static string Id(Type type) => type.FullName!.Replace('+', '.');

    private static string Find(Assembly assembly, string member) => Files.GetOrAdd(assembly, Read).GetValueOrDefault(member, "");

    private static IReadOnlyDictionary<string, string> Read(Assembly assembly)
    {
        var file = assembly.IsDynamic || assembly.Location.Length == 0 ? "" : Path.ChangeExtension(assembly.Location, ".xml");
        return File.Exists(file) ? Read(XDocument.Load(file)) : new Dictionary<string, string>();
    }

    private static Dictionary<string, string> Read(XDocument document)
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var member in document.Descendants("member"))
        {
            var name = (string?)member.Attribute("name") ?? "";
            if (member.Element("summary") is { } summary)
                found[name] = Plain(summary);
            // The properties of a positional record are documented by its param elements.
            foreach (var parameter in member.Elements("param"))
                found[$"{name}#{(string?)parameter.Attribute("name")}"] = Plain(parameter);
        }
        return found;
    }

    private static string Plain(XElement element)
    {
        var text = string.Concat(
            element
                .Nodes()
                .Select(node =>
                    node switch
                    {
                        XElement { Name.LocalName: "see" or "seealso" } link => (
                            (string?)link.Attribute("cref") ?? (string?)link.Attribute("langword") ?? ""
                        ).Split('.', ':')[^1],
                        XElement inner => inner.Value,
                        _ => node.ToString(SaveOptions.DisableFormatting),
                    }
                )
        );
        return Spaces().Replace(System.Net.WebUtility.HtmlDecode(text), " ").Trim();
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
