namespace GroupConv.Networks.Blocks;

/// <summary>The three equivalent forms of a ResNeXt block (Xie et al., 2017, figure 3).</summary>
public enum ResNeXtForm
{
    /// <summary>
    /// (c) A pointwise, a grouped and a pointwise convolution. The form of torchvision's weights, and the fast one.
    /// </summary>
    Grouped,

    /// <summary>(b) G branches of two convolutions, whose outputs are concatenated before the last convolution.</summary>
    Concatenated,

    /// <summary>(a) G branches of three convolutions, whose outputs are added: the aggregated transformations of the title.</summary>
    Branches,
}
