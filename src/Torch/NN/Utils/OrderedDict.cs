using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace TorchSharp.Utils;

/// <summary>A dictionary that remembers the order of insertion and can be indexed by position.</summary>
/// <typeparam name="TKey">Type of the keys.</typeparam>
/// <typeparam name="TValue">Type of the values.</typeparam>
public class OrderedDict<TKey, TValue> : IDictionary<TKey, TValue>, IList<(TKey, TValue)> where TKey : notnull
{
    private readonly List<(TKey, TValue)> _list = [];
    private readonly Dictionary<TKey, TValue> _dictionary = [];

    /// <summary>Removes every entry.</summary>
    public void clear() => Clear();

    /// <summary>The entries in order.</summary>
    public IEnumerator<(TKey, TValue)> items() => _list.GetEnumerator();

    /// <summary>The keys in order.</summary>
    public IEnumerable<TKey> keys() => _list.Select(entry => entry.Item1);

    /// <summary>The values in order.</summary>
    public IEnumerable<TValue> values() => _list.Select(entry => entry.Item2);

    /// <summary>The entry at a position. Setting it replaces the entry, its key included.</summary>
    public (TKey, TValue) this[int index]
    {
        get => _list[index];
        set
        {
            _dictionary.Remove(_list[index].Item1);
            _dictionary.Add(value.Item1, value.Item2);
            _list[index] = value;
        }
    }

    /// <summary>The value of a key. Setting an absent key appends it; a present one keeps its place.</summary>
    public TValue this[TKey key]
    {
        get => _dictionary[key];
        set
        {
            if (_dictionary.ContainsKey(key)) _list[Position(key)] = (key, value);
            else _list.Add((key, value));
            _dictionary[key] = value;
        }
    }

    /// <summary>False: entries can be changed.</summary>
    public bool IsReadOnly => false;

    /// <summary>The keys in order.</summary>
    public ICollection<TKey> Keys => [.. keys()];

    /// <summary>The values in order.</summary>
    public ICollection<TValue> Values => [.. values()];

    /// <summary>The number of entries.</summary>
    public int Count => _list.Count;

    /// <summary>Appends an entry; a key that is present is an <see cref="ArgumentException"/>.</summary>
    public void Add((TKey, TValue) item) => Add(item.Item1, item.Item2);

    /// <summary>Appends an entry; a key that is present is an <see cref="ArgumentException"/>.</summary>
    public void Add(TKey key, TValue value)
    {
        _dictionary.Add(key, value);
        _list.Add((key, value));
    }

    /// <summary>Appends an entry; a key that is present is an <see cref="ArgumentException"/>.</summary>
    public void Add(KeyValuePair<TKey, TValue> item) => Add(item.Key, item.Value);

    /// <summary>Whether the entry is present.</summary>
    public bool Contains((TKey, TValue) item) => _list.Contains(item);

    /// <summary>Whether the key is present.</summary>
    public bool Contains(KeyValuePair<TKey, TValue> item) => ContainsKey(item.Key);

    /// <summary>Whether the key is present.</summary>
    public bool ContainsKey(TKey key) => _dictionary.ContainsKey(key);

    /// <summary>Copies the entries, in order, to <paramref name="array"/>.</summary>
    public void CopyTo((TKey, TValue)[] array, int arrayIndex) => _list.CopyTo(array, arrayIndex);

    /// <summary>Copies the entries, in order, to <paramref name="array"/>.</summary>
    public void CopyTo(KeyValuePair<TKey, TValue>[] array, int arrayIndex)
    {
        foreach (var (key, value) in _list) array[arrayIndex++] = new(key, value);
    }

    /// <summary>The position of an entry, or -1.</summary>
    public int IndexOf((TKey, TValue) item) => _list.IndexOf(item);

    /// <summary>Puts an entry at a position.</summary>
    public void Insert(int index, (TKey, TValue) item)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)index, (uint)_list.Count, nameof(index));
        _dictionary.Add(item.Item1, item.Item2);
        _list.Insert(index, item);
    }

    /// <summary>Removes an entry; false if it was absent.</summary>
    public bool Remove((TKey, TValue) item) => _list.Contains(item) && Remove(item.Item1);

    /// <summary>Removes the entry of a key; false if it was absent.</summary>
    public bool Remove(KeyValuePair<TKey, TValue> item) => Remove(item.Key);

    /// <summary>Removes the entry of a key; false if it was absent.</summary>
    public bool Remove(TKey key)
    {
        if (!_dictionary.Remove(key)) return false;
        _list.RemoveAt(Position(key));
        return true;
    }

    /// <summary>Removes the entry at a position.</summary>
    public void RemoveAt(int index) => Remove(_list[index].Item1);

    /// <summary>The value of a key, if it is present.</summary>
    public bool TryGetValue(TKey key, [MaybeNullWhen(false)] out TValue value) => _dictionary.TryGetValue(key, out value);

    /// <summary>Removes every entry.</summary>
    public void Clear()
    {
        _dictionary.Clear();
        _list.Clear();
    }

    /// <summary>The entries in order.</summary>
    public IEnumerator<(TKey, TValue)> GetEnumerator() => _list.GetEnumerator();

    IEnumerator<KeyValuePair<TKey, TValue>> IEnumerable<KeyValuePair<TKey, TValue>>.GetEnumerator() =>
        _list.Select(entry => new KeyValuePair<TKey, TValue>(entry.Item1, entry.Item2)).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private int Position(TKey key) => _list.FindIndex(entry => EqualityComparer<TKey>.Default.Equals(entry.Item1, key));
}
