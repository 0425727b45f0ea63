namespace GroupConv.Memory;

/// <summary>
/// Objects that are dear to make, one for each caller at work at the same time. Renting and returning allocate nothing; beyond
/// <see cref="Kept"/> objects the rest is left to the garbage collector, so that one burst of callers does not hold memory for ever.
/// </summary>
internal sealed class ObjectPool<T>(Func<T> create)
    where T : class
{
    private const int Kept = 16;
    private readonly T?[] _items = new T?[Kept];
    private readonly Lock _lock = new();
    private int _count;

    public T Rent()
    {
        lock (_lock)
        {
            if (_count > 0)
            {
                T item = _items[--_count]!;
                _items[_count] = null;
                return item;
            }
        }

        return create();
    }

    public void Return(T item)
    {
        lock (_lock)
        {
            if (_count < Kept)
                _items[_count++] = item;
        }
    }
}
