using System.Numerics.Tensors;
using GroupConv.Memory;
using GroupConv.Planning;

namespace GroupConv;

/// <content>The way from a caller's memory, checked, to pointers.</content>
public sealed unsafe partial class GroupedConv2d
{
    /// <param name="entry">That of the input's size.</param>
    /// <param name="input">[N, Cin, H, W].</param>
    /// <param name="residual">Of the output's shape, or the default for none.</param>
    /// <param name="output">[N, Cout, OutHeight, OutWidth].</param>
    /// <param name="maxThreads">0 for one a processor.</param>
    /// <param name="cancellationToken">Polled between tasks.</param>
    private static void ForwardChecked(
        PreparedEntry entry, in ReadOnlyTensorSpan<float> input, in ReadOnlyTensorSpan<float> residual, in TensorSpan<float> output,
        int maxThreads, CancellationToken cancellationToken)
    {
        ThrowIfNotOutputShape(entry.Geometry, output.Lengths, nameof(output));
        Strided.ThrowIfRepeated(output, nameof(output));
        fixed (float* inputStart = &input.GetPinnableReference())
        fixed (float* residualStart = &residual.GetPinnableReference())
        fixed (float* outputStart = &output.GetPinnableReference())
        {
            // The extent of a tensor with strides is more than its elements, and of an expanded one less.
            long outputExtent = Strided.Extent(output);
            Overlap.ThrowIfAny("input", inputStart, Strided.Extent(input), outputStart, outputExtent);
            Overlap.ThrowIfAny("residual", residualStart, residualStart == null ? 0 : Strided.Extent(residual), outputStart, outputExtent);
            if (input.IsDense && output.IsDense && (residualStart == null || residual.IsDense))
                Run(entry, inputStart, residualStart, outputStart, maxThreads, cancellationToken);
            else
                RunThroughCopies(entry, input, residual, output, maxThreads, cancellationToken);
        }
    }

    private static void ForwardChecked(
        PreparedEntry entry, ReadOnlySpan<float> input, ReadOnlySpan<float> residual, Span<float> output, int maxThreads,
        CancellationToken cancellationToken)
    {
        ConvGeometry g = entry.Geometry;
        ThrowIfNotInputLength(g, input.Length, nameof(input));
        ThrowIfNotOutputLength(g, output.Length, nameof(output));
        fixed (float* inputStart = input)
        fixed (float* residualStart = residual)
        fixed (float* outputStart = output)
        {
            Overlap.ThrowIfAny("input", inputStart, input.Length, outputStart, output.Length);
            Overlap.ThrowIfAny("residual", residualStart, residual.Length, outputStart, output.Length);
            Run(entry, inputStart, residualStart, outputStart, maxThreads, cancellationToken);
        }
    }

    private static void Run(
        PreparedEntry entry, float* input, float* residual, float* output, int maxThreads, CancellationToken cancellationToken) =>
        ConvRun.Run(entry.Calls, entry.Geometry.Batch, input, residual, output, maxThreads, cancellationToken);

    private static void RunThroughCopies(
        PreparedEntry entry, in ReadOnlyTensorSpan<float> input, in ReadOnlyTensorSpan<float> residual, in TensorSpan<float> output,
        int maxThreads, CancellationToken cancellationToken)
    {
        var denseInput = new PinnedBuffer(entry.Geometry.InElements);
        var denseResidual = new PinnedBuffer(residual.FlattenedLength);
        var denseOutput = new PinnedBuffer(entry.Geometry.OutElements);
        input.FlattenTo(denseInput.Span);
        if (denseResidual.Length > 0)
            residual.FlattenTo(denseResidual.Span);
        Run(
            entry, denseInput.Pointer, denseResidual.Length == 0 ? null : denseResidual.Pointer, denseOutput.Pointer, maxThreads, cancellationToken);
        new ReadOnlyTensorSpan<float>(denseOutput.Pointer, (nint)denseOutput.Length, output.Lengths).CopyTo(output);
        GC.KeepAlive(denseInput);
        GC.KeepAlive(denseResidual);
        GC.KeepAlive(denseOutput);
    }

    private Tensor<float> NewOutput(Tensor<float> input) =>
        Tensor.CreateFromShapeUninitialized<float>(EntryFor(input.AsReadOnlyTensorSpan()).Geometry.OutShape);

    private PreparedEntry EntryFor(in ReadOnlyTensorSpan<float> input)
    {
        ReadOnlySpan<nint> lengths = input.Lengths;
        int block = Options.InputLayout.ChannelBlock();
        if (lengths.Length != (block == 1 ? 4 : 5))
            throw new ArgumentException(
                $"input must be {(block == 1 ? "[N, Cin, H, W]" : $"[N, ceil(Cin / {block}), H, W, {block}]")}, but has shape {ShapeText.Of(lengths)}",
                nameof(input));
        nint channels = Options.InputLayout.BlocksOf(Options.InChannels);
        if (lengths[1] != channels || (block > 1 && lengths[4] != block))
            throw new ArgumentException(
                $"given groups={Options.Groups} and weights of shape {Options.WeightShapeText}, expected input {Options.TextOf(lengths)} to have "
                + (block == 1 ? $"{channels} channels, but got {lengths[1]}" : $"{channels} blocks of {block} channels, but got {lengths[1]} of {lengths[4]}"),
                nameof(input));
        return _prepared.For(
            Sizes.ToLength(lengths[0], "the batch"), Sizes.ToLength(lengths[2], "the input's height"), Sizes.ToLength(lengths[3], "the input's width"));
    }

    private static void ThrowIfNotOutputShape(ConvGeometry g, ReadOnlySpan<nint> actual, string name)
    {
        if (!g.IsOutShape(actual))
            throw new ArgumentException($"{name} must have shape {g.Options.TextOf(g.OutShape)}, but has {g.Options.TextOf(actual)}", name);
    }

    private static void ThrowIfNotInputLength(ConvGeometry g, int actual, string name)
    {
        if (actual != g.InElements)
            throw new ArgumentException($"{name} must have shape {g.Options.TextOf(g.InShape)} = {g.InElements} elements, but has {actual}", name);
    }

    private static void ThrowIfNotOutputLength(ConvGeometry g, int actual, string name)
    {
        if (actual != g.OutElements)
            throw new ArgumentException($"{name} must have shape {g.Options.TextOf(g.OutShape)} = {g.OutElements} elements, but has {actual}", name);
    }
}
