using System.Buffers.Binary;
using System.Text;

namespace Workbench.Weights;

/// <summary>A name that a pickle imports: module and name.</summary>
internal sealed record PickleGlobal(string Module, string Name)
{
    public override string ToString() => $"{Module}.{Name}";
}

/// <summary>A call that a pickle asks for. Nothing is called: the reader of the pickle decides what the arguments mean.</summary>
internal sealed record PickleCall(PickleGlobal Function, object?[] Arguments);

/// <summary>A reference to data outside the pickle.</summary>
internal sealed record PickleReference(object? Id);

/// <summary>A dictionary of a pickle, in its order. Keys may be there twice, which the reader of the dictionary judges.</summary>
internal sealed class PickleDictionary : List<KeyValuePair<object, object?>>;

/// <summary>
/// Reads a pickle as data. Of the opcodes that import and call, only calls of allowed names are read, and they become
/// <see cref="PickleCall"/>; there is no code path that executes anything.
/// </summary>
/// <param name="bytes">The pickle.</param>
/// <param name="allowed">The names that the pickle may import.</param>
internal sealed class PickleReader(byte[] bytes, IReadOnlySet<string> allowed)
{
    private static readonly object Mark = new();
    private readonly List<object?> _stack = [];
    private readonly Dictionary<long, object?> _memo = [];
    private readonly SortedSet<string> _refused = new(StringComparer.Ordinal);
    private int _at;

    /// <summary>Reads the pickle's value: null, bool, long, double, string, byte[], object?[] (a tuple), List (a list),
    /// <see cref="PickleDictionary"/>, <see cref="PickleGlobal"/>, <see cref="PickleCall"/> or <see cref="PickleReference"/>.</summary>
    /// <exception cref="InvalidDataException">The pickle is damaged, or imports names that are not allowed; lists all of them.</exception>
    public object? Read()
    {
        object? value = null;
        Exception? damage = null;
        try
        {
            while (Next() is var opcode and not (byte)'.')
                Execute(opcode);
            value = Pop();
        }
        catch (Exception broken)
            when (broken
                    is IndexOutOfRangeException
                        or ArgumentException
                        or InvalidCastException
                        or KeyNotFoundException
                        or OverflowException
            )
        {
            damage = new InvalidDataException($"the pickle is damaged at byte {_at}", broken);
        }
        catch (InvalidDataException broken)
        {
            damage = broken;
        }
        // What the pickle imports says more than where its reading ended.
        if (_refused.Count > 0)
            throw new InvalidDataException(
                $"the pickle imports {string.Join(", ", _refused)}, which could run code; allowed: {string.Join(", ", allowed.Order(StringComparer.Ordinal))}"
            );
        return damage is null ? value : throw damage;
    }

    private void Execute(byte opcode)
    {
        switch (opcode)
        {
            case 0x80: // PROTO
                if (Next() is var protocol and > 5)
                    throw new InvalidDataException($"the pickle has the unknown protocol {protocol}");
                break;
            case 0x95: // FRAME
                Take(8);
                break;
            case (byte)'(':
                Push(Mark);
                break;
            case (byte)'0':
                Pop();
                break;
            case (byte)'1':
                PopToMark();
                break;
            case (byte)'2':
                Push(_stack[^1]);
                break;
            case (byte)'N':
                Push(null);
                break;
            case 0x88:
                Push(true);
                break;
            case 0x89:
                Push(false);
                break;
            case (byte)'K':
                Push((long)Next());
                break;
            case (byte)'M':
                Push((long)BinaryPrimitives.ReadUInt16LittleEndian(Take(2)));
                break;
            case (byte)'J':
                Push((long)BinaryPrimitives.ReadInt32LittleEndian(Take(4)));
                break;
            case 0x8a: // LONG1
                Push(Long(Take(Next())));
                break;
            case (byte)'G':
                Push(BinaryPrimitives.ReadDoubleBigEndian(Take(8)));
                break;
            case (byte)'X':
                Push(Text(Length(4)));
                break;
            case 0x8c:
                Push(Text(Next()));
                break;
            case 0x8d:
                Push(Text(Length(8)));
                break;
            case (byte)'U' or (byte)'C':
                Push(Take(Next()).ToArray());
                break;
            case (byte)'T' or (byte)'B':
                Push(Take(Length(4)).ToArray());
                break;
            case (byte)')':
                Push(Array.Empty<object?>());
                break;
            case 0x85 or 0x86 or 0x87: // TUPLE1 to TUPLE3
                Push(PopLast(opcode - 0x84));
                break;
            case (byte)'t':
                Push(PopToMark());
                break;
            case (byte)']':
                Push(new List<object?>());
                break;
            case (byte)'l':
                Push(new List<object?>(PopToMark()));
                break;
            case (byte)'a':
                var last = Pop();
                As<List<object?>>(_stack[^1]).Add(last);
                break;
            case (byte)'e':
                var items = PopToMark();
                As<List<object?>>(_stack[^1]).AddRange(items);
                break;
            case (byte)'}':
                Push(new PickleDictionary());
                break;
            case (byte)'d':
                var pairs = PopToMark();
                Push(new PickleDictionary());
                Set(pairs);
                break;
            case (byte)'s':
                Set(PopLast(2));
                break;
            case (byte)'u':
                Set(PopToMark());
                break;
            case (byte)'q':
                _memo[Next()] = _stack[^1];
                break;
            case (byte)'r':
                _memo[Length(4)] = _stack[^1];
                break;
            case 0x94: // MEMOIZE
                _memo[_memo.Count] = _stack[^1];
                break;
            case (byte)'h':
                Push(_memo[Next()]);
                break;
            case (byte)'j':
                Push(_memo[Length(4)]);
                break;
            case (byte)'c':
                Push(Global(Line(), Line()));
                break;
            case 0x93: // STACK_GLOBAL
                var names = PopLast(2);
                Push(Global(As<string>(names[0]), As<string>(names[1])));
                break;
            case (byte)'Q':
                Push(new PickleReference(Pop()));
                break;
            case (byte)'R' or 0x81: // REDUCE, NEWOBJ
                var call = PopLast(2);
                Push(Call(As<PickleGlobal>(call[0]), As<object?[]>(call[1])));
                break;
            case (byte)'b': // BUILD: attributes of an object, such as a state dict's _metadata, which no tensor needs
                Pop();
                break;
            default:
                throw new InvalidDataException($"the pickle has the opcode 0x{opcode:x2} at byte {_at - 1}, which no state dict needs");
        }
    }

    private PickleGlobal Global(string module, string name)
    {
        var global = new PickleGlobal(module, name);
        if (!allowed.Contains(global.ToString()))
            _refused.Add(global.ToString());
        return global;
    }

    // An ordered dictionary is filled by opcodes, like a plain one.
    private static object Call(PickleGlobal function, object?[] arguments) =>
        function.ToString() == "collections.OrderedDict" && arguments.Length == 0
            ? new PickleDictionary()
            : new PickleCall(function, arguments);

    private void Set(object?[] pairs)
    {
        var target = As<PickleDictionary>(_stack[^1]);
        for (var i = 0; i < pairs.Length; i += 2)
            target.Add(new(pairs[i] ?? "None", pairs[i + 1]));
    }

    private static T As<T>(object? value) => value is T expected ? expected : throw new InvalidCastException();

    private void Push(object? value) => _stack.Add(value);

    private object? Pop() => PopLast(1)[0];

    private object?[] PopLast(int count)
    {
        var values = _stack.GetRange(_stack.Count - count, count).ToArray();
        if (values.Contains(Mark))
            throw new InvalidDataException($"the pickle is damaged at byte {_at}");
        _stack.RemoveRange(_stack.Count - count, count);
        return values;
    }

    private object?[] PopToMark()
    {
        var mark = _stack.LastIndexOf(Mark);
        var values = _stack.GetRange(mark + 1, _stack.Count - mark - 1).ToArray();
        _stack.RemoveRange(mark, _stack.Count - mark);
        return values;
    }

    private byte Next() => bytes[_at++];

    private ReadOnlySpan<byte> Take(int count)
    {
        var span = bytes.AsSpan(_at, count);
        _at += count;
        return span;
    }

    private int Length(int size) =>
        size == 4
            ? checked((int)BinaryPrimitives.ReadUInt32LittleEndian(Take(4)))
            : checked((int)BinaryPrimitives.ReadUInt64LittleEndian(Take(8)));

    private static long Long(ReadOnlySpan<byte> digits)
    {
        if (digits.Length > 8)
            throw new OverflowException();
        // Little-endian two's complement of any length.
        var value = digits.Length > 0 && digits[^1] >= 0x80 ? -1L : 0L;
        for (var i = digits.Length - 1; i >= 0; i--)
            value = (value << 8) | digits[i];
        return value;
    }

    private string Text(int count) => Encoding.UTF8.GetString(Take(count));

    private string Line()
    {
        var end = Array.IndexOf(bytes, (byte)'\n', _at);
        var text = Text(end - _at);
        _at++;
        return text;
    }
}
