using GroupConv.Networks;
using GroupConv.Onnx.Values;

namespace GroupConv.Onnx.Operators;

/// <summary>
/// A channel shuffle (Zhang et al., 2017: ShuffleNet) as exporters write it: to [N, G, C/G, ...], the two swapped, and back. However many
/// axes are behind the channels, and whether the batch has one of its own, what counts is which blocks of elements are swapped.
/// </summary>
internal static class ChannelShufflePattern
{
    /// <summary>Looks for the pattern at its end, where something is given a shape.</summary>
    /// <param name="turned">What is given a shape.</param>
    /// <param name="shape">The shape.</param>
    /// <returns>What was shuffled, and in how many groups (1 where nothing moves); null where this is no shuffle.</returns>
    public static (RuntimeValue Source, int Groups)? Match(RuntimeValue turned, TensorShape shape)
    {
        if (turned.Layer is not Permute permute || turned.Inputs[0] is not { Layer: Reshape } split)
            return null;
        RuntimeValue source = split.Inputs[0];
        if (shape.Rank < 2 || !source.Shape.Equals(shape) || shape.Elements == 0)
            return null;
        List<Block> blocks = Blocks(split.Shape, permute.Order);
        int[] places = [.. blocks.Select(block => blocks.Count(other => other.First < block.First))];
        int first = 0;
        while (first < places.Length && places[first] == first)
            first++;
        if (first == places.Length)
            return (source, 1);
        // Two neighbours that stand in each other's place; behind them nothing may move either.
        (places[first], places[first + 1]) = (places[first + 1], places[first]);
        if (!places.SequenceEqual(Enumerable.Range(0, places.Length)))
            return null;
        long before = blocks.Take(first).Aggregate(1L, (product, block) => product * block.Length);
        (long groups, long inGroup) = (blocks[first + 1].Length, blocks[first].Length);
        return before == shape[0] && groups * inGroup == shape[1] ? (source, (int)groups) : null;
    }

    /// <summary>Axes that stay together as one; axes of length 1 are nowhere.</summary>
    /// <returns>In the order of the output.</returns>
    private static List<Block> Blocks(TensorShape shape, IReadOnlyList<int> order)
    {
        var blocks = new List<Block>();
        int next = -1;
        foreach (int axis in order.Where(axis => shape[axis] != 1))
        {
            if (axis == next)
                blocks[^1] = blocks[^1] with { Length = blocks[^1].Length * shape[axis] };
            else
                blocks.Add(new Block(axis, shape[axis]));
            next = axis + 1;
            while (next < shape.Rank && shape[next] == 1)
                next++;
        }

        return blocks;
    }

    /// <param name="First">Its first axis in the input.</param>
    /// <param name="Length">Its elements.</param>
    private readonly record struct Block(int First, long Length);
}
