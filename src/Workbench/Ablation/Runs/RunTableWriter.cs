using System.Text.Json;
using Parquet;
using Parquet.Schema;

namespace Workbench.Ablation;

/// <summary>The formats of an export.</summary>
public enum TableFormat
{
    /// <summary>Comma-separated values (RFC 4180), for pandas, R and spreadsheets.</summary>
    Csv,

    /// <summary>One JSON object for each row, in an array.</summary>
    Json,

    /// <summary>Apache Parquet, for DuckDB, Polars and pandas.</summary>
    Parquet,
}

/// <summary>Writes tables of runs.</summary>
public static class RunTableWriter
{
    /// <summary>Writes a table.</summary>
    /// <param name="table">The table.</param>
    /// <param name="format">The format.</param>
    /// <param name="stream">Where to; Parquet needs a stream that can be positioned.</param>
    public static async Task WriteAsync(RunTable table, TableFormat format, Stream stream)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(stream);
        switch (format)
        {
            case TableFormat.Csv:
                await WriteCsvAsync(table, stream).ConfigureAwait(false);
                break;
            case TableFormat.Json:
                WriteJson(table, stream);
                break;
            default:
                await WriteParquetAsync(table, stream).ConfigureAwait(false);
                break;
        }
    }

    private static async Task WriteCsvAsync(RunTable table, Stream stream)
    {
        await using var writer = new StreamWriter(stream, leaveOpen: true);
        await writer.WriteAsync(Csv.Line(table.Columns.Select(column => column.Name))).ConfigureAwait(false);
        for (var row = 0; row < table.Rows; row++)
            await writer.WriteAsync(Csv.Line(table.Columns.Select(column => Csv.Text(column.Values[row])))).ConfigureAwait(false);
    }

    private static void WriteJson(RunTable table, Stream stream)
    {
        using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true });
        json.WriteStartArray();
        for (var row = 0; row < table.Rows; row++)
        {
            json.WriteStartObject();
            foreach (var column in table.Columns)
            {
                json.WritePropertyName(column.Name);
                switch (column.Values[row])
                {
                    case long whole:
                        json.WriteNumberValue(whole);
                        break;
                    case double number when double.IsFinite(number):
                        json.WriteNumberValue(number);
                        break;
                    // With milliseconds, as in CSV: DuckDB takes the seven digits of .NET for text.
                    case DateTime time:
                        json.WriteStringValue(Csv.Text(time));
                        break;
                    case string text:
                        json.WriteStringValue(text);
                        break;
                    // JSON has no NaN; readers take null for it.
                    default:
                        json.WriteNullValue();
                        break;
                }
            }
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static async Task WriteParquetAsync(RunTable table, Stream stream)
    {
        var fields = table.Columns.Select(column => Field(column)).ToList();
        await using var writer = await ParquetWriter.CreateAsync(new ParquetSchema(fields), stream).ConfigureAwait(false);
        using var group = writer.CreateRowGroup();
        foreach (var (column, field) in table.Columns.Zip(fields))
            await (
                column.Type == typeof(string) ? group.WriteAsync(field, column.Values.Cast<string?>().ToArray()!)
                : column.Type == typeof(long) ? group.WriteAsync<long>(field, column.Values.Cast<long?>().ToArray())
                : column.Type == typeof(double) ? group.WriteAsync<double>(field, column.Values.Cast<double?>().ToArray())
                : group.WriteAsync<DateTime>(field, column.Values.Cast<DateTime?>().ToArray())
            ).ConfigureAwait(false);
    }

    private static DataField Field(RunColumn column) =>
        column.Type == typeof(string) ? new DataField<string>(column.Name)
        : column.Type == typeof(long) ? new DataField<long?>(column.Name)
        : column.Type == typeof(double) ? new DataField<double?>(column.Name)
        : new DateTimeDataField(column.Name, DateTimeFormat.Timestamp, isNullable: true);
}
