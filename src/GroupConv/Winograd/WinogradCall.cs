using GroupConv.Memory;
using GroupConv.Planning;
using GroupConv.Threading;
using GroupConv.Vectors;
using static GroupConv.Winograd.WinogradPoints;

namespace GroupConv.Winograd;

/// <summary>One caller's run.</summary>
internal sealed class WinogradCall<TLanes, TVector>(PreparedWinograd prepared) : ConvCall
    where TLanes : struct, ILanes<TVector>
    where TVector : struct
{
    private readonly WinogradJob<TLanes, TVector> _job = new(prepared);

    public override unsafe void Run(float* input, float* residual, float* output, int maxThreads, CancellationToken cancellationToken) =>
        _job.Run(input, residual, output, maxThreads, cancellationToken);
}

/// <summary>The work of a call: for each part of a block, transform the input, unless the thread has it, multiply, and transform back.</summary>
internal sealed unsafe class WinogradJob<TLanes, TVector>(PreparedWinograd prepared) : ParallelJob
    where TLanes : struct, ILanes<TVector>
    where TVector : struct
{
    private const int Rows = ProductTile<TLanes, TVector>.Rows;
    private readonly WinogradPlan _plan = prepared.Plan;
    private readonly ConvGeometry _geometry = prepared.Plan.Geometry;
    private readonly WinogradScratch _at = prepared.Plan.Scratch;
    private readonly PartQueue _queue = new(prepared.Plan.Blocks, prepared.Plan.Parts);
    private PinnedBuffer _scratch = new(0);
    private long[] _held = []; // the block whose transformed input a thread has, or -1
    private float* _input;
    private float* _residual;
    private float* _output;

    public void Run(float* input, float* residual, float* output, int maxThreads, CancellationToken cancellationToken)
    {
        _input = input;
        _residual = residual;
        _output = output;
        // Fewer threads, where one buffer does not hold the memory of all.
        maxThreads = (int)Math.Clamp(PinnedBuffer.MaxLength / _at.Elements, 1, maxThreads);
        var threads = (int)Math.Min(maxThreads, _plan.Tasks);
        if (_held.Length < threads)
        {
            _scratch = new PinnedBuffer(threads * _at.Elements);
            _scratch.Span.Clear(); // tiles over an edge are transformed too, from what lies there: it should not be slow numbers
            _held = new long[threads];
        }

        Array.Fill(_held, -1);
        _queue.Reset();
        WorkerTeam.Shared.Run(this, _plan.Tasks, maxThreads, cancellationToken);
    }

    protected override void Execute(long task, int slot)
    {
        float* scratch = _scratch.Pointer + slot * _at.Elements;
        (long block, long part) = _queue.Take(_held[slot]);
        (long group, long place) = Math.DivRem(block, _plan.BlocksPerGroup);
        long firstTile = place * _plan.BlockVectors * TLanes.Count;
        long tiles = Math.Min(_plan.BlockVectors * TLanes.Count, _plan.Tiles - firstTile);
        if (_held[slot] != block)
        {
            float* input = _input + group * _geometry.InChannelsPerGroup * _geometry.InPlane;
            BlockInput<TLanes, TVector>.Transform(_plan, input, firstTile, tiles, scratch);
            _held[slot] = block;
        }

        long firstPanel = part * _plan.PartPanels;
        long panels = Math.Min(_plan.PartPanels, _plan.RowPanels - firstPanel);
        Multiply(group, firstPanel, panels, (tiles + TLanes.Count - 1) / TLanes.Count, scratch);
        long rows = Math.Min(panels * Rows, _geometry.OutChannelsPerGroup - firstPanel * Rows);
        for (long row = 0; row < rows; row++)
        {
            long channel = group * _geometry.OutChannelsPerGroup + firstPanel * Rows + row;
            BlockOutput<TLanes, TVector>.Write(
                _plan, scratch + _at.Sums + row * SumRow(tiles), prepared.Weights.Bias.Pointer[channel],
                _residual == null ? null : _residual + channel * _geometry.OutPlane, _output + channel * _geometry.OutPlane, firstTile, tiles, scratch);
        }
    }

    /// <summary>36 products of matrices, [channels, Cin/G] x [Cin/G, tiles].</summary>
    private void Multiply(long group, long firstPanel, long panels, long vectors, float* scratch)
    {
        long channels = _geometry.InChannelsPerGroup;
        var arguments = new ProductArguments { Panels = panels, OutputPitch = vectors * TLanes.Count };
        for (int product = 0; product < Products; product++)
        {
            for (long channel = 0; channel < channels; channel += arguments.Depth)
            {
                arguments.Depth = Math.Min(_plan.DepthBlock, channels - channel);
                arguments.Resume = channel > 0;
                arguments.Weights = prepared.Weights.Panel(group, product, channel, arguments.Depth, firstPanel);
                int width;
                for (long vector = 0; vector < vectors; vector += width)
                {
                    width = ColumnPanels.Next(vectors - vector);
                    arguments.Columns = scratch + product * _at.InputPitch + (vector * channels + channel * width) * TLanes.Count;
                    arguments.Output = scratch + _at.Sums + product * _at.SumPitch + vector * TLanes.Count;
                    switch (width)
                    {
                        case 3: ProductTile<TLanes, TVector>.Run3(arguments); break;
                        case 2: ProductTile<TLanes, TVector>.Run2(arguments); break;
                        default: ProductTile<TLanes, TVector>.Run1(arguments); break;
                    }
                }
            }
        }
    }

    // Floats from one channel's sums to the next.
    private static long SumRow(long tiles) => (tiles + TLanes.Count - 1) / TLanes.Count * TLanes.Count;
}
