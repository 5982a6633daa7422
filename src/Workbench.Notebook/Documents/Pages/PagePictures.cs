using System.Text.Json.Nodes;
using Workbench.Notebook.Documents.Formats;

namespace Workbench.Notebook.Documents.Pages;

/// <summary>
/// Puts the pictures of a page into it: files beside the notebook, attachments of its cells. Those on servers stay there.
/// </summary>
/// <param name="folders">Where relative paths may start: the notebook's folder, the current folder of its cells.</param>
/// <param name="warn">Told of a picture that is not there.</param>
internal sealed class PagePictures(IReadOnlyList<string> folders, Action<string> warn)
{
    /// <summary>More than this is no picture of a page.</summary>
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

    // Elements and the attribute by which they load what they show.
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

    /// <summary>No files and nobody to warn: attachments alone.</summary>
    public static PagePictures AttachmentsAlone { get; } = new([], _ => { });

    /// <summary>The HTML with its pictures in it; to the letter as it was when it has none.</summary>
    /// <param name="html">HTML that stays within its place.</param>
    /// <param name="attachments">Attachments of its cell, by name.</param>
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

    /// <summary>The data that an address stands for; null where it stays as it is.</summary>
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
        foreach (var whole in new[] { name, Uri.UnescapeDataString(name) })
        {
            if (
                attachments?[whole] is JsonObject bundle
                && bundle.OrderBy(form => !IsImage(form.Key)).FirstOrDefault() is { Key: { } type, Value: { } data }
            )
                return Data(type, MultilineText.Join(data));
        }
        warn($"the cell has no attachment {Uri.UnescapeDataString(name)}; the page lacks the picture");
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
        warn($"there is no picture {Uri.UnescapeDataString(bare)} beside the notebook; the page lacks it");
        return null;
    }

    private string? Read(string full, string path)
    {
        try
        {
            if (!Types.TryGetValue(Path.GetExtension(full), out var type))
                warn($"{path} is no picture that a page can hold ({string.Join(", ", Types.Keys.Select(Bare))}); the page names its file");
            else if (new FileInfo(full).Length > LargestFile)
                warn($"{path} has more than {LargestFile >> 20} MB; the page names its file");
            else
                return $"data:{type};base64,{Convert.ToBase64String(File.ReadAllBytes(full))}";
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            warn($"the picture {path} cannot be read ({error.Message}); the page lacks it");
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
