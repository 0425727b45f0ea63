namespace GroupConv.Onnx.Operators;

/// <summary>Axes as ONNX gives them: negative ones count from the last.</summary>
internal static class AxisRules
{
    /// <returns>The axis counted from 0.</returns>
    /// <exception cref="ArgumentException">There is no such axis.</exception>
    public static int Resolve(long axis, int rank)
    {
        long resolved = axis < 0 ? axis + rank : axis;
        return resolved >= 0 && resolved < rank ? (int)resolved : throw new ArgumentException($"there is no axis {axis} of {rank}");
    }

    /// <returns>The axes counted from 0, ascending.</returns>
    /// <exception cref="ArgumentException">There is no such axis, or one is named twice.</exception>
    public static int[] ResolveAll(IReadOnlyCollection<long> axes, int rank)
    {
        if (axes.Count > rank)
            throw new ArgumentException($"{axes.Count} axes are named, but there are {rank}");
        int[] resolved = [.. axes.Select(axis => Resolve(axis, rank)).Order()];
        for (int i = 1; i < resolved.Length; i++)
        {
            if (resolved[i] == resolved[i - 1])
                throw new ArgumentException($"axis {resolved[i]} is named twice");
        }

        return resolved;
    }
}
