using System.Numerics;

namespace Workbench.Tokenizers;

/// <summary>Finds all pieces with which a text begins. A hash table over (node, character); the root is node 0.</summary>
internal sealed class PieceTrie
{
    private const int None = -1;

    private long[] _keys = new long[1 << 10];
    private int[] _next = new int[1 << 10];
    private readonly List<int> _pieces = [None];

    /// <summary>A trie of pieces; those that are null or empty are left out.</summary>
    public PieceTrie(IReadOnlyList<string?> pieces)
    {
        for (var id = 0; id < pieces.Count; id++)
        {
            if (pieces[id] is not { Length: > 0 } piece)
                continue;
            var node = 0;
            foreach (var letter in piece)
                node = Step(node, letter) is >= 0 and var known ? known : Add(node, letter);
            _pieces[node] = id;
        }
    }

    /// <summary>The node that a character leads to; negative when no piece goes on with it.</summary>
    public int Step(int node, char letter)
    {
        var key = Key(node, letter);
        for (var slot = Slot(key); _keys[slot] != 0; slot = (slot + 1) & (_keys.Length - 1))
        {
            if (_keys[slot] == key)
                return _next[slot];
        }
        return None;
    }

    /// <summary>The piece that ends at a node; negative when none does.</summary>
    public int Piece(int node) => _pieces[node];

    private int Add(int node, char letter)
    {
        if (_pieces.Count * 2 > _keys.Length)
            Grow();
        _pieces.Add(None);
        Put(Key(node, letter), _pieces.Count - 1);
        return _pieces.Count - 1;
    }

    private void Grow()
    {
        var (keys, next) = (_keys, _next);
        (_keys, _next) = (new long[keys.Length * 2], new int[keys.Length * 2]);
        for (var i = 0; i < keys.Length; i++)
        {
            if (keys[i] != 0)
                Put(keys[i], next[i]);
        }
    }

    private void Put(long key, int value)
    {
        var slot = Slot(key);
        while (_keys[slot] != 0)
            slot = (slot + 1) & (_keys.Length - 1);
        (_keys[slot], _next[slot]) = (key, value);
    }

    // Never 0, which marks a free slot.
    private static long Key(int node, char letter) => ((long)(node + 1) << 16) | letter;

    private int Slot(long key) =>
        (int)((ulong)(key * unchecked((long)0x9E3779B97F4A7C15)) >> (64 - BitOperations.Log2((uint)_keys.Length)));
}
