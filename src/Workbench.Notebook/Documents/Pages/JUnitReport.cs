using System.Globalization;
using System.Text;
using System.Xml;
using Workbench.Notebook.Documents.Checking;
using Workbench.Notebook.Documents.Running;

namespace Workbench.Notebook.Documents.Pages;

/// <summary>A JUnit report for CI servers: a test suite for every notebook, a test case for every code cell.</summary>
internal static class JUnitReport
{
    public static byte[] Of(IReadOnlyList<NotebookRecord> notebooks, DateTimeOffset time)
    {
        using var bytes = new MemoryStream();
        var settings = new XmlWriterSettings
        {
            Indent = true,
            Encoding = new UTF8Encoding(false),
            CheckCharacters = false,
        };
        using (var xml = XmlWriter.Create(bytes, settings))
        {
            xml.WriteStartElement("testsuites");
            var uncompared = notebooks.Count(one => NotebookStatusText.IsUncompared(one.Cells));
            Totals(xml, "workbench run", [.. notebooks.SelectMany(one => one.Cells)], uncompared, notebooks.Sum(one => one.Seconds));
            foreach (var notebook in notebooks)
            {
                xml.WriteStartElement("testsuite");
                Totals(xml, notebook.Input, notebook.Cells, NotebookStatusText.IsUncompared(notebook.Cells) ? 1 : 0, notebook.Seconds);
                xml.WriteAttributeString("timestamp", time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture));
                foreach (var cell in notebook.Cells)
                    Case(xml, notebook.Input, cell);
                if (NotebookStatusText.IsUncompared(notebook.Cells))
                    Uncompared(xml, notebook.Input);
                xml.WriteEndElement();
            }
            xml.WriteEndElement();
        }
        bytes.WriteByte((byte)'\n');
        return bytes.ToArray();
    }

    private static void Totals(XmlWriter xml, string name, IReadOnlyList<CellRecord> cells, int uncompared, double seconds)
    {
        xml.WriteAttributeString("name", Clean(name));
        xml.WriteAttributeString("tests", Number(cells.Count + uncompared));
        xml.WriteAttributeString("failures", Number(cells.Count(IsFailure) + uncompared));
        xml.WriteAttributeString("errors", Number(cells.Count(IsError)));
        xml.WriteAttributeString("skipped", Number(cells.Count(IsSkipped)));
        xml.WriteAttributeString("time", Seconds(seconds));
    }

    private static void Case(XmlWriter xml, string notebook, CellRecord cell)
    {
        xml.WriteStartElement("testcase");
        xml.WriteAttributeString("classname", Clean(Path.GetFileNameWithoutExtension(notebook)));
        xml.WriteAttributeString("name", Clean($"cell {cell.Number}: {cell.FirstLine}"));
        xml.WriteAttributeString("time", Seconds(cell.Seconds));
        Masked(xml, cell.Comparison?.Masked ?? []);
        if (IsSkipped(cell))
        {
            xml.WriteStartElement("skipped");
            xml.WriteAttributeString("message", Clean(SkippedFor(cell)));
            xml.WriteEndElement();
        }
        else if (IsError(cell) || IsFailure(cell))
        {
            xml.WriteStartElement(IsError(cell) ? "error" : "failure");
            xml.WriteAttributeString(
                "message",
                Clean(
                    cell.Error?.Split('\n')[0]
                        ?? (cell.Difference is null ? NotebookStatusText.Fate(cell.Fate) : "outputs differ from the stored ones")
                )
            );
            xml.WriteAttributeString("type", Clean(cell.Error?.Split(':')[0] ?? "Difference"));
            xml.WriteString(Clean(cell.Difference ?? (cell.Texts.Traceback.Length > 0 ? cell.Texts.Traceback : cell.Error ?? "")));
            xml.WriteEndElement();
        }
        Text(xml, "system-out", cell.Texts.Out);
        Text(xml, "system-err", cell.Texts.Error);
        xml.WriteEndElement();
    }

    /// <summary>The ignored differences as properties of the test case, in pytest's place for properties.</summary>
    private static void Masked(XmlWriter xml, IReadOnlyList<MaskedValue> masked)
    {
        if (masked.Count == 0)
            return;
        xml.WriteStartElement("properties");
        foreach (var value in masked)
        {
            xml.WriteStartElement("property");
            xml.WriteAttributeString("name", Clean($"masked: {value.Rule}"));
            xml.WriteAttributeString("value", Clean($"{value.Stored} -> {value.Fresh}"));
            xml.WriteEndElement();
        }
        xml.WriteEndElement();
    }

    /// <summary>A failed test case for a notebook without compared cells: a report with only skipped cells would look successful.</summary>
    private static void Uncompared(XmlWriter xml, string notebook)
    {
        xml.WriteStartElement("testcase");
        xml.WriteAttributeString("classname", Clean(Path.GetFileNameWithoutExtension(notebook)));
        xml.WriteAttributeString("name", "--check");
        xml.WriteAttributeString("time", Seconds(0));
        xml.WriteStartElement("failure");
        xml.WriteAttributeString("message", "nothing was compared");
        xml.WriteAttributeString("type", "NothingCompared");
        xml.WriteString(NotebookStatusText.NothingCompared);
        xml.WriteEndElement();
        xml.WriteEndElement();
    }

    private static string SkippedFor(CellRecord cell) =>
        cell.Fate is CellRunStatus.Done ? $"not compared: {cell.Comparison!.NotCompared}"
        : cell.SkippedFor is { } why ? $"{NotebookStatusText.Fate(cell.Fate)}: {why}"
        : NotebookStatusText.Fate(cell.Fate);

    private static void Text(XmlWriter xml, string name, string text)
    {
        if (text.Length > 0)
            xml.WriteElementString(name, Clean(text));
    }

    private static bool IsSkipped(CellRecord cell) =>
        cell.Fate is CellRunStatus.Skipped or CellRunStatus.NotRun
        || cell is { Fate: CellRunStatus.Done, Comparison.NotCompared: not null };

    /// <summary>Endings that are not an exception of the cell: the process died, the time limit was exceeded, or the run was
    /// interrupted.</summary>
    private static bool IsError(CellRecord cell) => cell.Fate is CellRunStatus.Died or CellRunStatus.TimedOut or CellRunStatus.Interrupted;

    private static bool IsFailure(CellRecord cell) => cell.Fate == CellRunStatus.Failed || cell.Difference is not null && !IsError(cell);

    private static string Number(int count) => count.ToString(CultureInfo.InvariantCulture);

    private static string Seconds(double seconds) => seconds.ToString("0.000", CultureInfo.InvariantCulture);

    /// <summary>Replaces control characters, which XML 1.0 forbids and programs print as terminal escapes, by U+FFFD.</summary>
    private static string Clean(string text)
    {
        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.Value is '\t' or '\n' or '\r' or >= 0x20 and < 0xFFFE or > 0xFFFF)
                clean.Append(rune);
            else
                clean.Append('\uFFFD');
        }
        return clean.ToString();
    }
}
