using GroupConv.Gradients;
using GroupConv.Memory;
using GroupConv.Planning;
using GroupConv.Tests.Gradients;
using GroupConv.Tests.Support;

namespace GroupConv.Tests.Guards;

/// <summary>Runs gradients with every buffer between closed pages. A line of output before each says which one it was that ended the process.</summary>
internal static class GuardedGradients
{
    /// <summary>
    /// Layers of several units, which read the same lines, and the last unit's tiles have rows and taps too many; and lines that go on from
    /// image to image, with gaps and without.
    /// </summary>
    private static readonly ConvGeometry[] LinesOfAllKinds =
    [
        new(new(512, 6, 1), 64, 1, 1),
        new(new(70, 74, 1), 70, 1, 49),
        new(new(5, 7, 1) { Stride = (1, 3) }, 7, 1, 393),
        new(new(4, 6, 2) { Stride = 2 }, 19, 6, 6),
        new(new(40, 24, 3), 37, 3, 3),
        new(new(65, 33, 1) { Stride = (1, 2) }, 128, 1, 64),
        new(new(20, 38, 3) { Padding = 1 }, 6, 28, 28),
        new(new(40, 74, (1, 3)) { Padding = new(0, 1), Groups = 2 }, 64, 1, 50),
    ];

    /// <summary>Runs every tier on every geometry that has gradients, for both ends.</summary>
    /// <returns>How many results were compared.</returns>
    public static int Run(IEnumerable<ConvGeometry> geometries)
    {
        int count = 0;
        foreach (ConvGeometry drawn in geometries.Where(geometry => geometry.Batch > 0).Concat(LinesOfAllKinds))
        {
            GroupedConv2dOptions planes = drawn.Options with
            {
                InputLayout = TensorLayout.Nchw,
                OutputLayout = TensorLayout.Nchw,
                Clamp = OutputClamp.None,
                Algorithm = ConvAlgorithm.Auto,
            };
            var c = new GradientCase(new ConvGeometry(planes, drawn.Batch, drawn.InHeight, drawn.InWidth), count);
            float[] input = new float[c.Input.Length], weights = new float[c.Weights.Length], bias = new float[c.Geometry.OutChannels];
            ReferenceGradients.BackwardInput(c.Geometry, c.OutputGradient, c.Weights, input);
            ReferenceGradients.BackwardWeights(c.Geometry, c.Input, c.OutputGradient, weights, bias);
            foreach (VectorTier tier in VectorTiers.All)
                foreach (GuardedEnd end in Enum.GetValues<GuardedEnd>())
                {
                    string run = $"gradients on {tier}, {end} float against the guard, {1 + count % 2} threads: {c}";
                    Console.WriteLine(run);
                    var geometry = new ConvGeometry(planes with { Tier = tier }, drawn.Batch, drawn.InHeight, drawn.InWidth);
                    RunInput(geometry, c, end, 1 + count % 2, input, run);
                    RunWeights(geometry, c, end, 1 + count % 2, weights, bias, run);
                    count += 2;
                }
        }

        return count;
    }

    private static unsafe void RunInput(ConvGeometry geometry, GradientCase c, GuardedEnd end, int threads, float[] expected, string run)
    {
        using var heap = new GuardedHeap(end);
        PinnedMemory.Elsewhere = bytes => (heap.Allocate(bytes), heap);
        var plan = new InputGradientPlan(geometry, (geometry.OutHeight, geometry.OutWidth));
        InputGradientCall call = new PreparedInputGradient(plan, new LayerWeights(c.Weights, c.Bias)).NewCall(new Scratch());
        float* gradient = heap.AllocateFloats(geometry.InElements);
        call.Run(heap.ReadOnlyCopy(c.OutputGradient), null, gradient, threads, CancellationToken.None);
        PinnedMemory.Elsewhere = null;
        Bits.ShouldBeTheSame(new ReadOnlySpan<float>(gradient, expected.Length), expected, run);
    }

    private static unsafe void RunWeights(
        ConvGeometry geometry, GradientCase c, GuardedEnd end, int threads, float[] expected, float[] expectedBias, string run)
    {
        using var heap = new GuardedHeap(end);
        PinnedMemory.Elsewhere = bytes => (heap.Allocate(bytes), heap);
        var plan = new WeightGradientPlan(geometry, (geometry.OutHeight, geometry.OutWidth));
        WeightGradientCall call = WeightGradientCall.Of(new PreparedWeightGradient(plan), new Scratch());
        float* weights = heap.AllocateFloats(geometry.WeightElements), bias = heap.AllocateFloats(geometry.OutChannels);
        call.Run(heap.ReadOnlyCopy(c.Input), heap.ReadOnlyCopy(c.OutputGradient), weights, bias, threads, CancellationToken.None);
        PinnedMemory.Elsewhere = null;
        Bits.ShouldBeTheSame(new ReadOnlySpan<float>(weights, expected.Length), expected, run);
        Bits.ShouldBeTheSame(new ReadOnlySpan<float>(bias, expectedBias.Length), expectedBias, run);
    }
}
