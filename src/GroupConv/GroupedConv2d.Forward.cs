using System.Numerics.Tensors;
using GroupConv.Memory;
using GroupConv.Planning;
using GroupConv.Threading;

namespace GroupConv;

public sealed unsafe partial class GroupedConv2d
{
    /// <summary>Runs the convolution into a new tensor.</summary>
    /// <param name="input">[N, Cin, H, W]; strides are honoured, through a dense copy where the input is not dense.</param>
    /// <param name="maxThreads">The most threads to use, 0 for one a processor. It does not change the result.</param>
    /// <returns>[N, Cout, OutHeight, OutWidth].</returns>
    /// <exception cref="ArgumentException">The shape does not fit the layer.</exception>
    /// <exception cref="OverflowException">A size does not fit.</exception>
    /// <exception cref="NotSupportedException">No algorithm can run this size; the message says why.</exception>
    public Tensor<float> Forward(Tensor<float> input, int maxThreads = 0)
    {
        ArgumentNullException.ThrowIfNull(input);
        ReadOnlyTensorSpan<float> span = input.AsReadOnlyTensorSpan();
        ConvGeometry g = EntryFor(span).Geometry;
        Tensor<float> output = Tensor.CreateFromShapeUninitialized<float>([g.Batch, g.OutChannels, g.OutHeight, g.OutWidth]);
        Forward(span, output.AsTensorSpan(), maxThreads);
        return output;
    }

    /// <summary>
    /// Runs the convolution into memory of the caller's. A warm call allocates nothing: one with sizes among the 16 that the
    /// layer met last, and no more callers or threads than before.
    /// </summary>
    /// <param name="input">[N, Cin, H, W]; strides are honoured, through a dense copy (which allocates) where the input is not dense.</param>
    /// <param name="output">[N, Cout, OutHeight, OutWidth], apart from the input; likewise.</param>
    /// <param name="maxThreads">The most threads to use, 0 for one a processor. It does not change the result.</param>
    /// <exception cref="ArgumentException">A shape does not fit the layer, or input and output overlap.</exception>
    /// <exception cref="OverflowException">A size does not fit.</exception>
    /// <exception cref="NotSupportedException">No algorithm can run this size; the message says why.</exception>
    public void Forward(in ReadOnlyTensorSpan<float> input, in TensorSpan<float> output, int maxThreads = 0)
    {
        PreparedCache.Entry entry = EntryFor(input);
        ConvGeometry g = entry.Geometry;
        ReadOnlySpan<nint> shape = [g.Batch, g.OutChannels, g.OutHeight, g.OutWidth];
        if (!output.Lengths.SequenceEqual(shape))
            throw new ArgumentException($"output must have shape {ShapeText.Of(shape)}, but has {ShapeText.Of(output.Lengths)}", nameof(output));
        Strided.ThrowIfRepeated(output, nameof(output));

        fixed (float* inputStart = &input.GetPinnableReference())
        fixed (float* outputStart = &output.GetPinnableReference())
        {
            // The extent of a tensor with strides is more than its elements, and of an expanded one less.
            Overlap.ThrowIfAny(inputStart, Strided.Extent(input), outputStart, Strided.Extent(output));
            if (input.IsDense && output.IsDense)
                Run(entry, inputStart, outputStart, maxThreads);
            else
                RunThroughCopies(entry, input, output, maxThreads);
        }
    }

    /// <summary>
    /// Runs the convolution on plain memory. A warm call allocates nothing: one with sizes among the 16 that the
    /// layer met last, and no more callers or threads than before.
    /// </summary>
    /// <param name="input">[N, Cin, H, W], flat.</param>
    /// <param name="batch">N; 0 is an empty input.</param>
    /// <param name="height">H.</param>
    /// <param name="width">W.</param>
    /// <param name="output">[N, Cout, OutHeight, OutWidth], flat, apart from the input.</param>
    /// <param name="maxThreads">The most threads to use, 0 for one a processor. It does not change the result.</param>
    /// <exception cref="ArgumentException">A length does not fit the sizes, or input and output overlap.</exception>
    /// <exception cref="OverflowException">A size does not fit.</exception>
    /// <exception cref="NotSupportedException">No algorithm can run this size; the message says why.</exception>
    public void Forward(ReadOnlySpan<float> input, int batch, int height, int width, Span<float> output, int maxThreads = 0)
    {
        PreparedCache.Entry entry = _prepared.For(batch, height, width);
        ConvGeometry g = entry.Geometry;
        if (input.Length != g.InElements)
            throw new ArgumentException(
                $"input must have shape [{batch}, {g.InChannels}, {height}, {width}] = {g.InElements} elements, but has {input.Length}", nameof(input));
        if (output.Length != g.OutElements)
            throw new ArgumentException(
                $"output must have shape [{batch}, {g.OutChannels}, {g.OutHeight}, {g.OutWidth}] = {g.OutElements} elements, but has {output.Length}",
                nameof(output));
        fixed (float* inputStart = input)
        fixed (float* outputStart = output)
        {
            Overlap.ThrowIfAny(inputStart, input.Length, outputStart, output.Length);
            Run(entry, inputStart, outputStart, maxThreads);
        }
    }

    /// <summary>All sizes are checked and all memory pinned: from here on there are only pointers.</summary>
    private static void Run(PreparedCache.Entry entry, float* input, float* output, int maxThreads)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maxThreads);
        if (entry.Geometry.Batch == 0)
            return;
        ConvCall call = entry.Calls.Rent();
        call.Run(input, output, WorkerTeam.Clamp(maxThreads));
        entry.Calls.Return(call); // not after an exception: the call's state would be unknown
    }

    private static void RunThroughCopies(
        PreparedCache.Entry entry, in ReadOnlyTensorSpan<float> input, in TensorSpan<float> output, int maxThreads)
    {
        var denseInput = new PinnedBuffer(entry.Geometry.InElements);
        var denseOutput = new PinnedBuffer(entry.Geometry.OutElements);
        input.FlattenTo(denseInput.Span);
        Run(entry, denseInput.Pointer, denseOutput.Pointer, maxThreads);
        new ReadOnlyTensorSpan<float>(denseOutput.Pointer, (nint)denseOutput.Length, output.Lengths).CopyTo(output);
        GC.KeepAlive(denseInput);
        GC.KeepAlive(denseOutput);
    }

    private PreparedCache.Entry EntryFor(in ReadOnlyTensorSpan<float> input)
    {
        ReadOnlySpan<nint> lengths = input.Lengths;
        if (lengths.Length != 4)
            throw new ArgumentException($"input must be [N, Cin, H, W], but has shape {ShapeText.Of(lengths)}", nameof(input));
        if (lengths[1] != Options.InChannels)
            throw new ArgumentException(
                $"given groups={Options.Groups} and weights of shape {Options.WeightShapeText}, expected input {ShapeText.Of(lengths)} to have "
                + $"{Options.InChannels} channels, but got {lengths[1]}", nameof(input));
        return _prepared.For(checked((int)lengths[0]), checked((int)lengths[2]), checked((int)lengths[3]));
    }
}
