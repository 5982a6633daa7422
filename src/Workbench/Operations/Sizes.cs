using System.Globalization;

namespace Workbench.Operations;

/// <summary>Formats sizes and counts with decimal units.</summary>
public static class Sizes
{
    /// <summary>Bytes in decimal units: "10.8 MB".</summary>
    public static string Bytes(double bytes) => Scaled(bytes, 1000, ["B", "kB", "MB", "GB", "TB"]);

    /// <summary>A count with a decimal unit: "1.20 M".</summary>
    public static string Count(double count) => Scaled(count, 1000, ["", "k", "M", "G", "T"]).TrimEnd();

    private static string Scaled(double value, double step, string[] units)
    {
        var unit = 0;
        while (Math.Abs(value) >= step && unit < units.Length - 1)
        {
            value /= step;
            unit++;
        }
        var format =
            unit == 0 || Math.Abs(value) >= 100 ? "0"
            : Math.Abs(value) >= 10 ? "0.0"
            : "0.00";
        return $"{value.ToString(format, CultureInfo.InvariantCulture)} {units[unit]}";
    }
}
