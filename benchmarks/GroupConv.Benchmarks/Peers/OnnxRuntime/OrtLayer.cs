namespace GroupConv.Benchmarks.Peers.OnnxRuntime;

/// <summary>A session for one layer, with input and output bound to memory of ours: a call copies nothing.</summary>
internal sealed class OrtLayer : InProcessLayer
{
    private readonly OrtApi _api;
    private readonly AlignedFloats _output;
    private readonly nint _session;
    private readonly nint _binding;
    private readonly nint _inputTensor;
    private readonly nint _outputTensor;

    public OrtLayer(OrtApi api, nint environment, LayerData data, int threads)
    {
        ConvGeometry g = data.Geometry;
        _api = api;
        _output = new AlignedFloats(g.OutElements);
        try
        {
            _session = api.CreateSession(environment, OnnxConvModel.Of(data), threads);
            _binding = api.CreateBinding(_session);
            _inputTensor = api.CreateTensor(data.Input, g.Batch, g.InChannels, g.InHeight, g.InWidth);
            _outputTensor = api.CreateTensor(_output, g.Batch, g.OutChannels, g.OutHeight, g.OutWidth);
            api.Bind(OrtFunction.BindInput, _binding, OnnxConvModel.Input, _inputTensor);
            api.Bind(OrtFunction.BindOutput, _binding, OnnxConvModel.Output, _outputTensor);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public override string Variant => "NCHW";

    public override void CopyOutput(Span<float> output) => _output.Span.CopyTo(output);

    public override void Dispose()
    {
        _api.Release(OrtFunction.ReleaseIoBinding, _binding);
        _api.Release(OrtFunction.ReleaseValue, _inputTensor);
        _api.Release(OrtFunction.ReleaseValue, _outputTensor);
        _api.Release(OrtFunction.ReleaseSession, _session);
        _output.Dispose();
    }

    protected override void Run() => _api.Run(_session, _binding);
}
