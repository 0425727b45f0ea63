using GroupConv.Memory;
using GroupConv.Planning;

namespace GroupConv.Gradients;

/// <summary>
/// The convolution whose input's gradient a transposed convolution is, run forward: with an output padding of a stride or more it has more
/// outputs than the transposed convolution has inputs, and those are left out.
/// </summary>
/// <param name="prepared">The convolution.</param>
/// <param name="geometry">Its sizes.</param>
/// <param name="outputs">Rows and columns of the outputs that are wanted.</param>
/// <param name="scratch">The caller's memory.</param>
internal sealed unsafe class CutConvCall(IPreparedConv prepared, ConvGeometry geometry, Size2d outputs, Scratch scratch) : ConvCall
{
    private readonly ConvCall _conv = prepared.NewCall(scratch);
    private readonly PinnedBuffer _all = new(geometry.OutElements);
    private readonly CutJob _cut = new(
        (long)geometry.Batch * geometry.OutChannels, (geometry.OutHeight, geometry.OutWidth), first: 0, outputs);

    public override void Run(float* input, float* residual, float* output, int maxThreads, CancellationToken cancellationToken)
    {
        _conv.Run(input, residual, _all.Pointer, maxThreads, cancellationToken);
        _cut.Run(_all.Pointer, output, maxThreads, cancellationToken);
    }
}
