using System.Buffers;
using System.Text.Json;

namespace Workbench.Training;

/// <summary>
/// Reads a result.json as <see cref="TrainingJson"/> writes it, several times as fast as the serializer: a study reads thousands. Whatever
/// else a file contains is left to the serializer.
/// </summary>
internal static class RunResultReader
{
    /// <summary>The result in a file; null when its text is not exactly what this version writes.</summary>
    /// <param name="path">The file.</param>
    public static RunResult? TryReadFile(string path)
    {
        // Without the lock that File.ReadAllBytes takes: a result is replaced, never changed.
        using var file = File.OpenHandle(path, share: FileShare.ReadWrite | FileShare.Delete);
        var length = (int)Math.Min(RandomAccess.GetLength(file), Array.MaxLength);
        var bytes = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            return TryRead(bytes.AsSpan(0, RandomAccess.Read(file, bytes.AsSpan(0, length), 0)));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    /// <summary>The result; null when the text is not exactly what this version writes.</summary>
    /// <param name="utf8">The bytes of the file.</param>
    public static RunResult? TryRead(ReadOnlySpan<byte> utf8)
    {
        try
        {
            var reader = new Utf8JsonReader(utf8);
            return reader.Read() && TryRead(ref reader, out var result) && !reader.Read() ? result : null;
        }
        catch (Exception other) when (other is JsonException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    private static bool TryRead(ref Utf8JsonReader reader, out RunResult? result)
    {
        result = null;
        RunStatus? status = null;
        string? metric = null,
            error = null;
        double? final = null,
            cpu = null;
        double speed = 0,
            seconds = 0;
        long steps = 0;
        long? peak = null;
        RunTimes? times = null;
        IReadOnlyList<Evaluated> evaluations = [];
        IReadOnlyList<CurvePoint> curve = [];
        if (reader.TokenType != JsonTokenType.StartObject)
            return false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("status"u8))
                status = StatusOf(ref reader);
            else if (reader.ValueTextEquals("metric"u8))
                metric = Text(ref reader);
            else if (reader.ValueTextEquals("finalMetric"u8))
                final = Number(ref reader);
            else if (reader.ValueTextEquals("steps"u8))
                steps = Whole(ref reader);
            else if (reader.ValueTextEquals("evaluations"u8))
                evaluations = Evaluations(ref reader);
            else if (reader.ValueTextEquals("curve"u8))
                curve = Curve(ref reader);
            else if (reader.ValueTextEquals("tokensPerSecond"u8))
                speed = Number(ref reader);
            else if (reader.ValueTextEquals("trainingSeconds"u8))
                seconds = Number(ref reader);
            else if (reader.ValueTextEquals("cpuSeconds"u8))
                cpu = Number(ref reader);
            else if (reader.ValueTextEquals("times"u8))
                times = Times(ref reader);
            else if (reader.ValueTextEquals("peakMemoryBytes"u8))
                peak = Whole(ref reader);
            else if (reader.ValueTextEquals("error"u8))
                error = Text(ref reader);
            else
                return false;
        }
        if (status is not { } known || metric is null)
            return false;
        result = new RunResult
        {
            Status = known,
            Metric = metric,
            FinalMetric = final,
            Steps = steps,
            Evaluations = evaluations,
            Curve = curve,
            TokensPerSecond = speed,
            TrainingSeconds = seconds,
            CpuSeconds = cpu,
            Times = times,
            PeakMemoryBytes = peak,
            Error = error,
        };
        return true;
    }

    private static RunStatus? StatusOf(ref Utf8JsonReader reader)
    {
        reader.Read();
        return reader.ValueTextEquals("completed"u8) ? RunStatus.Completed
            : reader.ValueTextEquals("diverged"u8) ? RunStatus.Diverged
            : reader.ValueTextEquals("failed"u8) ? RunStatus.Failed
            : reader.ValueTextEquals("interrupted"u8) ? RunStatus.Interrupted
            : null;
    }

    private static List<Evaluated> Evaluations(ref Utf8JsonReader reader)
    {
        var list = new List<Evaluated>();
        Begin(ref reader, JsonTokenType.StartArray);
        while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
        {
            var step = Whole(ref reader, "step"u8);
            var context = (int)Whole(ref reader, "context"u8);
            list.Add(new(step, context, Number(ref reader, "loss"u8), Number(ref reader, "metric"u8)));
            Begin(ref reader, JsonTokenType.EndObject);
        }
        return list;
    }

    private static List<CurvePoint> Curve(ref Utf8JsonReader reader)
    {
        var list = new List<CurvePoint>();
        Begin(ref reader, JsonTokenType.StartArray);
        while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
        {
            var step = Whole(ref reader, "step"u8);
            var loss = Number(ref reader, "loss"u8);
            list.Add(new(step, loss, Number(ref reader, "learningRate"u8), Number(ref reader, "gradientNorm"u8)));
            Begin(ref reader, JsonTokenType.EndObject);
        }
        return list;
    }

    private static RunTimes Times(ref Utf8JsonReader reader)
    {
        Begin(ref reader, JsonTokenType.StartObject);
        var start = Number(ref reader, "start"u8);
        var evaluation = Number(ref reader, "evaluation"u8);
        var times = new RunTimes(start, evaluation, Number(ref reader, "checkpoint"u8), Number(ref reader, "record"u8));
        Begin(ref reader, JsonTokenType.EndObject);
        return times;
    }

    private static void Begin(ref Utf8JsonReader reader, JsonTokenType kind)
    {
        if (!reader.Read() || reader.TokenType != kind)
            throw new FormatException();
    }

    private static void Name(ref Utf8JsonReader reader, ReadOnlySpan<byte> name)
    {
        if (!reader.Read() || reader.TokenType != JsonTokenType.PropertyName || !reader.ValueTextEquals(name))
            throw new FormatException();
    }

    private static double Number(ref Utf8JsonReader reader, ReadOnlySpan<byte> name)
    {
        Name(ref reader, name);
        return Number(ref reader);
    }

    private static long Whole(ref Utf8JsonReader reader, ReadOnlySpan<byte> name)
    {
        Name(ref reader, name);
        return Whole(ref reader);
    }

    private static double Number(ref Utf8JsonReader reader)
    {
        reader.Read();
        return reader.TokenType == JsonTokenType.Number ? reader.GetDouble()
            : reader.ValueTextEquals("NaN"u8) ? double.NaN
            : reader.ValueTextEquals("Infinity"u8) ? double.PositiveInfinity
            : reader.ValueTextEquals("-Infinity"u8) ? double.NegativeInfinity
            : throw new FormatException();
    }

    private static long Whole(ref Utf8JsonReader reader)
    {
        reader.Read();
        return reader.GetInt64();
    }

    private static string Text(ref Utf8JsonReader reader)
    {
        reader.Read();
        return reader.TokenType == JsonTokenType.String ? reader.GetString()! : throw new FormatException();
    }
}
