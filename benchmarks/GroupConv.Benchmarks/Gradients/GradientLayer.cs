namespace GroupConv.Benchmarks.Gradients;

/// <summary>A layer with random numbers for its input, weights and output's gradient, and places for all that is computed.</summary>
internal sealed class GradientLayer
{
    private const int Seed = 1;
    private readonly GroupedConv2d _layer;
    private readonly ConvGeometry _geometry;
    private readonly int _threads;
    private readonly float[] _input, _output, _outputGradient, _inputGradient, _weightGradient, _biasGradient;

    /// <param name="geometry">From planes to planes, without a clamp.</param>
    /// <param name="threads">The most threads of a run.</param>
    public GradientLayer(ConvGeometry geometry, int threads)
    {
        _geometry = geometry;
        _threads = threads;
        _layer = new GroupedConv2d(geometry.Options, Seed);
        _input = Uniform(geometry.InElements);
        _outputGradient = Uniform(geometry.OutElements);
        _output = new float[geometry.OutElements];
        _inputGradient = new float[geometry.InElements];
        _weightGradient = new float[geometry.WeightElements];
        _biasGradient = new float[geometry.OutChannels];
    }

    public void Forward() => _layer.Forward(_input, _geometry.Batch, _geometry.InHeight, _geometry.InWidth, _output, _threads);

    public void BackwardInput() =>
        _layer.BackwardInput(_outputGradient, _geometry.Batch, _geometry.InHeight, _geometry.InWidth, _inputGradient, _threads);

    public void BackwardWeights() =>
        _layer.BackwardWeights(
            _input, _outputGradient, _geometry.Batch, _geometry.InHeight, _geometry.InWidth, _weightGradient, _biasGradient, _threads);

    /// <summary>GFLOP/s of any of the three, which have as many multiply-adds, if it takes so long.</summary>
    public double Gflops(double seconds) => ConvCost.Of(_geometry).Flops / seconds / 1e9;

    private static float[] Uniform(long length)
    {
        var random = new Random(Seed);
        var values = new float[length];
        foreach (ref float value in values.AsSpan())
            value = 2 * random.NextSingle() - 1;
        return values;
    }
}
