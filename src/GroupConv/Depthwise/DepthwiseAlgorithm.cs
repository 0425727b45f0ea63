using GroupConv.Planning;

namespace GroupConv.Depthwise;

/// <summary>
/// One input channel a group and a usual kernel: no copy at all. A strip of positions goes down the rows, and a row of input that is in the
/// registers meets every output row that needs it. What lies outside of the input is masked away in the loads.
/// </summary>
internal sealed class DepthwiseAlgorithm : IAlgorithm
{
    // The table of a row's strips is made once, but for every one of them.
    private const int MostOutWidth = 1 << 24;

    public ConvAlgorithm Id => ConvAlgorithm.Depthwise;

    public bool RunsBlocks => true;

    public string? WhyNot(ConvGeometry geometry) =>
        geometry.InChannelsPerGroup != 1 ? $"a group has {geometry.InChannelsPerGroup} input channels, not 1"
        : !HasTile(geometry.Kernel, geometry.Step) ? $"there is no tile for a kernel of {geometry.Kernel} with stride {geometry.Stride}"
        : geometry.Dilation != 1 ? $"the dilation is {geometry.Dilation}, not 1"
        : geometry.HasPadding && geometry.Options.PaddingMode != PaddingMode.Zeros ? $"the padding is {geometry.Options.PaddingMode}, not {PaddingMode.Zeros}"
        : geometry.OutWidth > MostOutWidth ? $"an output row has {geometry.OutWidth} positions, over {MostOutWidth}"
        : geometry.IsPlanes ? null
        : WhyNotBlocks(geometry);

    public ConvPlan Plan(ConvGeometry geometry, VectorTier tier) => new DepthwisePlan(geometry, tier);

    public IPreparedConv Prepare(ConvPlan plan, LayerWeights weights) => new PreparedDepthwise((DepthwisePlan)plan, weights);

    private static bool HasTile(Size2d kernel, Size2d stride) =>
        (stride == 1 && (kernel == 3 || kernel == 5 || kernel == 7)) || (stride == 2 && kernel == 3);

    private static string? WhyNotBlocks(ConvGeometry g)
    {
        var plan = new DepthwisePlan(g, g.Options.Tier.Resolve());
        return g.Options.InputLayout != g.Options.OutputLayout ? "input and output have different layouts"
            : g.Step != 1 ? $"the stride is {g.Stride}, not 1"
            : g.OutChannelsPerGroup != 1 ? $"an input channel has {g.OutChannelsPerGroup} output channels"
            : plan.Lanes != plan.Block ? $"a block of {plan.Block} channels is not one vector of {plan.Lanes}"
            : g.OutChannels % plan.Block != 0 ? $"{g.OutChannels} channels are not whole blocks of {plan.Block}"
            : null;
    }
}
