namespace GroupConv;

/// <summary>Elements added before and after a line, for <see cref="GroupedConv1d"/>; the one-dimensional <see cref="Padding"/>.</summary>
public readonly record struct Padding1d
{
    /// <summary>One amount before, another after.</summary>
    /// <param name="before">Elements before the first.</param>
    /// <param name="after">Elements after the last.</param>
    public Padding1d(int before, int after)
    {
        Before = before;
        After = after;
    }

    private Padding1d(PaddingKind kind)
    {
        Kind = kind;
    }

    /// <summary>No padding.</summary>
    public static Padding1d Valid => default;

    /// <summary>Output = ceil(input / stride), odd extra at the end.</summary>
    public static Padding1d SameUpper => new(PaddingKind.SameUpper);

    /// <summary>Output = ceil(input / stride), odd extra at the beginning.</summary>
    public static Padding1d SameLower => new(PaddingKind.SameLower);

    /// <summary>Whether the amounts are given or found from the input size.</summary>
    public PaddingKind Kind { get; }

    /// <summary>Elements before the first; 0 for the <c>Same</c> kinds.</summary>
    public int Before { get; }

    /// <summary>Elements after the last; 0 for the <c>Same</c> kinds.</summary>
    public int After { get; }

    /// <summary>The same amount at both ends, as <c>padding=1</c> in PyTorch.</summary>
    /// <param name="both">Elements at each end.</param>
    public static implicit operator Padding1d(int both) => new(both, both);

    /// <summary>Before, then after.</summary>
    /// <param name="pair">The two amounts.</param>
    public static implicit operator Padding1d((int Before, int After) pair) => new(pair.Before, pair.After);

    /// <summary>For example <c>1,2</c>, or <c>SameUpper</c>.</summary>
    /// <returns>The two amounts, or the kind.</returns>
    public override string ToString() => Kind == PaddingKind.Explicit ? FormattableString.Invariant($"{Before},{After}") : Kind.ToString();

    internal Padding As2d() => Kind switch
    {
        PaddingKind.SameUpper => Padding.SameUpper,
        PaddingKind.SameLower => Padding.SameLower,
        _ => new Padding(0, Before, 0, After),
    };
}
