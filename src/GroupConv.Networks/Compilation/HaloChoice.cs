using GroupConv.ChannelLanes;

namespace GroupConv.Networks.Compilation;

/// <summary>
/// Keeps a tensor between two convolutions with the zeros around its planes that the second one pads with: it then reads its input as it
/// lies, where it would copy it first. The first one writes them, which is little beside a copy.
/// </summary>
internal static class HaloChoice
{
    public static void Run(Graph graph)
    {
        foreach (ConvOp reader in graph.Ops.OfType<ConvOp>())
        {
            GraphTensor tensor = reader.Input;
            // A residual lies as the output does, but has no halo.
            if (tensor is not { HasOneReader: true, Producer: ConvOp { Residual: null } writer } || tensor.Layout == TensorLayout.Nchw)
                continue;
            if (reader.Plan is not ChannelLanesPlan { CopiesInput: true } plan || writer.Plan is not { } writing || reader.Options.PaddingMode != PaddingMode.Zeros)
                continue;
            double before = plan.EstimatedCycles + writing.EstimatedCycles;
            tensor.Halo = new Padding(plan.Geometry.PadTop, plan.Geometry.PadLeft, plan.Geometry.PadBottom, plan.Geometry.PadRight);
            if (Cycles(reader) + Cycles(writer) >= before)
                tensor.Halo = Padding.Valid;
        }
    }

    /// <summary>Of the best algorithm, if there is one.</summary>
    private static double Cycles(ConvOp op) =>
        op.Options.Algorithm == ConvAlgorithm.Auto && ConvPlan.Candidates(op.Geometry(op.Input.Layout, op.Output.Layout)) is [{ } best, ..]
            ? best.EstimatedCycles
            : double.PositiveInfinity;
}
