namespace GroupConv.Tests.Training.Reference;

/// <summary>
/// Records how well a point is suited for a numerical derivative: how near the values of a forward run come to a kink (ReLU at 0, two
/// equal values in a max pool), to a pole (division by 0, a batch norm of equal values), and on which side of each kink they are.
/// </summary>
internal sealed class Smoothness
{
    private const ulong Prime = 0x100000001b3; // FNV-1a

    public double NearestKink { get; private set; } = double.PositiveInfinity;

    public double NearestPole { get; private set; } = double.PositiveInfinity;

    public double LargestValue { get; private set; }

    /// <summary>A hash of all sides: two runs with the same one have no kink between them.</summary>
    public ulong Sides { get; private set; } = 0xcbf29ce484222325;

    /// <summary>
    /// A value that is exactly on a kink is no obstacle: it is there in single precision, too, and a step that moves it changes
    /// <see cref="Sides"/>.
    /// </summary>
    public void Kink(double distance, int side)
    {
        Sides = (Sides ^ (uint)side) * Prime;
        if (distance != 0)
            NearestKink = Math.Min(NearestKink, Math.Abs(distance));
    }

    /// <summary>A side of x for each threshold.</summary>
    public double Kinks(double x, params ReadOnlySpan<double> thresholds)
    {
        foreach (double threshold in thresholds)
            Kink(x - threshold, x > threshold ? 1 : x < threshold ? 2 : 3);
        return x;
    }

    public void Pole(double distance) => NearestPole = Math.Min(NearestPole, Math.Abs(distance));

    public void Values(double[] values)
    {
        foreach (double value in values)
            LargestValue = Math.Max(LargestValue, Math.Abs(value));
    }
}
