using GroupConv.Memory;

namespace GroupConv.Planning;

/// <summary>The definition, in the form of an algorithm, so that it can be asked for like any other.</summary>
internal sealed class ReferenceAlgorithm : IAlgorithm
{
    public ConvAlgorithm Id => ConvAlgorithm.Reference;

    public string? WhyNot(ConvGeometry geometry) =>
        Math.Max(geometry.InElements, geometry.OutElements) > int.MaxValue
            ? $"its spans end at {int.MaxValue} elements, but the input has {geometry.InElements} and the output {geometry.OutElements}"
            : null;

    public ConvPlan Plan(ConvGeometry geometry, VectorTier tier) => new ReferencePlan(geometry, tier);

    public IPreparedConv Prepare(ConvPlan plan, LayerWeights weights) => new Prepared(plan.Geometry, weights);

    private sealed record ReferencePlan(ConvGeometry Sizes, VectorTier AskedTier) : ConvPlan(Sizes, ConvAlgorithm.Reference, AskedTier)
    {
        // A fused multiply-add has to wait for the one before it, 4 cycles, and finding its operands takes about as long.
        private const double CyclesPerMac = 8;

        public override long Tasks => 1;

        public override double EstimatedCycles => CyclesPerMac * Geometry.Batch * Geometry.OutChannels * Geometry.OutPlane * Geometry.Taps;

        public override long PackedWeightBytes => 0;

        public override long SharedWorkspaceBytes => 0;

        public override long WorkspaceBytesPerThread => 0;

        public override string Details => "plain loops without vectors, one output after the other";
    }

    private sealed class Prepared(ConvGeometry geometry, LayerWeights weights) : IPreparedConv
    {
        public ConvCall NewCall(Scratch scratch) => new Call(geometry, weights);
    }

    private sealed unsafe class Call(ConvGeometry geometry, LayerWeights weights) : ConvCall
    {
        public override void Run(float* input, float* residual, float* output, int maxThreads, CancellationToken cancellationToken) =>
            ReferenceConvolution.Run(geometry, new ReadOnlySpan<float>(input, (int)geometry.InElements),
                weights.Weights, weights.Bias, new ReadOnlySpan<float>(residual, residual == null ? 0 : (int)geometry.OutElements),
                new Span<float>(output, (int)geometry.OutElements), cancellationToken);
    }
}
