namespace GroupConv.Gradients;

/// <summary>
/// How one axis of the input is copied, so that a tap of the kernel reads a block of outputs' inputs from neighbouring slots. Taps share
/// copies, one for each residue modulo the stride, or have a copy each where that is less.
/// </summary>
internal sealed class TapAxis
{
    private readonly int _stride, _dilation;

    /// <param name="kernel">Taps along the axis.</param>
    /// <param name="stride">The kernel's step.</param>
    /// <param name="dilation">Distance of its taps.</param>
    /// <param name="block">Outputs of a block.</param>
    public TapAxis(int kernel, int stride, int dilation, long block)
    {
        _stride = stride;
        _dilation = dilation;
        Offsets = (kernel - 1L) * dilation / stride;
        long copies = Math.Min(stride, (kernel - 1L) * dilation + 1);
        // Slots beyond those of the outputs lie between the rows of a line, too, where all that is added is zeros.
        IsSplit = kernel * block < copies * (block + Offsets) || Offsets > block;
        Copies = IsSplit ? kernel : (int)copies;
        if (IsSplit)
            Offsets = 0;
    }

    /// <summary>Whether each tap has a copy of its own.</summary>
    public bool IsSplit { get; }

    public int Copies { get; }

    /// <summary>Slots that a copy has beyond those of the outputs.</summary>
    public long Offsets { get; }

    /// <summary>The place of the padded input in a copy's first slot, for the output 0; further slots are a stride apart.</summary>
    public long FirstOf(int copy) => IsSplit ? (long)copy * _dilation : copy;

    /// <summary>The copy that a tap reads.</summary>
    public int CopyOf(int tap) => IsSplit ? tap : (int)((long)tap * _dilation % _stride);

    /// <summary>The slot in which it finds the input of output 0.</summary>
    public long OffsetOf(int tap) => IsSplit ? 0 : (long)tap * _dilation / _stride;
}
