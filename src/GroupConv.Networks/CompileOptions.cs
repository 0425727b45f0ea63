namespace GroupConv.Networks;

/// <summary>How a network is compiled. The defaults are the fastest; the others are for comparisons, and to find out what each gains.</summary>
public sealed record CompileOptions
{
    /// <summary>Everything on.</summary>
    public static CompileOptions Default { get; } = new();

    /// <summary>Every layer as it is, one after the other, each with memory of its own.</summary>
    public static CompileOptions Plain { get; } = new() { Fuse = false, FoldBatchNorms = false, ChooseLayouts = false, KeepHalos = false, ReuseMemory = false };

    /// <summary>
    /// Remove identities, and do sums of residual connections and clamps in the epilogues of the convolutions before them. True by default; it
    /// changes no bit.
    /// </summary>
    public bool Fuse { get; init; } = true;

    /// <summary>
    /// Multiply the weights of a convolution or linear layer by the batch norms behind it. True by default. Each norm changes roundings: with w the
    /// weights, s the norm's scale and t its shift, an output differs from that of the two layers by at most (taps + 3) * 2^-23 * (sum |s * w * x| +
    /// |s * bias| + |t|), where taps is the number of products in one sum, as long as s * w neither overflows nor is denormal. Without it a network gives the bits of <see cref="ReferenceNetwork"/>.
    /// </summary>
    public bool FoldBatchNorms { get; init; } = true;

    /// <summary>Keep activations in blocks of channels where the cost model says that convolutions gain.</summary>
    public bool ChooseLayouts { get; init; } = true;

    /// <summary>
    /// Keep activations with the zeros around them that the next convolution pads with, where it would copy its input for them. Needs
    /// <see cref="ChooseLayouts"/>, for only blocks of channels are kept so.
    /// </summary>
    public bool KeepHalos { get; init; } = true;

    /// <summary>Let tensors that are never needed at the same time share memory.</summary>
    public bool ReuseMemory { get; init; } = true;

    /// <summary>
    /// The most bytes that one run may need for activations, outputs and the working memory of its largest convolution on one thread: 4 GiB unless it is set
    /// to another number. A small model file can ask for any size, so a network that needs more is refused before anything is allocated.
    /// </summary>
    public long MaxActivationBytes { get; init; } = 4L << 30;

    /// <summary>For tests: chooses layouts at random instead of by cost, so that every layout that the rules allow is run.</summary>
    internal int? LayoutSeed { get; init; }

    /// <summary>The vector width that layouts are chosen for and convolutions run with; it does not change the result.</summary>
    public VectorTier Tier { get; init; }
}
