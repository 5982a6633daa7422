using System.Buffers.Binary;
using System.Diagnostics;
using System.Text;

namespace Workbench.Tests.WeightTests;

/// <summary>Files of weights that tests make.</summary>
internal static class WeightFile
{
    /// <summary>A safetensors file with a given header, and zeros behind it.</summary>
    public static byte[] Safetensors(string header, int bytes)
    {
        var text = Encoding.UTF8.GetBytes(header);
        var file = new byte[8 + text.Length + bytes];
        BinaryPrimitives.WriteInt64LittleEndian(file, text.Length);
        text.CopyTo(file, 8);
        return file;
    }

    /// <summary>Runs a script of tests/oracles with Debian's Python; returns what it prints.</summary>
    public static string Python(string script, params string[] arguments)
    {
        var start = new ProcessStartInfo("/usr/bin/python3", [Clone.In("tests", "oracles", script), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["OMP_NUM_THREADS"] = "1";
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var said = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, errors.Result);
        return said;
    }
}
