using System.Runtime.InteropServices;
using GroupConv.Threading;

namespace GroupConv.Layouts;

/// <summary>Copies a tensor from one layout into another, by all threads.</summary>
internal sealed unsafe class ReorderJob : ParallelJob
{
    // Channels are gathered into tasks of about this many bytes, some microseconds of copying.
    private const long TaskBytes = 64 * 1024;

    private readonly int _from, _to;
    private readonly int _batch, _channels;
    private readonly long _positions;
    private readonly int _step;
    private readonly long _stepsPerImage, _stepsPerTask;
    private float* _source, _target;

    public ReorderJob(TensorLayout from, TensorLayout to, int batch, int channels, long positions)
    {
        _from = from.ChannelBlock();
        _to = to.ChannelBlock();
        _batch = batch;
        _channels = channels;
        _positions = positions;
        // A step is whole blocks of either side, so that it has one writer and all that it reads.
        _step = Math.Max(_from, _to);
        _stepsPerImage = ((long)channels + _step - 1) / _step;
        _stepsPerTask = Math.Max(1, TaskBytes / Math.Max(1, sizeof(float) * _step * positions));
    }

    public void Run(float* source, float* target, int maxThreads, CancellationToken cancellationToken = default)
    {
        _source = source;
        _target = target;
        long steps = _positions == 0 ? 0 : _batch * _stepsPerImage;
        WorkerTeam.Shared.Run(this, (steps + _stepsPerTask - 1) / _stepsPerTask, maxThreads, cancellationToken);
    }

    protected override void Execute(long task, int slot)
    {
        long end = Math.Min(_batch * _stepsPerImage, (task + 1) * _stepsPerTask);
        for (long step = task * _stepsPerTask; step < end; step++)
        {
            (long image, long inImage) = Math.DivRem(step, _stepsPerImage);
            long first = inImage * _step;
            float* source = _source + (image * Whole(_from) + first) * _positions;
            float* target = _target + (image * Whole(_to) + first) * _positions;
            CopyStep(source, target, Math.Min(_step, _channels - first));
        }
    }

    /// <summary>Channels of an image, filled up to whole blocks.</summary>
    private long Whole(int block) => ((long)_channels + block - 1) / block * block;

    private void CopyStep(float* source, float* target, long channels)
    {
        if (_from == _to)
        {
            long length = (channels + _from - 1) / _from * _from * _positions;
            Buffer.MemoryCopy(source, target, sizeof(float) * length, sizeof(float) * length);
        }
        else if (_from == 1)
        {
            if (channels < _to)
                Clear(target, _to * _positions);
            Transpose.Run(source, _positions, channels, _positions, target, _to);
        }
        else if (_to == 1)
        {
            Transpose.Run(source, _from, _positions, channels, target, _positions);
        }
        else
        {
            CopyBlocks(source, target, channels);
        }
    }

    /// <summary>Between blocks of two sizes, position by position.</summary>
    private void CopyBlocks(float* source, float* target, long channels)
    {
        if (channels < _step)
            Clear(target, (channels + _to - 1) / _to * _to * _positions);
        int together = Math.Min(_from, _to);
        for (long first = 0; first < channels; first += together)
        {
            float* from = source + first / _from * _from * _positions + first % _from;
            float* to = target + first / _to * _to * _positions + first % _to;
            long count = Math.Min(together, channels - first);
            for (long position = 0; position < _positions; position++, from += _from, to += _to)
                for (long channel = 0; channel < count; channel++)
                    to[channel] = from[channel];
        }
    }

    // No span: a block of channels of a large plane can be over 2^31 floats.
    private static void Clear(float* target, long length) => NativeMemory.Clear(target, checked((nuint)(sizeof(float) * length)));
}
