using GroupConv.Networks.Compilation;
using GroupConv.Planning;

namespace GroupConv.Networks.Steps;

/// <summary>A convolution with its epilogue.</summary>
internal sealed unsafe class ConvStep(ConvCall call, Place input, Place? residual, Place output) : IStep
{
    public void Run(float** buffers, int maxThreads, CancellationToken cancellationToken) =>
        call.Run(input.In(buffers), residual is { } place ? place.In(buffers) : null, output.In(buffers), maxThreads, cancellationToken);
}
