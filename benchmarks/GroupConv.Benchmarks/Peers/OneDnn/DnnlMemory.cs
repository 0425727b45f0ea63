namespace GroupConv.Benchmarks.Peers.OneDnn;

/// <summary>A dnnl_memory_t over floats of ours.</summary>
internal sealed unsafe class DnnlMemory : IDisposable
{
    private readonly DnnlApi _api;
    private readonly AlignedFloats? _own;

    /// <summary>Over values that stay the caller's and lie as the description says.</summary>
    public DnnlMemory(DnnlApi api, nint engine, in DnnlMemoryDescription description, AlignedFloats values)
    {
        _api = api;
        Values = values;
        Handle = api.CreateMemory(engine, description, values.Pointer);
    }

    /// <summary>With values of its own, as many as the format takes: a blocked one may pad the channels.</summary>
    public DnnlMemory(DnnlApi api, nint engine, in DnnlMemoryDescription description)
        : this(api, engine, description, new AlignedFloats(api.SizeInBytes(description) / sizeof(float)))
    {
        _own = Values;
    }

    public nint Handle { get; }

    public AlignedFloats Values { get; }

    public void Dispose()
    {
        _api.Destroy("memory", Handle);
        _own?.Dispose();
    }
}
