namespace GroupConv.Gradients;

/// <summary>A block of the weights' gradient: some output channels by some input channels of a group.</summary>
/// <param name="FirstOut">The first output channel, counted over all groups.</param>
/// <param name="Outs">How many.</param>
/// <param name="FirstIn">The first input channel, counted over all groups.</param>
/// <param name="FirstInWithinGroup">The same within the group.</param>
/// <param name="Ins">How many.</param>
internal readonly record struct GradientUnit(long FirstOut, long Outs, long FirstIn, long FirstInWithinGroup, long Ins)
{
    public static GradientUnit Of(WeightGradientPlan plan, long index)
    {
        ConvGeometry g = plan.Geometry;
        (long rest, long inBlock) = Math.DivRem(index, plan.InBlocks);
        (long group, long outBlock) = Math.DivRem(rest, plan.OutBlocks);
        long firstOut = outBlock * plan.OutBlock, firstIn = inBlock * plan.InBlock;
        return new GradientUnit(
            group * g.OutChannelsPerGroup + firstOut, Math.Min(plan.OutBlock, g.OutChannelsPerGroup - firstOut),
            group * g.InChannelsPerGroup + firstIn, firstIn, Math.Min(plan.InBlock, g.InChannelsPerGroup - firstIn));
    }
}
