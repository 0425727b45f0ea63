using GroupConv.Memory;

namespace GroupConv.Planning;

/// <summary>A plan for planes, between a reorder of the input and one of the output where those are blocked.</summary>
internal sealed record ReorderedPlan : ConvPlan
{
    private const double CyclesPerElement = 1;

    public ReorderedPlan(ConvGeometry geometry, ConvPlan planes)
        : base(geometry, planes.Algorithm, planes.Tier)
    {
        Planes = planes;
    }

    /// <summary>Null where the planes fit a buffer each; otherwise the reason why not.</summary>
    public static string? WhyNot(ConvGeometry geometry)
    {
        ConvGeometry planes = geometry.AsPlanes();
        long most = Math.Max(
            geometry.Options.InputLayout == TensorLayout.Nchw ? 0 : planes.InElements,
            geometry.Options.OutputLayout == TensorLayout.Nchw ? 0 : planes.OutElements);
        return most > PinnedBuffer.MaxLength ? $"the planes to reorder have {most} elements, over {PinnedBuffer.MaxLength}" : null;
    }

    /// <summary>The plan of the same convolution from planes to planes.</summary>
    public ConvPlan Planes { get; }

    public bool ReordersInput => Geometry.Options.InputLayout != TensorLayout.Nchw;

    public bool ReordersOutput => Geometry.Options.OutputLayout != TensorLayout.Nchw;

    /// <summary>Floats of the input's planes.</summary>
    public long InputElements => ReordersInput ? Planes.Geometry.InElements : 0;

    /// <summary>Floats of the output's planes; as many again for a residual's, once there is one.</summary>
    public long OutputElements => ReordersOutput ? Planes.Geometry.OutElements : 0;

    public override long Tasks => Planes.Tasks;

    public override double EstimatedCycles => Planes.EstimatedCycles + CyclesPerElement * (InputElements + OutputElements);

    public override long PackedWeightBytes => Planes.PackedWeightBytes;

    public override long SharedWorkspaceBytes => checked(Planes.SharedWorkspaceBytes + sizeof(float) * (InputElements + OutputElements));

    public override long WorkspaceBytesPerThread => Planes.WorkspaceBytesPerThread;

    public override string Details =>
        $"{Planes.Details}; reordered {(ReordersInput && ReordersOutput ? "before and after" : ReordersInput ? "before" : "after")}";
}
