using GroupConv.Memory;

namespace GroupConv.Planning;

/// <summary>The calls of one input size, one for each caller at work at the same time.</summary>
/// <param name="prepare">Makes what all calls share, and returns how a call is made.</param>
internal sealed class CallPool<TCall>(Func<Func<TCall>> prepare)
    where TCall : class
{
    private readonly Lock _lock = new();
    private ObjectPool<TCall>? _calls;

    /// <summary>
    /// Made with the first call whose memory has the right size: tables and packed weights for a size that is a mistake could be gigabytes.
    /// </summary>
    public TCall Rent() => (Volatile.Read(ref _calls) ?? MakeCalls()).Rent();

    /// <summary>Takes back what <see cref="Rent"/> gave.</summary>
    public void Return(TCall call) => _calls!.Return(call);

    private ObjectPool<TCall> MakeCalls()
    {
        lock (_lock)
        {
            if (_calls is null)
                Volatile.Write(ref _calls, new ObjectPool<TCall>(prepare()));
            return _calls!;
        }
    }
}
