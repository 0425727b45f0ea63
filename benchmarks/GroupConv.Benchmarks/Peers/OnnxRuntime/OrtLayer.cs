namespace GroupConv.Benchmarks.Peers.OnnxRuntime;

/// <summary>A session for one layer.</summary>
internal sealed class OrtLayer : InProcessLayer
{
    private readonly AlignedFloats _output;
    private readonly OrtSession _session;

    public OrtLayer(OrtApi api, nint environment, LayerData data, int threads)
    {
        ConvGeometry g = data.Geometry;
        _output = new AlignedFloats(g.OutElements);
        try
        {
            _session = new OrtSession(
                api, api.CreateSession(environment, OnnxConvModel.Of(data), threads),
                (OnnxConvModel.Input, data.Input, [g.Batch, g.InChannels, g.InHeight, g.InWidth]),
                (OnnxConvModel.Output, _output, [g.Batch, g.OutChannels, g.OutHeight, g.OutWidth]));
        }
        catch
        {
            _output.Dispose();
            throw;
        }
    }

    public override string Variant => "NCHW";

    public override void CopyOutput(Span<float> output) => _output.Span.CopyTo(output);

    public override void Dispose()
    {
        _session.Dispose();
        _output.Dispose();
    }

    protected override void Run() => _session.Run();
}
