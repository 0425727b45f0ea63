namespace GroupConv;

/// <summary>A height and a width, in elements: of a kernel, a stride or a dilation. A single number means both.</summary>
/// <param name="Height">Along the rows.</param>
/// <param name="Width">Along the columns.</param>
public readonly record struct Size2d(int Height, int Width)
{
    /// <summary>The same number both ways, as <c>kernel_size=3</c> in PyTorch.</summary>
    /// <param name="both">Height and width.</param>
    public static implicit operator Size2d(int both) => new(both, both);

    /// <summary>Height and width from a pair, as <c>kernel_size=(3, 5)</c> in PyTorch.</summary>
    /// <param name="pair">Height, then width.</param>
    public static implicit operator Size2d((int Height, int Width) pair) => new(pair.Height, pair.Width);

    /// <summary>For example <c>3x5</c>.</summary>
    /// <returns>Height and width with an x between them.</returns>
    public override string ToString() => FormattableString.Invariant($"{Height}x{Width}");
}
