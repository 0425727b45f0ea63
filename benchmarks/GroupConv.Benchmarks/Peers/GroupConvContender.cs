namespace GroupConv.Benchmarks.Peers;

/// <summary>Ours: a contender like the others.</summary>
internal sealed class GroupConvContender(int threads, TensorLayout layout) : IContender
{
    public const string OwnName = "groupconv";

    public string Name => OwnName;

    public string Version { get; } = typeof(GroupedConv2d).Assembly.GetName().Version!.ToString(3);

    public IReadOnlyList<IPreparedLayer> Prepare(LayerData data) => [new Prepared(data, threads, layout)];

    public void Dispose()
    {
    }

    private sealed class Prepared : InProcessLayer
    {
        private readonly ConvGeometry _geometry;
        private readonly GroupedConv2d _layer;
        private readonly int _threads;
        private readonly AlignedFloats _input, _output;

        public Prepared(LayerData data, int threads, TensorLayout layout)
        {
            GroupedConv2dOptions options = data.Geometry.Options with { InputLayout = layout, OutputLayout = layout };
            _geometry = new ConvGeometry(options, data.Geometry.Batch, data.Geometry.InHeight, data.Geometry.InWidth);
            _layer = new GroupedConv2d(options, data.Weights.Span, data.Bias.Span);
            _threads = threads;
            _input = new AlignedFloats(_geometry.InElements);
            _output = new AlignedFloats(_geometry.OutElements);
            Variant = _layer.Plan(_geometry.InHeight, _geometry.InWidth, _geometry.Batch).Algorithm.ToString();
            ConvGeometry g = _geometry;
            TensorLayouts.Reorder(data.Input.Span, TensorLayout.Nchw, _input.Span, layout, g.Batch, g.InChannels, g.InHeight, g.InWidth);
        }

        public override string Variant { get; }

        public override void CopyOutput(Span<float> output)
        {
            ConvGeometry g = _geometry;
            TensorLayouts.Reorder(_output.Span, g.Options.OutputLayout, output, TensorLayout.Nchw, g.Batch, g.OutChannels, g.OutHeight, g.OutWidth);
        }

        public override void Dispose()
        {
            _input.Dispose();
            _output.Dispose();
        }

        protected override void Run() =>
            _layer.Forward(_input.Span, _geometry.Batch, _geometry.InHeight, _geometry.InWidth, _output.Span, _threads);
    }
}
