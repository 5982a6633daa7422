using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace TorchSharp;

/// <summary>The kinds of value that cross to native code (argument.h has the same list).</summary>
internal enum ArgumentTag : long
{
    None, Tensor, TensorList, Integer, Real, Boolean, Complex, IntList, RealList, BoolList, Device, String, Generator, ScalarList, StringList,
}

/// <summary>An argument as native code sees it (argument.h has the same layout).</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NativeArgument
{
    internal ArgumentTag Tag;
    internal long First;
    internal long Second;
}

/// <summary>An argument of an operator. It holds what it refers to, so that nothing is collected during the call.</summary>
internal readonly struct Argument
{
    internal readonly object? Reference;
    internal readonly long First;
    internal readonly long Second;
    internal readonly ArgumentTag Tag;

    private Argument(ArgumentTag tag, long first, long second = 0, object? reference = null) =>
        (Tag, First, Second, Reference) = (tag, first, second, reference);

    /// <summary>Texts (dimension names). They cross as one text, each ended by a zero.</summary>
    internal static Argument Strings(string[] values) =>
        new(ArgumentTag.StringList, 0, 0, System.Text.Encoding.UTF8.GetBytes(string.Concat(values.Select(value => value + '\0'))));

    /// <summary>An absent optional value.</summary>
    internal static Argument None => default;

    /// <summary>A real number, also where an integer literal stands.</summary>
    internal static Argument Real(double value) => new(ArgumentTag.Real, BitConverter.DoubleToInt64Bits(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static implicit operator Argument(torch.Tensor? value) =>
        value is null ? default : new(ArgumentTag.Tensor, value.Handle, 0, value);

    public static implicit operator Argument(torch.Tensor?[]? value) =>
        value is null ? default : new(ArgumentTag.TensorList, 0, value.Length, value);

    public static implicit operator Argument(long value) => new(ArgumentTag.Integer, value);
    public static implicit operator Argument(long? value) => value is { } given ? given : default(Argument);
    public static implicit operator Argument(int value) => new(ArgumentTag.Integer, value);
    public static implicit operator Argument(int? value) => value is { } given ? given : default(Argument);
    public static implicit operator Argument(double value) => Real(value);
    public static implicit operator Argument(double? value) => value is { } given ? given : default(Argument);
    public static implicit operator Argument(bool value) => new(ArgumentTag.Boolean, value ? 1 : 0);
    public static implicit operator Argument(bool? value) => value is { } given ? given : default(Argument);
    public static implicit operator Argument(Scalar? value) => value is null ? default : value.AsArgument();
    public static implicit operator Argument(torch.ScalarType value) => new(ArgumentTag.Integer, (long)value);
    public static implicit operator Argument(torch.ScalarType? value) => value is { } given ? given : default(Argument);
    public static implicit operator Argument(torch.Device? value) =>
        value is null ? default : new(ArgumentTag.Device, (long)value.type, value.type == DeviceType.CPU ? -1 : value.index);

    public static implicit operator Argument(long[]? value) =>
        value is null ? default : new(ArgumentTag.IntList, 0, value.Length, value);
    public static implicit operator Argument(int[]? value) =>
        value is null ? default : Array.ConvertAll(value, x => (long)x);
    public static implicit operator Argument(double[]? value) =>
        value is null ? default : new(ArgumentTag.RealList, 0, value.Length, value);
    public static implicit operator Argument(bool[]? value) =>
        value is null ? default : new(ArgumentTag.BoolList, 0, value.Length, value);
    public static implicit operator Argument(string? value) =>
        value is null ? default : new(ArgumentTag.String, 0, 0, System.Text.Encoding.UTF8.GetBytes(value));
    public static implicit operator Argument(torch.Generator? value) =>
        value is null ? default : new(ArgumentTag.Generator, value.Handle, 0, value);

    internal static Argument OfScalar(Scalar value, ArgumentTag tag, long first, long second) => new(tag, first, second, value);

    /// <summary>Eight-byte words of scratch memory that the argument's content takes.</summary>
    internal int Words => Tag switch
    {
        ArgumentTag.TensorList or ArgumentTag.IntList or ArgumentTag.RealList or ArgumentTag.BoolList => (int)Second,
        ArgumentTag.String or ArgumentTag.StringList => ((byte[])Reference!).Length / sizeof(long) + 1,
        _ => 0,
    };

    /// <summary>Writes the argument for native code; lists and text go to <paramref name="scratch"/>.</summary>
    internal unsafe void Write(NativeArgument* target, long* scratch)
    {
        target->Tag = Tag;
        target->First = First;
        target->Second = Second;
        if (Reference is null || Tag is ArgumentTag.Tensor)
            return;
        switch (Tag)
        {
            case ArgumentTag.TensorList:
                var tensors = (torch.Tensor?[])Reference;
                for (var k = 0; k < tensors.Length; k++)
                    scratch[k] = tensors[k]?.Handle ?? 0;
                break;
            case ArgumentTag.IntList:
                ((long[])Reference).CopyTo(new Span<long>(scratch, (int)Second));
                break;
            case ArgumentTag.RealList:
                ((double[])Reference).CopyTo(new Span<double>(scratch, (int)Second));
                break;
            case ArgumentTag.BoolList:
                var flags = (bool[])Reference;
                for (var k = 0; k < flags.Length; k++)
                    scratch[k] = flags[k] ? 1 : 0;
                break;
            case ArgumentTag.String or ArgumentTag.StringList:
                var text = (byte[])Reference;
                text.CopyTo(new Span<byte>(scratch, text.Length));
                target->Second = text.Length;
                break;
            default:
                return;
        }
        target->First = (long)scratch;
    }
}
