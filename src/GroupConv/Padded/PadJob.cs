using GroupConv.Threading;

namespace GroupConv.Padded;

/// <summary>
/// Copies input planes into planes with the padding around them, so that nothing behind this stage meets an edge: every tap is then a
/// constant offset from every output position.
/// </summary>
internal sealed unsafe class PadJob : ParallelJob
{
    // Planes are gathered into tasks of about this many bytes written, some microseconds of copying.
    private const long TaskBytes = 64 * 1024;

    private readonly ConvGeometry _geometry;
    private readonly long _planes;
    private readonly long _planesPerTask;
    private float* _input;
    private float* _padded;

    public PadJob(ConvGeometry geometry)
    {
        _geometry = geometry;
        _planes = (long)geometry.Batch * geometry.InChannels;
        _planesPerTask = Math.Max(1, TaskBytes / (sizeof(float) * geometry.PaddedPlane));
    }

    /// <param name="input">[N, Cin, H, W].</param>
    /// <param name="padded">[N, Cin, PaddedHeight, PaddedWidth].</param>
    /// <param name="maxThreads">The most threads to use.</param>
    /// <param name="cancellationToken">Polled between tasks.</param>
    public void Run(float* input, float* padded, int maxThreads, CancellationToken cancellationToken)
    {
        _input = input;
        _padded = padded;
        WorkerTeam.Shared.Run(this, (_planes + _planesPerTask - 1) / _planesPerTask, maxThreads, cancellationToken);
    }

    protected override void Execute(long task, int slot)
    {
        long end = Math.Min(_planes, (task + 1) * _planesPerTask);
        for (long plane = task * _planesPerTask; plane < end; plane++)
            PadPlane(_input + plane * _geometry.InPlane, _padded + plane * _geometry.PaddedPlane);
    }

    private void PadPlane(float* input, float* padded)
    {
        ConvGeometry g = _geometry;
        for (int row = 0; row < g.PaddedHeight; row++, padded += g.PaddedWidth)
        {
            int source = PaddingMap.Source(row - g.PadTop, g.InHeight, g.Options.PaddingMode);
            if (source == PaddingMap.Zero)
                new Span<float>(padded, g.PaddedWidth).Clear();
            else
                PaddedRow.Write(g, input + (long)source * g.InWidth, g.InWidth, padded);
        }
    }
}
