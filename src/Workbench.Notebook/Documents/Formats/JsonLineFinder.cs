using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Workbench.Notebook.Documents.Formats;

/// <summary>Finds the line of a JSON path, for error messages.</summary>
internal static class JsonLineFinder
{
    /// <summary>
    /// The line, from 1, on which the value at a path like "cells[3].outputs[0].data" begins; the line of the nearest parent when the value
    /// is missing.
    /// </summary>
    public static int? Line(byte[] json, string path)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = IpynbReader.Json.MaxDepth });
        if (!reader.Read())
            return null;
        foreach (var step in path.Replace("[", ".[", StringComparison.Ordinal).Split('.'))
        {
            if (!Enter(ref reader, step))
                break;
        }
        return json.AsSpan(0, (int)reader.TokenStartIndex).Count((byte)'\n') + 1;
    }

    /// <summary>Moves the reader to an item or member of the current value; leaves the reader in place when there is none.</summary>
    private static bool Enter(ref Utf8JsonReader reader, string step)
    {
        var start = reader;
        if (step.StartsWith('['))
        {
            var index = int.Parse(step.AsSpan(1, step.Length - 2), CultureInfo.InvariantCulture);
            if (reader.TokenType != JsonTokenType.StartArray)
                return false;
            for (reader.Read(); index > 0 && reader.TokenType != JsonTokenType.EndArray; index--)
            {
                reader.Skip();
                reader.Read();
            }
            if (reader.TokenType != JsonTokenType.EndArray)
                return true;
        }
        else if (reader.TokenType == JsonTokenType.StartObject)
        {
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var found = reader.ValueTextEquals(Encoding.UTF8.GetBytes(step));
                reader.Read();
                if (found)
                    return true;
                reader.Skip();
            }
        }
        reader = start;
        return false;
    }
}
