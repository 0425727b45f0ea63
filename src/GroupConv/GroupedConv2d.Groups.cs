using GroupConv.Values;

namespace GroupConv;

public sealed partial class GroupedConv2d
{
    /// <summary>
    /// The layer as G standard convolutions. Convolution g maps input channels [g * Cin/G, (g + 1) * Cin/G) to output channels
    /// [g * Cout/G, (g + 1) * Cout/G); their outputs side by side are this layer's, to the bit.
    /// </summary>
    /// <returns>G layers with one group each; weights [Cout/G, Cin/G, Kh, Kw].</returns>
    public IReadOnlyList<GroupedConv2d> Split()
    {
        GroupedConv2dOptions part = Options with { InChannels = Options.InChannelsPerGroup, OutChannels = Options.OutChannelsPerGroup, Groups = 1 };
        var length = (int)part.WeightElements;
        var parts = new GroupedConv2d[Options.Groups];
        for (int g = 0; g < parts.Length; g++)
            parts[g] = new GroupedConv2d(part, Weights.Slice(g * length, length), Options.Bias ? Bias.Slice(g * part.OutChannels, part.OutChannels) : default);
        return parts;
    }

    /// <summary>The inverse of <see cref="Split"/>: one grouped convolution from several, which become its groups in order.</summary>
    /// <param name="parts">At least one; all with the same options. A part may have groups itself.</param>
    /// <returns>A layer with the parts' channels side by side.</returns>
    /// <exception cref="ArgumentException">There is no part, or their options differ, or their weights do not fit one array.</exception>
    /// <exception cref="OverflowException">The channels add up to over 2^31 - 1.</exception>
    public static GroupedConv2d FromGroups(IReadOnlyList<GroupedConv2d> parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        int count = parts.Count; // once, as each part is
        if (count <= 0 || CallerMemory.At(parts, 0) is not { } first)
            throw new ArgumentException("at least one part is needed, and none may be null", nameof(parts));
        GroupedConv2dOptions part = first.Options;
        GroupedConv2dOptions whole = part with
        {
            InChannels = Sizes.ToLength((long)part.InChannels * count, "the number of all input channels"),
            OutChannels = Sizes.ToLength((long)part.OutChannels * count, "the number of all output channels"),
            Groups = Sizes.ToLength((long)part.Groups * count, "the number of all groups"),
        };
        ThrowIfTooManyWeights(whole, nameof(parts));
        var own = new GroupedConv2d[count];
        own[0] = first;
        for (int g = 1; g < count; g++)
        {
            own[g] = CallerMemory.At(parts, g) ?? throw new ArgumentException($"part {g} is null", nameof(parts));
            if (own[g].Options != part)
                throw new ArgumentException($"all parts need the same options, but part {g} is {own[g]} and part 0 is {first}", nameof(parts));
        }

        return new GroupedConv2d(whole, Concatenated(own, part => part.Weights), Concatenated(own, part => part.Bias));
    }

    /// <summary>
    /// The layer as one standard convolution over all channels, whose weights are zero wherever an output does not see an input: block
    /// diagonal. It shows what grouping leaves out, G times the weights and FLOPs for the same result. (Same bits for finite inputs;
    /// a zero times infinity or NaN is NaN, so those spread to other groups here.)
    /// </summary>
    /// <returns>A layer with one group; weights [Cout, Cin, Kh, Kw].</returns>
    /// <exception cref="ArgumentException">The dense weights do not fit one array.</exception>
    public GroupedConv2d ToBlockDiagonal()
    {
        GroupedConv2dOptions dense = Options with { Groups = 1 };
        ThrowIfTooManyWeights(dense, null);
        var weights = new float[dense.WeightElements];
        int block = (int)(Options.WeightElements / Options.OutChannels); // what one output channel sees: Cin/G * Kh * Kw
        for (int oc = 0; oc < Options.OutChannels; oc++)
        {
            int group = oc / Options.OutChannelsPerGroup;
            Weights.Slice(oc * block, block).CopyTo(weights.AsSpan((oc * Options.Groups + group) * block));
        }

        return new GroupedConv2d(dense, weights, Bias.ToArray());
    }

    private static void ThrowIfTooManyWeights(GroupedConv2dOptions options, string? parameter)
    {
        if (options.WeightElements > Array.MaxLength)
            throw new ArgumentException($"weights of shape {options.WeightShapeText} do not fit one array, {Array.MaxLength} elements", parameter);
    }

    private delegate ReadOnlySpan<float> PartValues(GroupedConv2d part);

    private static float[] Concatenated(GroupedConv2d[] parts, PartValues values)
    {
        var all = new float[parts.Sum(part => (long)values(part).Length)];
        int at = 0;
        foreach (GroupedConv2d part in parts)
        {
            values(part).CopyTo(all.AsSpan(at));
            at += values(part).Length;
        }

        return all;
    }
}
