using System.Runtime.Intrinsics;
using GroupConv.Networks.Compilation;
using GroupConv.Networks.Steps;

namespace GroupConv.Networks.Training.Steps;

/// <summary>What forward and backward agree on, for all nodes and batch sizes of a network.</summary>
internal sealed class TrainingRuns
{
    /// <summary>Forward runs so far, the one that is going on included.</summary>
    public long Count { get; set; }
}

/// <summary>
/// Elements dropped with a probability, the others divided by that of staying (Srivastava et al., 2014). Whether element i is dropped is
/// a hash of i, the run and the node (the finalizer of MurmurHash3, Appleby, 2011): so it does not matter which thread asks, and backward,
/// which is the same on the gradient, asks again.
/// </summary>
/// <param name="runs">Says which run it is.</param>
/// <param name="seed">Of the network and the node.</param>
/// <param name="probability">That an element is dropped, from 0 to 1.</param>
/// <param name="input">Where the tensor or its gradient is.</param>
/// <param name="output">Where the result goes.</param>
/// <param name="elements">How many.</param>
internal sealed unsafe class DropoutStep(TrainingRuns runs, uint seed, float probability, Place input, Place output, long elements)
    : ParallelStep(TasksOf(elements, ElementsPerTask))
{
    private const uint Golden = 0x9e3779b9;

    // Hashes have 24 bits here: as many as a float tells apart.
    private readonly Vector256<uint> _limit = Vector256.Create((uint)Math.Round(probability * (double)(1 << 24)));
    private readonly Vector256<float> _scale = Vector256.Create(probability < 1 ? 1 / (1 - probability) : 0);
    private float* _input, _output;

    protected override void Bind(float** buffers)
    {
        _input = input.In(buffers);
        _output = output.In(buffers);
    }

    protected override void RunTask(long task, float* scratch)
    {
        long i = task * ElementsPerTask, end = Math.Min(elements, i + ElementsPerTask);
        Vector256<uint> key = Mix(Vector256.Create(seed + (uint)runs.Count * Golden));
        for (; i + Vector256<float>.Count <= end; i += Vector256<float>.Count)
            Of(Vector256.Load(_input + i), i, key).Store(_output + i);
        for (; i < end; i++)
            _output[i] = Of(Vector256.CreateScalar(_input[i]), i, key).ToScalar();
    }

    private Vector256<float> Of(Vector256<float> x, long first, Vector256<uint> key)
    {
        Vector256<uint> hash = Mix((Vector256.Create((uint)first) + Vector256<uint>.Indices) * Golden ^ key);
        return x * _scale & Vector256.GreaterThanOrEqual(hash >>> 8, _limit).AsSingle();
    }

    private static Vector256<uint> Mix(Vector256<uint> hash)
    {
        hash = (hash ^ (hash >>> 16)) * 0x85ebca6bu;
        hash = (hash ^ (hash >>> 13)) * 0xc2b2ae35u;
        return hash ^ (hash >>> 16);
    }
}
