using GroupConv.Benchmarks.Peers;

namespace GroupConv.Tests.Peers;

/// <summary>A peer whose output is the definition's plus an error, if it can run the layer at all.</summary>
internal sealed class FakeContender(string name, float error = 0, string? cannot = null) : IContender
{
    public string Name => name;

    public string Version => "1";

    public IReadOnlyList<IPreparedLayer> Prepare(LayerData data) =>
        cannot is null ? [new Prepared(data, error)] : throw new NotSupportedException(cannot);

    public void Dispose()
    {
    }

    private sealed class Prepared(LayerData data, float error) : InProcessLayer
    {
        public override string Variant => "fake";

        public override void CopyOutput(Span<float> output)
        {
            ReferenceConvolution.Forward(data.Geometry, data.Input.Span, data.Weights.Span, data.Bias.Span, output);
            output[^1] += error;
        }

        public override void Dispose()
        {
        }

        protected override void Run() => Thread.SpinWait(1);
    }
}
