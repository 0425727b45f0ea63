namespace GroupConv;

/// <summary>How the amounts of padding are found.</summary>
public enum PaddingKind
{
    /// <summary>The four amounts are given.</summary>
    Explicit,

    /// <summary>ONNX <c>SAME_UPPER</c>: output = ceil(input / stride); of an odd total the extra element goes to the bottom and right.</summary>
    SameUpper,

    /// <summary>ONNX <c>SAME_LOWER</c>: as <see cref="SameUpper"/>, with the extra element at the top and left.</summary>
    SameLower,
}

/// <summary>
/// Elements added around the input before the kernel slides over it. What they hold is <see cref="PaddingMode"/>.
/// </summary>
/// <remarks>
/// The <c>Same</c> forms depend on the input size and are resolved by <see cref="ConvGeometry"/> with the formula of the ONNX
/// operator specification (Conv, <c>auto_pad</c>, opset 11):
/// total = max((ceil(input / stride) - 1) * stride + (kernel - 1) * dilation + 1 - input, 0).
/// </remarks>
public readonly record struct Padding
{
    /// <summary>The same amount on four sides.</summary>
    /// <param name="all">Elements on every side.</param>
    public Padding(int all) : this(all, all, all, all)
    {
    }

    /// <summary>One amount above and below, another left and right.</summary>
    /// <param name="vertical">Rows above and below.</param>
    /// <param name="horizontal">Columns left and right.</param>
    public Padding(int vertical, int horizontal) : this(vertical, horizontal, vertical, horizontal)
    {
    }

    /// <summary>Four amounts, in ONNX's order of <c>pads</c>.</summary>
    /// <param name="top">Rows above.</param>
    /// <param name="left">Columns on the left.</param>
    /// <param name="bottom">Rows below.</param>
    /// <param name="right">Columns on the right.</param>
    public Padding(int top, int left, int bottom, int right)
    {
        Top = top;
        Left = left;
        Bottom = bottom;
        Right = right;
    }

    private Padding(PaddingKind kind)
    {
        Kind = kind;
    }

    /// <summary>No padding: only positions where the whole kernel lies on the input.</summary>
    public static Padding Valid => default;

    /// <summary>Output = ceil(input / stride), odd extra at the bottom and right (TensorFlow's <c>SAME</c>).</summary>
    public static Padding SameUpper => new(PaddingKind.SameUpper);

    /// <summary>Output = ceil(input / stride), odd extra at the top and left.</summary>
    public static Padding SameLower => new(PaddingKind.SameLower);

    /// <summary>Whether the amounts are given or found from the input size.</summary>
    public PaddingKind Kind { get; }

    /// <summary>Rows above; 0 for the <c>Same</c> kinds, whose amounts the geometry knows.</summary>
    public int Top { get; }

    /// <summary>Columns on the left; 0 for the <c>Same</c> kinds.</summary>
    public int Left { get; }

    /// <summary>Rows below; 0 for the <c>Same</c> kinds.</summary>
    public int Bottom { get; }

    /// <summary>Columns on the right; 0 for the <c>Same</c> kinds.</summary>
    public int Right { get; }

    /// <summary>The same amount on four sides, as <c>padding=1</c> in PyTorch.</summary>
    /// <param name="all">Elements on every side.</param>
    public static implicit operator Padding(int all) => new(all);

    /// <summary>Vertical and horizontal, as <c>padding=(1, 2)</c> in PyTorch.</summary>
    /// <param name="pair">Rows above and below, then columns left and right.</param>
    public static implicit operator Padding((int Vertical, int Horizontal) pair) => new(pair.Vertical, pair.Horizontal);

    /// <summary>For example <c>1,1,1,1</c> (top, left, bottom, right) or <c>SameUpper</c>.</summary>
    /// <returns>The four amounts, or the kind.</returns>
    public override string ToString() => Kind == PaddingKind.Explicit ? FormattableString.Invariant($"{Top},{Left},{Bottom},{Right}") : Kind.ToString();
}
