using GroupConv.Memory;

namespace GroupConv.Tests.Guards;

/// <summary>What the tests' child process does with guarded memory.</summary>
internal static class GuardCommands
{
    private const int ShortRandom = 30, LongRandom = 4000;

    /// <summary>Runs everything, and says at the end how many results it compared.</summary>
    /// <param name="isLong">Whether to run many random convolutions too.</param>
    public static int Run(bool isLong)
    {
        SystemMemory.ForbidCoreFiles();
        int count = GuardedReorders.Run();
        var runs = new GuardedRuns();
        foreach (ConvGeometry geometry in GuardedGeometries.Fixed)
            runs.Check(geometry, everyWay: isLong);
        foreach (ConvGeometry geometry in GuardedGeometries.Random(isLong ? LongRandom : ShortRandom))
            runs.Check(geometry, everyWay: true);
        count += GuardedGradients.Run(GuardedGeometries.Random(isLong ? LongRandom : ShortRandom));
        Console.WriteLine(count + runs.Count);
        return 0;
    }

    /// <summary>Touches a product's buffer where it is, says so, and touches it one float further.</summary>
    /// <param name="end">Which end.</param>
    /// <param name="length">Floats.</param>
    /// <param name="write">Or read.</param>
    /// <param name="steps">0 stays inside.</param>
    public static unsafe int Step(GuardedEnd end, int length, bool write, int steps)
    {
        SystemMemory.ForbidCoreFiles();
        using var heap = new GuardedHeap(end);
        PinnedMemory.Elsewhere = bytes => (heap.Allocate(bytes), heap);
        var buffer = new PinnedBuffer(length);
        buffer.Span.Fill(1f);
        Console.WriteLine(buffer.Pointer[0] + buffer.Pointer[length - 1]);
        float* place = end == GuardedEnd.First ? buffer.Pointer - steps : buffer.Pointer + length - 1 + steps;
        if (write)
            *place = 2f;
        else
            Console.WriteLine(*place);
        Console.WriteLine("done");
        return 0;
    }
}
