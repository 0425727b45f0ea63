using GroupConv.Layouts;
using GroupConv.Memory;

namespace GroupConv.Planning;

/// <summary>A prepared convolution of planes that takes and gives blocks.</summary>
internal sealed class ReorderedConv(ReorderedPlan plan, IPreparedConv planes) : IPreparedConv
{
    public ConvCall NewCall(Scratch scratch) => new Call(plan, planes.NewCall(scratch));

    private sealed unsafe class Call(ReorderedPlan plan, ConvCall planes) : ConvCall
    {
        private readonly PinnedBuffer _input = new(plan.InputElements);
        private readonly PinnedBuffer _output = new(plan.OutputElements);
        private readonly ReorderJob _toPlanes = InputJob(plan.Geometry);
        private readonly ReorderJob _residualToPlanes = OutputJob(plan.Geometry, plan.Geometry.Options.OutputLayout, TensorLayout.Nchw);
        private readonly ReorderJob _toBlocks = OutputJob(plan.Geometry, TensorLayout.Nchw, plan.Geometry.Options.OutputLayout);
        private PinnedBuffer _residual = new(0);

        public override void Run(float* input, float* residual, float* output, int maxThreads, CancellationToken cancellationToken)
        {
            if (plan.ReordersInput)
            {
                _toPlanes.Run(input, _input.Pointer, maxThreads, cancellationToken);
                input = _input.Pointer;
            }

            if (!plan.ReordersOutput)
            {
                planes.Run(input, residual, output, maxThreads, cancellationToken);
                return;
            }

            if (residual != null)
            {
                if (_residual.Length < plan.OutputElements)
                    _residual = new PinnedBuffer(plan.OutputElements);
                _residualToPlanes.Run(residual, _residual.Pointer, maxThreads, cancellationToken);
                residual = _residual.Pointer;
            }

            planes.Run(input, residual, _output.Pointer, maxThreads, cancellationToken);
            _toBlocks.Run(_output.Pointer, output, maxThreads, cancellationToken);
        }

        private static ReorderJob InputJob(ConvGeometry g) => new(g.Options.InputLayout, TensorLayout.Nchw, g.Batch, g.InChannels, g.InPlane);

        private static ReorderJob OutputJob(ConvGeometry g, TensorLayout from, TensorLayout to) => new(from, to, g.Batch, g.OutChannels, g.OutPlane);
    }
}
