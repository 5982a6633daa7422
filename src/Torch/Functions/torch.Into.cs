namespace TorchSharp;

public static partial class torch
{
    /// <summary>An operator's result as a new tensor or, where one is given, in <paramref name="out"/>.</summary>
    internal static Tensor Into(Tensor? @out, Operator plain, Operator written, params ReadOnlySpan<Argument> args)
    {
        if (@out is null)
            return plain.One(args);
        written.Run([.. args, @out]);
        return @out;
    }
}
