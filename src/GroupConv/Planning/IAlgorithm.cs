using GroupConv.Memory;

namespace GroupConv.Planning;

/// <summary>One way to run a convolution: what the planner, the layer and the tests know of it.</summary>
internal interface IAlgorithm
{
    ConvAlgorithm Id { get; }

    /// <summary>Whether the algorithm knows layouts other than planes; those that do not are run between two reorders.</summary>
    bool RunsBlocks => false;

    /// <summary>Whether it can write blocks of output with <see cref="GroupedConv2dOptions.OutputHalo"/> around their planes.</summary>
    bool WritesHalo => false;

    /// <summary>Whether its bits are not those of the definition, so that it runs only where a caller asks for it by name.</summary>
    bool OnlyOnRequest => false;

    /// <summary>Null where the algorithm can run the geometry; otherwise the reason why not.</summary>
    string? WhyNot(ConvGeometry geometry);

    /// <summary>Pure: sizes only, nothing allocated. Only for a geometry that <see cref="WhyNot"/> has nothing against.</summary>
    ConvPlan Plan(ConvGeometry geometry, VectorTier tier);

    /// <summary>All that calls of this plan share: packed weights, tables of offsets.</summary>
    IPreparedConv Prepare(ConvPlan plan, LayerWeights weights);
}

/// <summary>A plan made ready; immutable, used by any number of callers at once.</summary>
internal interface IPreparedConv
{
    /// <summary>The state of one call: its buffers and jobs. Kept and used again by later calls.</summary>
    /// <param name="scratch">Memory that the call shares with others of the same caller, which do not run at the same time.</param>
    ConvCall NewCall(Scratch scratch);
}

/// <summary>Belongs to one caller at a time.</summary>
internal abstract unsafe class ConvCall
{
    /// <param name="input">[N, Cin, H, W], dense.</param>
    /// <param name="residual">[N, Cout, OutHeight, OutWidth], dense, added after the bias; null for nothing.</param>
    /// <param name="output">[N, Cout, OutHeight, OutWidth], dense, apart from the others.</param>
    /// <param name="maxThreads">At least 1.</param>
    /// <param name="cancellationToken">Polled between tasks.</param>
    /// <exception cref="OperationCanceledException">It was canceled before all tasks were done.</exception>
    public abstract void Run(float* input, float* residual, float* output, int maxThreads, CancellationToken cancellationToken);
}
