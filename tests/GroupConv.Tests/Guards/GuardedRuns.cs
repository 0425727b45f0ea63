using GroupConv.Memory;
using GroupConv.Planning;
using GroupConv.Tests.Support;

namespace GroupConv.Tests.Guards;

/// <summary>Runs convolutions with every buffer between closed pages. A line of output before each says which one it was that ended the process.</summary>
internal sealed class GuardedRuns
{
    // What ConvAlgorithm.Winograd states, in units of 2^-24, for numbers below 1: a tap and its share of the result are no more than that.
    private const float WinogradError = 64f / (1 << 24);

    /// <summary>Results compared so far.</summary>
    public int Count { get; private set; }

    /// <summary>Runs every kernel that can run the geometry, for both ends.</summary>
    /// <param name="geometry">What to run.</param>
    /// <param name="everyWay">Whether to run kernels for planes by way of the planner too, which takes one of the same kernels.</param>
    public void Check(ConvGeometry geometry, bool everyWay)
    {
        if (geometry.Batch == 0)
            return; // no caller gets further than the layer itself
        int seed = Count;
        float[] input = Input(geometry, seed);
        var weights = new LayerWeights(
            TestData.Uniform(geometry.WeightElements, seed + 1), TestData.Uniform(geometry.Options.Bias ? geometry.OutChannels : 0, seed + 2));
        float[] residual = TestData.Uniform(geometry.OutElements, seed + 3);
        float[] expected = Expected(geometry, input, weights, []), expectedWithResidual = Expected(geometry, input, weights, residual);
        string name = $"{geometry.Options}, {geometry.Batch} x {geometry.InHeight} x {geometry.InWidth}";
        IEnumerable<GuardedKernel> kernels = [.. everyWay || !geometry.IsPlanes ? GuardedKernel.Planned : [], .. GuardedKernel.OfEveryWidth];
        foreach (GuardedKernel kernel in kernels.Where(kernel => kernel.Runs(geometry)))
        {
            foreach (GuardedEnd end in Enum.GetValues<GuardedEnd>())
            {
                // One thread, and now and then more than there is work for; each kind with every kernel, end and residual in turn.
                bool adds = Count % 4 >= 2;
                int threads = Count % 5 == 4 ? 3 : 1;
                string run = $"{kernel.Name}, {end} float against the guard, {threads} threads, {(adds ? "a" : "no")} residual: {name}";
                Console.WriteLine(run);
                Run(geometry, kernel, end, threads, input, weights, adds ? residual : [], adds ? expectedWithResidual : expected, run);
                Count++;
            }
        }
    }

    private static unsafe void Run(
        ConvGeometry geometry, GuardedKernel kernel, GuardedEnd end, int threads, float[] input, LayerWeights weights, float[] residual,
        float[] expected, string run)
    {
        using var heap = new GuardedHeap(end);
        PinnedMemory.Elsewhere = bytes => (heap.Allocate(bytes), heap);
        ConvCall call = kernel.NewCall(geometry, new LayerWeights(weights.Weights.ToArray(), weights.Bias.ToArray()));
        float* output = heap.AllocateFloats(geometry.OutElements);
        call.Run(heap.ReadOnlyCopy(input), heap.ReadOnlyCopy(residual), output, threads, CancellationToken.None);
        PinnedMemory.Elsewhere = null;
        var actual = new ReadOnlySpan<float>(output, expected.Length);
        if (kernel.Algorithm == ConvAlgorithm.Winograd)
            ShouldBeNear(actual, expected, WinogradError * 2 * (geometry.Taps + 2), run);
        else
            Bits.ShouldBeTheSame(actual, expected, run);
    }

    /// <summary>In the geometry's layout, with the zeros that fill up a last block.</summary>
    private static float[] Input(ConvGeometry geometry, int seed)
    {
        float[] planes = TestData.Uniform((long)geometry.Batch * geometry.InChannels * geometry.InPlane, seed);
        var input = new float[geometry.InElements];
        TensorLayouts.Reorder(
            planes, TensorLayout.Nchw, input, geometry.Options.InputLayout, geometry.Batch, geometry.InChannels, geometry.InHeight, geometry.InWidth);
        return input;
    }

    private static float[] Expected(ConvGeometry geometry, float[] input, LayerWeights weights, float[] residual)
    {
        var expected = new float[geometry.OutElements];
        ReferenceConvolution.Forward(geometry, input, weights.Weights, weights.Bias, residual, expected);
        return expected;
    }

    private static void ShouldBeNear(ReadOnlySpan<float> actual, ReadOnlySpan<float> expected, float tolerance, string run)
    {
        for (int i = 0; i < expected.Length; i++)
        {
            if (!(MathF.Abs(actual[i] - expected[i]) <= tolerance))
                Assert.Fail($"element {i} is {actual[i]:R} but should be {expected[i]:R} within {tolerance}: {run}");
        }
    }
}
