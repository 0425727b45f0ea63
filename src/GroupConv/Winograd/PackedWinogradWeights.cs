using GroupConv.Memory;
using GroupConv.Planning;
using static GroupConv.Winograd.WinogradPoints;

namespace GroupConv.Winograd;

/// <summary>
/// The transformed kernels, rounded once, in the order the tiles read them: for each group, each of the 36 products, block of input
/// channels and panel of output channels, [input channels, rows]; a group's last panel is filled up with zeros. And a bias for every channel.
/// </summary>
internal sealed unsafe class PackedWinogradWeights : IPackedWeights
{
    private const int Rows = ProductTile<Vectors.Lanes1, float>.Rows;
    private readonly WinogradPlan _plan;

    private PackedWinogradWeights(WinogradPlan plan)
    {
        _plan = plan;
        Panels = new PinnedBuffer(plan.PackedWeightElements);
        Panels.Span.Clear(); // what fills up a group's last panel stays zero
        Bias = new PinnedBuffer(plan.Geometry.OutChannels);
    }

    public PinnedBuffer Panels { get; }

    public PinnedBuffer Bias { get; }

    /// <summary>The packed weights for a plan; plans for other input sizes get the same object.</summary>
    public static PackedWinogradWeights Of(WinogradPlan plan, LayerWeights weights) =>
        weights.Packed((typeof(PackedWinogradWeights), plan.DepthBlock), () => new PackedWinogradWeights(plan));

    public void Fill(LayerWeights weights)
    {
        Pack(weights.Weights);
        weights.FillBias(Bias);
    }

    /// <summary>The panels [depth, rows] from one of a group on; they follow each other.</summary>
    /// <param name="group">The group.</param>
    /// <param name="product">Which of the 36.</param>
    /// <param name="firstChannel">The first input channel of the block.</param>
    /// <param name="depth">Input channels in the block.</param>
    /// <param name="rowPanel">The first panel, within the group.</param>
    public float* Panel(long group, int product, long firstChannel, long depth, long rowPanel) =>
        Panels.Pointer
        + (((group * Products + product) * _plan.Geometry.InChannelsPerGroup + firstChannel) * _plan.RowPanels + rowPanel * depth) * Rows;

    private void Pack(ReadOnlySpan<float> weights)
    {
        ConvGeometry g = _plan.Geometry;
        Span<double> transformed = stackalloc double[Products];
        for (int group = 0; group < g.Groups; group++)
            for (int row = 0; row < g.OutChannelsPerGroup; row++)
                for (int channel = 0; channel < g.InChannelsPerGroup; channel++)
                {
                    int kernel = (group * g.OutChannelsPerGroup + row) * g.InChannelsPerGroup + channel;
                    TransformKernel(weights.Slice(kernel * KernelSize * KernelSize, KernelSize * KernelSize), transformed);
                    Scatter(transformed, group, row, channel);
                }
    }

    private void Scatter(ReadOnlySpan<double> transformed, long group, long row, long channel)
    {
        long firstChannel = channel / _plan.DepthBlock * _plan.DepthBlock;
        long depth = Math.Min(_plan.DepthBlock, _plan.Geometry.InChannelsPerGroup - firstChannel);
        for (int product = 0; product < Products; product++)
            Panel(group, product, firstChannel, depth, row / Rows)[(channel - firstChannel) * Rows + row % Rows] = (float)transformed[product];
    }
}
