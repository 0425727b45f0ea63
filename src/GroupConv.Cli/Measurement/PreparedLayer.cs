namespace GroupConv.Cli.Measurement;

/// <summary>A layer with random weights and input and a place for its output, ready to be run again and again without allocating.</summary>
internal sealed class PreparedLayer
{
    private const int Seed = 1;
    private readonly GroupedConv2d _layer;
    private readonly float[] _input;
    private readonly float[] _output;
    private readonly int _threads;

    /// <param name="geometry">The sizes, which fit this machine: see <see cref="MemoryNeed"/>. Its options name the algorithm.</param>
    /// <param name="threads">The most threads of a run.</param>
    /// <exception cref="NotSupportedException">The algorithm cannot run these sizes.</exception>
    public PreparedLayer(ConvGeometry geometry, int threads)
    {
        Geometry = geometry;
        _threads = threads;
        _layer = new GroupedConv2d(geometry.Options, Seed);
        Plan = _layer.Plan(geometry.InHeight, geometry.InWidth, geometry.Batch);
        Cost = ConvCost.Of(geometry);
        var random = new Random(Seed);
        _input = new float[geometry.InElements];
        foreach (ref float value in _input.AsSpan())
            value = 2 * random.NextSingle() - 1;
        _output = new float[geometry.OutElements];
    }

    public ConvGeometry Geometry { get; }

    public ConvPlan Plan { get; }

    public ConvCost Cost { get; }

    public IReadOnlyList<int> WeightShape => _layer.WeightShape;

    public void Run() => _layer.Forward(_input, Geometry.Batch, Geometry.InHeight, Geometry.InWidth, _output, _threads);

    /// <summary>GFLOP/s of a run that takes so long.</summary>
    public double Gflops(double seconds) => Cost.Flops / seconds / 1e9;
}
