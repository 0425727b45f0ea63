namespace GroupConv.Cli.Verification;

/// <summary>
/// Makes a failing case small: takes one thing away or makes one number smaller, as long as what is left still fails. What is left is
/// small, not the smallest there is.
/// </summary>
internal static class CaseShrinker
{
    // A failure of sizes near the bounds needs some hundred; each costs about as much as the case itself.
    private const int MostTries = 2000;

    /// <param name="failing">A case that fails.</param>
    /// <param name="fails">Whether a case fails.</param>
    public static VerifyCase Shrink(VerifyCase failing, Predicate<VerifyCase> fails)
    {
        int tries = 0;
        while (Smaller(failing).TakeWhile(_ => tries++ < MostTries).FirstOrDefault(one => fails(one)) is { } smaller)
            failing = smaller;
        return failing;
    }

    /// <summary>All cases that are one step smaller and fit together, the boldest steps first.</summary>
    private static IEnumerable<VerifyCase> Smaller(VerifyCase one)
    {
        ConvGeometry g = one.Geometry;
        GroupedConv2dOptions o = g.Options;
        IEnumerable<VerifyCase> To(GroupedConv2dOptions options) => Valid(one, options, g.Batch, g.InHeight, g.InWidth);
        IEnumerable<VerifyCase> Numbers(int value, int least, Func<int, GroupedConv2dOptions> with) => Less(value, least).SelectMany(less => To(with(less)));

        if (one.WithSpecials)
            yield return one with { WithSpecials = false };
        if (one.WithResidual)
            yield return one with { WithResidual = false };
        IEnumerable<IEnumerable<VerifyCase>> steps =
        [
            o.Bias ? To(o with { Bias = false }) : [],
            o.Clamp != OutputClamp.None ? To(o with { Clamp = OutputClamp.None }) : [],
            o.InputLayout != TensorLayout.Nchw ? To(o with { InputLayout = TensorLayout.Nchw }) : [],
            o.OutputLayout != TensorLayout.Nchw ? To(o with { OutputLayout = TensorLayout.Nchw }) : [],
            o.PaddingMode != PaddingMode.Zeros ? To(o with { PaddingMode = PaddingMode.Zeros }) : [],
            o.Padding != Padding.Valid ? To(o with { Padding = Padding.Valid }) : [],
            o.Padding.Kind != PaddingKind.Explicit ? To(o with { Padding = new Padding(g.PadTop, g.PadLeft, g.PadBottom, g.PadRight) }) : [],
            Less(g.Batch, 1).SelectMany(batch => Valid(one, o, batch, g.InHeight, g.InWidth)),
            Numbers(o.Groups, 1, groups => o with { Groups = groups, InChannels = groups * o.InChannelsPerGroup, OutChannels = groups * o.OutChannelsPerGroup }),
            Numbers(o.InChannelsPerGroup, 1, channels => o with { InChannels = o.Groups * channels }),
            Numbers(o.OutChannelsPerGroup, 1, channels => o with { OutChannels = o.Groups * channels }),
            Less(g.InHeight, 1).SelectMany(height => Valid(one, o, g.Batch, height, g.InWidth)),
            Less(g.InWidth, 1).SelectMany(width => Valid(one, o, g.Batch, g.InHeight, width)),
            Numbers(o.Kernel.Height, 1, height => o with { Kernel = o.Kernel with { Height = height } }),
            Numbers(o.Kernel.Width, 1, width => o with { Kernel = o.Kernel with { Width = width } }),
            Numbers(o.Stride.Height, 1, height => o with { Stride = o.Stride with { Height = height } }),
            Numbers(o.Stride.Width, 1, width => o with { Stride = o.Stride with { Width = width } }),
            Numbers(o.Dilation.Height, 1, height => o with { Dilation = o.Dilation with { Height = height } }),
            Numbers(o.Dilation.Width, 1, width => o with { Dilation = o.Dilation with { Width = width } }),
            Numbers(o.Padding.Top, 0, top => o with { Padding = new Padding(top, o.Padding.Left, o.Padding.Bottom, o.Padding.Right) }),
            Numbers(o.Padding.Left, 0, left => o with { Padding = new Padding(o.Padding.Top, left, o.Padding.Bottom, o.Padding.Right) }),
            Numbers(o.Padding.Bottom, 0, bottom => o with { Padding = new Padding(o.Padding.Top, o.Padding.Left, bottom, o.Padding.Right) }),
            Numbers(o.Padding.Right, 0, right => o with { Padding = new Padding(o.Padding.Top, o.Padding.Left, o.Padding.Bottom, right) }),
            Less(one.ThreadCounts[0], 1).Select(threads => one with { ThreadCounts = [threads] }),
        ];
        foreach (VerifyCase smaller in steps.SelectMany(step => step))
            yield return smaller;
    }

    /// <summary>The least, a half, and one less; nothing for the least.</summary>
    private static IEnumerable<int> Less(int value, int least) => new[] { least, value / 2, value - 1 }.Where(less => less >= least && less < value).Distinct();

    /// <summary>The case with other options or sizes, if they fit each other.</summary>
    private static IEnumerable<VerifyCase> Valid(VerifyCase one, GroupedConv2dOptions options, int batch, int height, int width)
    {
        VerifyCase smaller;
        try
        {
            smaller = one.With(options, batch, height, width);
        }
        catch (ArgumentException) // a kernel that is larger than what is left of the input
        {
            yield break;
        }

        yield return smaller;
    }
}
