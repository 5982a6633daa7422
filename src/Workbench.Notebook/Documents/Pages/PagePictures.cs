using System.Text.Json.Nodes;
using Workbench.Notebook.Documents.Formats;

namespace Workbench.Notebook.Documents.Pages;

/// <summary>
/// Embeds the images and media of a page: files of the notebook, and attachments of its cells. Images on servers stay links.
/// </summary>
/// <param name="folders">The base folders of relative paths: the notebook's folder, the current folder of its cells.</param>
/// <param name="warn">Reports a missing image.</param>
internal sealed class PagePictures(IReadOnlyList<string> folders, Action<string> warn)
{
    /// <summary>Larger files are not embedded.</summary>
    private const long LargestFile = 64L << 20;

    private static readonly IReadOnlyDictionary<string, string> Types = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
    {
        [".png"] = "image/png",
        [".jpg"] = "image/jpeg",
        [".jpeg"] = "image/jpeg",
        [".gif"] = "image/gif",
        [".svg"] = "image/svg+xml",
        [".webp"] = "image/webp",
        [".avif"] = "image/avif",
        [".bmp"] = "image/bmp",
        [".ico"] = "image/x-icon",
        [".apng"] = "image/apng",
        [".tif"] = "image/tiff",
        [".tiff"] = "image/tiff",
        [".mp4"] = "video/mp4",
        [".webm"] = "video/webm",
        [".mp3"] = "audio/mpeg",
        [".wav"] = "audio/wav",
        [".ogg"] = "audio/ogg",
    };

    // Elements that load a file, with the attribute that names it.
    private static readonly (string Selector, string Attribute)[] Loading =
    [
        ("img[src]", "src"),
        ("source[src]", "src"),
        ("video[src]", "src"),
        ("audio[src]", "src"),
        ("video[poster]", "poster"),
        ("input[type=image][src]", "src"),
        ("image[href]", "href"),
        ("image", "xlink:href"),
    ];

    /// <summary>Embeds attachments only, without warnings.</summary>
    public static PagePictures AttachmentsAlone { get; } = new([], _ => { });

    /// <summary>The HTML with embedded images; unchanged when there is none to embed.</summary>
    /// <param name="html">HTML contained by <see cref="HtmlFrame"/>.</param>
    /// <param name="attachments">The cell's attachments by name; null for none.</param>
    public string In(string html, JsonObject? attachments = null)
    {
        if (!MayLoad(html))
            return html;
        var holder = HtmlFrame.Parse(html);
        var changed = false;
        foreach (var element in holder.QuerySelectorAll("*"))
        {
            foreach (var (_, attribute) in Loading.Where(one => element.Matches(one.Selector)))
            {
                if (element.GetAttribute(attribute) is { } address && Embedded(address.Trim(), attachments) is { } data)
                {
                    element.SetAttribute(attribute, data);
                    changed = true;
                }
            }
        }
        return changed ? holder.InnerHtml : html;
    }

    private static readonly string[] Tags = ["<img", "<source", "<video", "<audio", "<image", "<input"];

    private static bool MayLoad(string html) => Tags.Any(tag => html.Contains(tag, StringComparison.OrdinalIgnoreCase));

    /// <summary>The data URI for an address; null when the address stays unchanged.</summary>
    private string? Embedded(string address, JsonObject? attachments)
    {
        const string attachment = "attachment:";
        if (address.StartsWith(attachment, StringComparison.OrdinalIgnoreCase))
            return Attached(address[attachment.Length..], attachments);
        if (folders.Count == 0 || address.Length == 0 || address[0] == '#' || address.StartsWith("//", StringComparison.Ordinal))
            return null;
        const string file = "file://";
        if (address.StartsWith(file, StringComparison.OrdinalIgnoreCase))
            address = address[file.Length..];
        else if (HasScheme(address))
            return null;
        return FromFile(address);
    }

    private string? Attached(string name, JsonObject? attachments)
    {
        foreach (var candidate in new[] { name, Uri.UnescapeDataString(name) })
        {
            if (
                attachments?[candidate] is JsonObject bundle
                && bundle.OrderBy(form => !IsImage(form.Key)).FirstOrDefault() is { Key: { } type, Value: { } data }
            )
                return Data(type, MultilineText.Join(data));
        }
        warn($"the cell has no attachment {Uri.UnescapeDataString(name)}; the page lacks the image");
        return null;
    }

    private static bool IsImage(string type) => type.StartsWith("image/", StringComparison.Ordinal);

    private string? FromFile(string address)
    {
        var bare = address.IndexOfAny(['?', '#']) is >= 0 and var end ? address[..end] : address;
        foreach (var path in new[] { Uri.UnescapeDataString(address), Uri.UnescapeDataString(bare), address, bare }.Distinct())
        {
            foreach (var full in folders.Select(folder => Path.GetFullPath(path, folder)).Where(File.Exists))
                return Read(full, path);
        }
        warn($"there is no image {Uri.UnescapeDataString(bare)}; the page lacks it");
        return null;
    }

    private string? Read(string full, string path)
    {
        try
        {
            if (!Types.TryGetValue(Path.GetExtension(full), out var type))
                warn($"{path} has no supported type ({string.Join(", ", Types.Keys.Select(Bare))}); the page links to the file");
            else if (new FileInfo(full).Length > LargestFile)
                warn($"{path} has more than {LargestFile >> 20} MB; the page links to the file");
            else
                return $"data:{type};base64,{Convert.ToBase64String(File.ReadAllBytes(full))}";
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            warn($"the image {path} cannot be read ({error.Message}); the page lacks it");
        }
        return null;
    }

    private static string Bare(string extension) => extension[1..];

    private static bool HasScheme(string address) =>
        address.IndexOf(':', StringComparison.Ordinal) is > 1 and var colon && address.AsSpan(0, colon).IndexOfAnyExcept(SchemeLetters) < 0;

    private static readonly System.Buffers.SearchValues<char> SchemeLetters = System.Buffers.SearchValues.Create(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+.-"
    );

    private static string Data(string type, string text) =>
        type == "image/svg+xml" && text.AsSpan().TrimStart().StartsWith("<")
            ? $"data:{type};base64,{Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(text))}"
            : $"data:{type};base64,{string.Concat(text.Where(letter => !char.IsWhiteSpace(letter)))}";
}
