namespace GroupConv.Benchmarks.Peers.OneDnn;

/// <summary>oneDNN: with plain NCHW in and out, or with both in the format that it likes best.</summary>
internal sealed class DnnlContender : IContender
{
    public const string PlainName = "onednn";
    public const string BlockedName = "onednn-blocked";
    private readonly DnnlApi _api = new();
    private readonly nint _engine;
    private readonly nint _stream;
    private readonly bool _blocked;

    /// <summary>All calls must come from the thread that makes the contender: the number of threads is a property of that thread.</summary>
    /// <exception cref="PeerMissingException">The library is not installed.</exception>
    public DnnlContender(int threads, bool blocked)
    {
        DnnlApi.SetThreads(threads);
        _engine = _api.CreateEngine();
        _stream = _api.CreateStream(_engine);
        _blocked = blocked;
    }

    public string Name => _blocked ? BlockedName : PlainName;

    public string Version => _api.Version + (_blocked ? ", its own formats in and out, reorders not counted" : ", NCHW in and out");

    public IReadOnlyList<IPreparedLayer> Prepare(LayerData data) => [new DnnlLayer(_api, _engine, _stream, data, _blocked)];

    public void Dispose()
    {
        _api.Destroy("stream", _stream);
        _api.Destroy("engine", _engine);
    }
}
