namespace GroupConv.Networks.Compilation;

/// <summary>How an operation's tensors may lie.</summary>
internal static class LayoutRules
{
    /// <summary>
    /// The tensors that must lie alike for the operation to run on blocks of so many channels. The others must be planes; a convolution's
    /// lie as they like.
    /// </summary>
    /// <returns>Empty where all must be planes.</returns>
    public static IReadOnlyList<GraphTensor> Tied(GraphOp op, int block) => op switch
    {
        // A linear layer takes rows of features for images of one element, and so must have planes.
        ConvOp { Layer: Linear } => [],
        ConvOp conv => conv.Residual is { } residual ? [residual, conv.Output] : [],
        AffineOp => Whole(block, op.Inputs[0], op.Output),
        _ => op.Layer switch
        {
            Softmax or PReLU => [],
            Activation or Pool2d or Resize => Whole(block, op.Inputs[0], op.Output),
            AdaptiveAvgPool2d pool when pool.Output == 1 => Whole(block, op.Inputs[0]), // one element a plane lies the same way in both
            Arithmetic when op.Inputs[0].Shape.Equals(op.Inputs[1].Shape) => Whole(block, [.. op.Inputs, op.Output]),
            Mul when IsGate(op.Inputs[1], op.Output) => Whole(block, op.Inputs[0], op.Output),
            Mul when IsGate(op.Inputs[0], op.Output) => Whole(block, op.Inputs[1], op.Output),
            Concat { Axis: 1 } => Whole(block, [.. op.Inputs, op.Output]),
            Slice { Axis: 1, Step: 1 } slice when slice.Start % block == 0 => Whole(block, op.Inputs[0], op.Output),
            _ => [],
        },
    };

    /// <summary>Whether an operation leaves the layouts of input and output free of each other.</summary>
    public static bool IsFree(GraphOp op) => op is ConvOp { Layer: not (Linear or ConvTranspose2d) };

    /// <summary>One number for each plane of an image: the gate of squeeze-and-excitation.</summary>
    private static bool IsGate(GraphTensor gate, GraphTensor output) =>
        gate.Shape.Rank == 4 && gate.Planes.Plane == 1 && gate.Shape[0] == output.Shape[0] && gate.Shape[1] == output.Shape[1];

    /// <summary>Blocks that are filled up are for convolutions alone: what stands in the rest must stay zero.</summary>
    private static IReadOnlyList<GraphTensor> Whole(int block, params IReadOnlyList<GraphTensor> tensors) =>
        tensors.All(tensor => tensor.Shape.Rank is 3 or 4 && tensor.Shape[1] % block == 0) ? tensors : [];
}
