namespace GroupConv.Networks.Steps;

/// <summary>
/// The axes over which tensors are walked together, with a step in memory for each axis and tensor. Axes that follow each other without a
/// gap in all tensors are made one, and those of length 1 left out, so that the innermost is as long as can be.
/// </summary>
internal sealed class Strides
{
    /// <param name="lengths">Of the axes, the outermost first.</param>
    /// <param name="steps">For each tensor the floats from one element to the next along each axis; 0 repeats.</param>
    public Strides(ReadOnlySpan<int> lengths, params long[][] steps)
    {
        var merged = new List<long>();
        var mergedSteps = Array.ConvertAll(steps, _ => new List<long>());
        for (int axis = 0; axis < lengths.Length; axis++)
        {
            if (lengths[axis] == 1)
                continue;
            long length = lengths[axis];
            bool follows = merged.Count > 0;
            for (int i = 0; i < steps.Length; i++)
                follows = follows && mergedSteps[i][^1] == steps[i][axis] * length;
            if (follows)
                merged[^1] *= length;
            else
                merged.Add(length);
            for (int i = 0; i < steps.Length; i++)
            {
                if (follows)
                    mergedSteps[i][^1] = steps[i][axis];
                else
                    mergedSteps[i].Add(steps[i][axis]);
            }
        }

        // Two axes at least, so that there is always a row and something to walk over.
        while (merged.Count < 2)
        {
            merged.Insert(0, 1);
            foreach (List<long> one in mergedSteps)
                one.Insert(0, merged.Count == 1 ? 1 : 0);
        }

        Lengths = [.. merged];
        Steps = Array.ConvertAll(mergedSteps, one => one.ToArray());
        Rows = 1;
        foreach (long length in Lengths.AsSpan()[..^1])
            Rows *= length;
    }

    private Strides(long[] lengths, long[][] steps, long rows)
    {
        Lengths = lengths;
        Steps = steps;
        Rows = rows;
    }

    public long[] Lengths { get; }

    /// <summary>For each tensor, along the merged axes.</summary>
    public long[][] Steps { get; }

    /// <summary>All axes but the innermost, multiplied.</summary>
    public long Rows { get; }

    /// <summary>Length of the innermost axis.</summary>
    public long RowLength => Lengths[^1];

    /// <summary>The same walk with its first two tensors in the other order.</summary>
    public Strides Swapped() => new(Lengths, [Steps[1], Steps[0], .. Steps[2..]], Rows);

    /// <summary>Where a row begins in a tensor.</summary>
    public long RowOffset(int tensor, long row)
    {
        long offset = 0;
        for (int axis = Lengths.Length - 2; axis >= 0; axis--)
        {
            (row, long index) = Math.DivRem(row, Lengths[axis]);
            offset += index * Steps[tensor][axis];
        }

        return offset;
    }

    /// <summary>The steps of a tensor that lies dense.</summary>
    public static long[] Dense(ReadOnlySpan<int> lengths)
    {
        var steps = new long[lengths.Length];
        long step = 1;
        for (int axis = lengths.Length - 1; axis >= 0; axis--)
        {
            steps[axis] = step;
            step *= lengths[axis];
        }

        return steps;
    }

    /// <summary>The steps of a dense tensor that is stretched to other lengths, aligned at the last axis.</summary>
    public static long[] Stretched(ReadOnlySpan<int> lengths, ReadOnlySpan<int> to)
    {
        long[] dense = Dense(lengths);
        var steps = new long[to.Length];
        int missing = to.Length - lengths.Length;
        for (int axis = 0; axis < lengths.Length; axis++)
            steps[missing + axis] = lengths[axis] == 1 ? 0 : dense[axis];
        return steps;
    }
}
