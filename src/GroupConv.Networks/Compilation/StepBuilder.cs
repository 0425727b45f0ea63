using GroupConv.Gradients;
using GroupConv.Memory;
using GroupConv.Networks.Files;
using GroupConv.Networks.Steps;
using GroupConv.Planning;

namespace GroupConv.Networks.Compilation;

/// <summary>
/// Makes the steps of an operation. What callers share, packed weights above all, is made here, once; the functions that are returned
/// make what each caller has of his own.
/// </summary>
internal static class StepBuilder
{
    /// <summary>Whether the result may take the place of the first input.</summary>
    public static bool RunsInPlace(GraphOp op) => op is AffineOp || op.Layer switch
    {
        Activation => true,
        Arithmetic => op.Inputs[0] != op.Inputs[1] && op.Inputs[0].Shape.Equals(op.Output.Shape),
        _ => false,
    };

    public static IEnumerable<Func<Scratch, IStep>> StepsOf(GraphOp op, MemoryPlan memory)
    {
        Place output = memory.Of(op.Output);
        Place input = op.Inputs.Count > 0 ? memory.Of(op.Inputs[0]) : output;
        GraphTensor from = op.Inputs.Count > 0 ? op.Inputs[0] : op.Output;
        int block = op.Output.Layout.ChannelBlock();
        long elements = op.Output.Elements;
        return op switch
        {
            ConvOp { Layer: ConvTranspose2d } conv => [OfTransposed(conv, input, output)],
            ConvOp conv => [OfConv(conv, memory)],
            AffineOp affine => [_ => new AffineStep(
                AffineKind.ScaleAndShift, op.Output.Planes, block, affine.Scale, affine.Shift, affine.Clamp, input, output)],
            _ => op.Layer switch
            {
                LeakyReLU layer => [_ => new ElementStep<LeakyReluOp>(new(layer.Slope), input, output, elements)],
                Sigmoid => [_ => new ElementStep<SigmoidOp>(default, input, output, elements)],
                Tanh => [_ => new ElementStep<TanhOp>(default, input, output, elements)],
                SiLU => [_ => new ElementStep<SiluOp>(default, input, output, elements)],
                HardSigmoid layer => [_ => new ElementStep<HardSigmoidOp>(new(layer.Slope, layer.Offset), input, output, elements)],
                HardSwish => [_ => new ElementStep<HardSwishOp>(default, input, output, elements)],
                PReLU => [OfPReLU(op, input, output)],
                BatchStatisticsNorm layer => [OfBatchStatistics(op, layer, input, output)],
                Softmax layer => [OfSoftmax(op, layer, input, output)],
                MaxPool2d layer => [_ => new PoolStep<MaxOp>(layer, false, from.Planes, op.Output.Planes, block, input, output)],
                AvgPool2d layer => [_ => new PoolStep<MeanOp>(layer, layer.CountIncludePad, from.Planes, op.Output.Planes, block, input, output)],
                AdaptiveAvgPool2d => [OfAdaptivePool(op, input, output)],
                Resize layer => [_ => new ResizeStep(layer.Rule, from.Planes, op.Output.Planes, block, input, output)],
                Mean layer => [OfMean(op, layer, input, output)],
                MatMul => [OfMatMul(op, input, memory.Of(op.Inputs[1]), output)],
                Arithmetic => [OfArithmetic(op, input, memory.Of(op.Inputs[1]), output)],
                Pad layer => PaddingSteps.Of(op, layer, input, output),
                Constant => [], // it is in memory from the start
                Concat layer => Copies(CopySteps.OfConcat(op, layer, [.. op.Inputs.Select(memory.Of)], output)),
                Slice layer => Copies([CopySteps.OfSlice(op, layer, input, output)]),
                Permute layer => Copies([CopySteps.OfPermute(op, layer, input, output)]),
                ChannelShuffle layer => Copies([CopySteps.OfShuffle(op, layer, input, output)]),
                Identity or Dropout or Reshape or Flatten => Copies([CopySteps.OfAll(op.Output, input, output)]),
                { } layer when Fusion.ClampOf(layer) is { } clamp => [_ => new ElementStep<ClampOp>(new(clamp), input, output, elements)],
                _ => throw new NotSupportedException($"node '{VisibleText.Of(op.Name)}': there is no step for {op.Layer.Kind}"),
            },
        };
    }

    private static IEnumerable<Func<Scratch, IStep>> Copies(IEnumerable<Copy> copies) =>
        copies.Where(copy => copy.IsNeeded).Select(copy => (Func<Scratch, IStep>)(_ => copy.Step()));

    private static Func<Scratch, IStep> OfConv(ConvOp op, MemoryPlan memory)
    {
        ConvPlan plan = op.Plan!;
        // The reference reads weights where they are; all others pack them.
        ReadOnlyMemory<float> kernel = plan.Algorithm == ConvAlgorithm.Reference ? op.FoldedKernel().ToArray() : op.FoldedKernel();
        IPreparedConv prepared = Planner.Prepare(plan, new LayerWeights(kernel, op.Bias.ToArray()));
        Place input = memory.Of(op.Input), output = memory.Of(op.Output);
        Place? residual = op.Residual is { } tensor ? memory.Of(tensor) : null;
        return scratch => new ConvStep(prepared.NewCall(scratch), input, residual, output);
    }

    private static Func<Scratch, IStep> OfTransposed(ConvOp op, Place input, Place output)
    {
        var prepared = new PreparedInputGradient(TransposedConv.PlanOf(op), new LayerWeights(op.FoldedKernel(), op.Bias.ToArray()));
        return scratch => new ConvStep(prepared.NewCall(scratch), input, residual: null, output);
    }

    private static Func<Scratch, IStep> OfPReLU(GraphOp op, Place input, Place output)
    {
        int channels = op.Output.Shape.Rank > 1 ? op.Output.Shape[1] : 1;
        ReadOnlySpan<float> slopes = op.Weights[0].Span;
        // One slope for all is one plane of all; without channels there is one slope only.
        PlaneSizes sizes = slopes.Length == 1
            ? new PlaneSizes(1, 1, 1, Sizes.ToLength(op.Output.Elements, $"the number of elements of '{op.Name}'"))
            : new PlaneSizes(op.Output.Shape[0], channels, 1, Sizes.ToLength(op.Output.Shape.Elements / Math.Max(1, (long)op.Output.Shape[0] * channels), $"a plane of '{op.Name}'"));
        float[] values = slopes.ToArray();
        return _ => new AffineStep(AffineKind.SlopeBelowZero, sizes, 1, values, values, OutputClamp.None, input, output);
    }

    private static Func<Scratch, IStep> OfBatchStatistics(GraphOp op, BatchStatisticsNorm layer, Place input, Place output)
    {
        TensorShape shape = op.Output.Shape;
        (int, int, long) sizes = (shape[0], shape[1], new TensorShape(shape.AsSpan()[2..]).Elements);
        float[] weight = op.Weights[0].ToArray(), bias = op.Weights[1].ToArray();
        return _ => new BatchStatisticsStep(sizes, weight, bias, layer.Epsilon, input, output);
    }

    private static Func<Scratch, IStep> OfSoftmax(GraphOp op, Softmax layer, Place input, Place output)
    {
        TensorShape shape = op.Output.Shape;
        int axis = Axes.Resolve(layer.Axis, shape, layer);
        long outer = new TensorShape(shape.AsSpan()[..axis]).Elements, inner = new TensorShape(shape.AsSpan()[(axis + 1)..]).Elements;
        return _ => new SoftmaxStep(outer, shape[axis], inner, input, output);
    }

    private static Func<Scratch, IStep> OfAdaptivePool(GraphOp op, Place input, Place output)
    {
        PlaneSizes from = op.Inputs[0].Planes, to = op.Output.Planes;
        int block = op.Inputs[0].Layout.ChannelBlock();
        return to.Plane == 1
            ? _ => new PlaneMeanStep(from, block, input, output)
            : _ => new AdaptiveMeanStep(from, to, input, output);
    }

    private static Func<Scratch, IStep> OfMean(GraphOp op, Mean layer, Place input, Place output)
    {
        TensorShape shape = op.Inputs[0].Shape;
        long[] dense = Strides.Dense(shape.AsSpan());
        int[] kept = [.. Enumerable.Range(0, shape.Rank).Except(layer.Along)];
        int[] keptLengths = [.. kept.Select(axis => shape[axis])], summedLengths = [.. layer.Along.Select(axis => shape[axis])];
        var outer = new Strides(keptLengths, [.. kept.Select(axis => dense[axis])], Strides.Dense(keptLengths));
        var inner = new Strides(summedLengths, [.. layer.Along.Select(axis => dense[axis])]);
        return _ => new MeanStep(outer, inner, input, output);
    }

    private static Func<Scratch, IStep> OfMatMul(GraphOp op, Place a, Place b, Place output)
    {
        TensorShape first = op.Inputs[0].Shape, second = op.Inputs[1].Shape, result = op.Output.Shape;
        long rows = result[^2], columns = result[^1], depth = first[^1];
        ReadOnlySpan<int> batch = result.AsSpan()[..^2];
        var walk = new Strides(
            batch,
            [.. Strides.Stretched(first.AsSpan()[..^2], batch).Select(step => step * rows * depth)],
            [.. Strides.Stretched(second.AsSpan()[..^2], batch).Select(step => step * depth * columns)],
            [.. Strides.Dense(batch).Select(step => step * rows * columns)]);
        return _ => new MatMulStep(walk, rows, depth, columns, a, b, output);
    }

    private static Func<Scratch, IStep> OfArithmetic(GraphOp op, Place a, Place b, Place output)
    {
        int block = op.Output.Layout.ChannelBlock();
        if (block > 1 && op.Inputs.Any(input => input.Planes.Plane < op.Output.Planes.Plane))
        {
            (Place tensor, Place gate) = op.Inputs[0].Planes.Plane == op.Output.Planes.Plane ? (a, b) : (b, a);
            return _ => new GateStep(op.Output.Planes, block, tensor, gate, output);
        }

        int[] lengths = CopySteps.Physical(op.Output);
        var walk = new Strides(
            lengths,
            Strides.Stretched(CopySteps.Physical(op.Inputs[0]), lengths),
            Strides.Stretched(CopySteps.Physical(op.Inputs[1]), lengths),
            Strides.Dense(lengths));
        return op.Layer switch
        {
            Add => _ => new ArithmeticStep<AddOp>(walk, a, b, output),
            Sub => _ => new ArithmeticStep<SubOp>(walk, a, b, output),
            Mul => _ => new ArithmeticStep<MulOp>(walk, a, b, output),
            Div => _ => new ArithmeticStep<DivOp>(walk, a, b, output),
            _ => throw new NotSupportedException($"node '{VisibleText.Of(op.Name)}': there is no step for {op.Layer.Kind}"),
        };
    }
}
