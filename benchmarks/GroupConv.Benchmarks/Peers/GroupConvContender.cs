namespace GroupConv.Benchmarks.Peers;

/// <summary>Ours: a contender like the others.</summary>
internal sealed class GroupConvContender(int threads) : IContender
{
    public string Name => "groupconv";

    public string Version { get; } = typeof(GroupedConv2d).Assembly.GetName().Version!.ToString(3);

    public IReadOnlyList<IPreparedLayer> Prepare(LayerData data) => [new Prepared(data, threads)];

    public void Dispose()
    {
    }

    private sealed class Prepared : InProcessLayer
    {
        private readonly LayerData _data;
        private readonly int _threads;
        private readonly AlignedFloats _output;

        public Prepared(LayerData data, int threads)
        {
            ConvGeometry g = data.Geometry;
            Variant = data.Layer.Plan(g.InHeight, g.InWidth, g.Batch).Algorithm.ToString();
            _data = data;
            _threads = threads;
            _output = new AlignedFloats(g.OutElements);
        }

        public override string Variant { get; }

        public override void CopyOutput(Span<float> output) => _output.Span.CopyTo(output);

        public override void Dispose() => _output.Dispose();

        protected override void Run()
        {
            ConvGeometry g = _data.Geometry;
            _data.Layer.Forward(_data.Input.Span, g.Batch, g.InHeight, g.InWidth, _output.Span, _threads);
        }
    }
}
