namespace GroupConv.Benchmarks.Peers.OnnxRuntime;

/// <summary>A session of a model with one input and one output, bound to memory of ours: a call copies nothing.</summary>
internal sealed class OrtSession : IDisposable
{
    private readonly OrtApi _api;
    private readonly nint _session;
    private readonly nint _binding;
    private readonly nint _inputTensor;
    private readonly nint _outputTensor;

    /// <param name="api">The library.</param>
    /// <param name="session">Made by it; from now on this object's.</param>
    /// <param name="input">The input's name, memory and shape.</param>
    /// <param name="output">Likewise.</param>
    public OrtSession(OrtApi api, nint session, (string Name, AlignedFloats Values, long[] Shape) input, (string Name, AlignedFloats Values, long[] Shape) output)
    {
        _api = api;
        _session = session;
        try
        {
            _binding = api.CreateBinding(_session);
            _inputTensor = api.CreateTensor(input.Values, input.Shape);
            _outputTensor = api.CreateTensor(output.Values, output.Shape);
            api.Bind(OrtFunction.BindInput, _binding, input.Name, _inputTensor);
            api.Bind(OrtFunction.BindOutput, _binding, output.Name, _outputTensor);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public void Run() => _api.Run(_session, _binding);

    public void Dispose()
    {
        _api.Release(OrtFunction.ReleaseIoBinding, _binding);
        _api.Release(OrtFunction.ReleaseValue, _inputTensor);
        _api.Release(OrtFunction.ReleaseValue, _outputTensor);
        _api.Release(OrtFunction.ReleaseSession, _session);
    }
}
