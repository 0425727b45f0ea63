using GroupConv.Layouts;
using GroupConv.Tests.Support;

namespace GroupConv.Tests.Guards;

/// <summary>Runs every reorder between layouts, with source and target between closed pages.</summary>
internal static class GuardedReorders
{
    private const int Batch = 2;
    private static readonly int[] Channels = [1, 3, 7, 8, 9, 15, 16, 17, 24, 31, 33];
    private static readonly int[] Positions = [1, 2, 7, 8, 9, 15, 16, 17, 31, 33];

    /// <returns>Results compared.</returns>
    public static int Run()
    {
        int count = 0;
        foreach (TensorLayout from in Enum.GetValues<TensorLayout>())
            foreach (TensorLayout to in Enum.GetValues<TensorLayout>())
                foreach (int channels in Channels)
                    foreach (int positions in Positions)
                        foreach (GuardedEnd end in Enum.GetValues<GuardedEnd>())
                        {
                            Check(from, to, channels, positions, end);
                            count++;
                        }

        return count;
    }

    private static unsafe void Check(TensorLayout from, TensorLayout to, int channels, int positions, GuardedEnd end)
    {
        string run = $"{from} to {to}, {end} float against the guard: {channels} channels, {positions} positions";
        Console.WriteLine(run);
        float[] planes = TestData.Uniform(Batch * channels * positions, channels);
        float[] expected = In(to, planes, channels, positions);
        using var heap = new GuardedHeap(end);
        float* target = heap.AllocateFloats(expected.Length);
        new ReorderJob(from, to, Batch, channels, positions).Run(heap.ReadOnlyCopy(In(from, planes, channels, positions)), target, maxThreads: 2);
        Bits.ShouldBeTheSame(new ReadOnlySpan<float>(target, expected.Length), expected, run);
    }

    /// <summary>The layout by its definition.</summary>
    private static float[] In(TensorLayout layout, float[] planes, int channels, int positions)
    {
        int block = layout.ChannelBlock(), blocks = layout.BlocksOf(channels);
        var blocked = new float[Batch * blocks * block * positions];
        for (int i = 0; i < planes.Length; i++)
        {
            (int plane, int position) = Math.DivRem(i, positions);
            (int image, int channel) = Math.DivRem(plane, channels);
            blocked[((image * blocks + channel / block) * positions + position) * block + channel % block] = planes[i];
        }

        return blocked;
    }
}
