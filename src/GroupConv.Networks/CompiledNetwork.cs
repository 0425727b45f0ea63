using System.Buffers;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using GroupConv.Memory;
using GroupConv.Networks.Compilation;
using GroupConv.Networks.Files;
using GroupConv.Threading;
using GroupConv.Values;

namespace GroupConv.Networks;

/// <summary>
/// A network with its weights, made ready for inputs of one size: batch norms folded, activations and sums fused into the convolutions,
/// layouts chosen, memory planned. Any number of threads may run it at once; a warm run allocates nothing.
/// </summary>
public sealed unsafe class CompiledNetwork
{
    private const int MaxTensorsOnStack = 64;

    private readonly CompiledStep[] _steps;
    private readonly PinnedBuffer _constants;
    private readonly long _elements;
    private readonly ObjectPool<NetworkRun> _runs;

    internal CompiledNetwork(Network network, StateDict weights, ValueList<TensorShape> inputs, CompileOptions options)
    {
        Network = network.FixedTo(inputs);
        Graph graph = GraphBuilder.Build(network, weights, inputs);
        Inputs = [.. network.Inputs.Zip(inputs, (name, shape) => new NetworkTensorInfo(name, shape))];
        Outputs = [.. network.Outputs.Zip(graph.Outputs, (output, tensor) => new NetworkTensorInfo(output.Name, tensor.Shape))];
        if (options.Fuse)
            Fusion.RemoveIdentities(graph);
        Fusion.FuseEpilogues(graph, options);
        foreach (ConvOp conv in graph.Ops.OfType<ConvOp>())
            conv.Options = conv.Options with { Tier = options.Tier };
        if (options.ChooseLayouts)
            LayoutChoice.Run(graph, options.Tier.Resolve() == VectorTier.Vector512 ? TensorLayout.Nchw16c : TensorLayout.Nchw8c, options.LayoutSeed);
        if (options.KeepHalos)
            HaloChoice.Run(graph);
        var memory = new MemoryPlan(graph, options.ReuseMemory);
        _elements = memory.Elements;
        ThrowIfTooLarge(graph, options.MaxActivationBytes);
        _constants = ConstantsOf(graph, memory);
        _steps = StepsOf(graph, memory);
        Steps = Array.AsReadOnly(_steps);
        _runs = new ObjectPool<NetworkRun>(() => new NetworkRun(_elements, _constants, _steps, Inputs.Count, Outputs.Count));
    }

    /// <summary>What was compiled.</summary>
    public Network Network { get; }

    /// <summary>The inputs in their order.</summary>
    public IReadOnlyList<NetworkTensorInfo> Inputs { get; }

    /// <summary>The outputs in their order.</summary>
    public IReadOnlyList<NetworkTensorInfo> Outputs { get; }

    /// <summary>Bytes that the activations of one caller's run take.</summary>
    public long ActivationBytes => sizeof(float) * _elements;

    /// <summary>What runs, in its order: each step with the nodes of the network that it does the work of.</summary>
    public IReadOnlyList<CompiledStep> Steps { get; }

    /// <summary>The network in words.</summary>
    /// <returns>Its name, inputs, outputs, and how many steps run.</returns>
    public override string ToString() =>
        FormattableString.Invariant($"{VisibleText.Of(Network.Name)}: {InvariantText.Of(Inputs)} -> {InvariantText.Of(Outputs)} in {_steps.Length} steps, {ActivationBytes} bytes of activations");

    /// <summary>Runs a network of one input and one output.</summary>
    /// <param name="input">The input, flat.</param>
    /// <param name="output">Receives the output, flat; apart from the input.</param>
    /// <param name="maxThreads">The most threads to use, 0 for one a processor. It does not change the result.</param>
    /// <param name="cancellationToken">Stops the run; the output is then unspecified.</param>
    /// <exception cref="InvalidOperationException">The network has several inputs or outputs.</exception>
    /// <exception cref="ArgumentException">A length does not fit, or input and output overlap.</exception>
    /// <exception cref="OperationCanceledException">The token was canceled before the work was done. The network can be used on.</exception>
    public void Run(ReadOnlySpan<float> input, Span<float> output, int maxThreads = 0, CancellationToken cancellationToken = default)
    {
        if (Inputs.Count != 1 || Outputs.Count != 1)
            throw new InvalidOperationException($"{VisibleText.Of(Network.Name)} has {Inputs.Count} inputs and {Outputs.Count} outputs; give arrays of them");
        Check(Inputs[0], input.Length, nameof(input));
        Check(Outputs[0], output.Length, nameof(output));
        fixed (float* inputStart = input)
        fixed (float* outputStart = output)
        {
            Overlap.ThrowIfAny("input", inputStart, input.Length, outputStart, output.Length);
            float** tensors = stackalloc float*[] { inputStart, outputStart };
            Run(tensors, [], maxThreads, cancellationToken);
        }
    }

    /// <summary>Runs the network.</summary>
    /// <param name="inputs">The inputs, flat, in their order.</param>
    /// <param name="outputs">Receive the outputs, flat, in their order; apart from the inputs and from each other.</param>
    /// <param name="maxThreads">The most threads to use, 0 for one a processor. It does not change the result.</param>
    /// <param name="cancellationToken">Stops the run; the outputs are then unspecified.</param>
    /// <exception cref="ArgumentException">The number of tensors or a length does not fit, or memory overlaps, or a list changed while it was read.</exception>
    /// <exception cref="InsufficientExecutionStackException">There are thousands of tensors, and too little stack is left to hold them in place.</exception>
    /// <exception cref="OperationCanceledException">The token was canceled before the work was done. The network can be used on.</exception>
    public void Run(
        IReadOnlyList<ReadOnlyMemory<float>> inputs, IReadOnlyList<Memory<float>> outputs, int maxThreads = 0, CancellationToken cancellationToken = default)
    {
        Run(inputs, outputs, [], maxThreads, cancellationToken);
    }

    private void Run(
        IReadOnlyList<ReadOnlyMemory<float>> inputs, IReadOnlyList<Memory<float>> outputs, Span<double> milliseconds, int maxThreads,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(outputs);
        (int inputCount, int outputCount) = (inputs.Count, outputs.Count);
        if (inputCount != Inputs.Count || outputCount != Outputs.Count)
            throw new ArgumentException($"{VisibleText.Of(Network.Name)} has {Inputs.Count} inputs and {Outputs.Count} outputs, but got {inputCount} and {outputCount}");
        int count = inputCount + outputCount;
        Span<nint> tensors = count <= MaxTensorsOnStack ? stackalloc nint[count] : new nint[count];
        Pin(inputs, outputs, tensors, 0, milliseconds, maxThreads, cancellationToken);
    }

    /// <summary>
    /// Pins tensor <paramref name="index"/> and calls itself for the next; runs the network when all are pinned. Each element of the lists is read
    /// once, and so is its span: the length that is checked is that of the memory that is used, whatever the caller's objects say later.
    /// </summary>
    private void Pin(
        IReadOnlyList<ReadOnlyMemory<float>> inputs, IReadOnlyList<Memory<float>> outputs, Span<nint> tensors, int index, Span<double> milliseconds,
        int maxThreads, CancellationToken cancellationToken)
    {
        if (index == tensors.Length)
        {
            ThrowIfOverlapping(tensors);
            fixed (nint* addresses = tensors)
                Run((float**)addresses, milliseconds, maxThreads, cancellationToken);
            return;
        }

        RuntimeHelpers.EnsureSufficientExecutionStack(); // thousands of tensors
        bool isInput = index < Inputs.Count;
        NetworkTensorInfo tensor = isInput ? Inputs[index] : Outputs[index - Inputs.Count];
        ReadOnlyMemory<float> memory = isInput ? CallerMemory.At(inputs, index) : CallerMemory.At(outputs, index - Inputs.Count);
        ReadOnlySpan<float> span = CallerMemory.SpanOf(memory, tensor.Name);
        if (span.Length != tensor.Shape.Elements)
            throw new ArgumentException(
                $"{NameOf(index)} must have shape {tensor.Shape} = {tensor.Shape.Elements} elements, but has {span.Length}", isInput ? nameof(inputs) : nameof(outputs));
        using MemoryHandle held = memory.Pin(); // a memory manager stays alive and undisposed; the address is the checked span's
        fixed (float* start = span)
        {
            tensors[index] = (nint)start;
            Pin(inputs, outputs, tensors, index + 1, milliseconds, maxThreads, cancellationToken);
        }
    }

    private string NameOf(int tensor) => tensor < Inputs.Count ? $"input '{VisibleText.Of(Inputs[tensor].Name)}'" : $"output '{VisibleText.Of(Outputs[tensor - Inputs.Count].Name)}'";

    private void ThrowIfOverlapping(ReadOnlySpan<nint> tensors)
    {
        long LengthOf(int tensor) => (tensor < Inputs.Count ? Inputs[tensor] : Outputs[tensor - Inputs.Count]).Shape.Elements;
        for (int output = Inputs.Count; output < tensors.Length; output++)
        {
            for (int other = 0; other < output; other++)
            {
                if (Overlap.Any((float*)tensors[other], LengthOf(other), (float*)tensors[output], LengthOf(output)))
                    throw new ArgumentException($"{NameOf(other)} and {NameOf(output)} overlap: an output needs memory of its own");
            }
        }
    }

    /// <summary>Runs the network into new tensors.</summary>
    /// <param name="inputs">The inputs in their order.</param>
    /// <returns>The outputs in their order.</returns>
    /// <exception cref="ArgumentException">The number of tensors or a shape does not fit.</exception>
    public Tensor<float>[] Run(params IReadOnlyList<Tensor<float>> inputs)
    {
        ValueList<Tensor<float>> own = ValueList<Tensor<float>>.Of(inputs, nameof(inputs));
        if (own.Count != Inputs.Count)
            throw new ArgumentException($"{VisibleText.Of(Network.Name)} has {Inputs.Count} inputs, but got {own.Count}", nameof(inputs));
        var flat = new ReadOnlyMemory<float>[own.Count];
        for (int i = 0; i < own.Count; i++)
        {
            if (!Inputs[i].Shape.Select(length => (nint)length).SequenceEqual(own[i].Lengths.ToArray()))
                throw new ArgumentException($"input '{VisibleText.Of(Inputs[i].Name)}' must have shape {Inputs[i].Shape}, but has {ShapeText.Of(own[i].Lengths)}", nameof(inputs));
            var values = new float[own[i].FlattenedLength];
            own[i].FlattenTo(values);
            flat[i] = values;
        }

        float[][] results = [.. Outputs.Select(output => new float[output.Shape.Elements])];
        Run(flat, [.. results.Select(result => result.AsMemory())]);
        return [.. results.Zip(Outputs, (result, output) => Tensor.Create(result, [.. output.Shape.Select(length => (nint)length)]))];
    }

    /// <summary>Runs the network once and measures each step.</summary>
    /// <param name="inputs">The inputs, flat, in their order.</param>
    /// <param name="outputs">Receive the outputs.</param>
    /// <param name="milliseconds">Receives the time of each of <see cref="Steps"/>.</param>
    /// <param name="maxThreads">The most threads to use, 0 for one a processor.</param>
    /// <exception cref="ArgumentException">The number of tensors or a length does not fit, or memory overlaps, or a list changed while it was read.</exception>
    /// <exception cref="InsufficientExecutionStackException">There are thousands of tensors, and too little stack is left to hold them in place.</exception>
    public void Profile(IReadOnlyList<ReadOnlyMemory<float>> inputs, IReadOnlyList<Memory<float>> outputs, Span<double> milliseconds, int maxThreads = 0)
    {
        if (milliseconds.Length != _steps.Length)
            throw new ArgumentException($"there are {_steps.Length} steps, but room for {milliseconds.Length} times", nameof(milliseconds));
        Run(inputs, outputs, milliseconds, maxThreads, CancellationToken.None);
    }

    private static void Check(NetworkTensorInfo tensor, int actual, string name)
    {
        if (actual != tensor.Shape.Elements)
            throw new ArgumentException($"{name} must have shape {tensor.Shape} = {tensor.Shape.Elements} elements, but has {actual}", name);
    }

    /// <summary>All sizes are checked and all memory pinned.</summary>
    private void Run(float** tensors, Span<double> milliseconds, int maxThreads, CancellationToken cancellationToken)
    {
        Require.NotNegative(maxThreads);
        NetworkRun run = _runs.Rent();
        try
        {
            run.Run(tensors, milliseconds, WorkerTeam.Clamp(maxThreads), cancellationToken);
        }
        catch (OperationCanceledException)
        {
            _runs.Return(run);
            throw;
        }

        _runs.Return(run);
    }

    /// <summary>Counts what a run needs beside the inputs and the weights, before any of it is allocated.</summary>
    private void ThrowIfTooLarge(Graph graph, long most)
    {
        long outputs = Outputs.Aggregate(0L, (sum, output) => Sum(sum, output.Shape.Elements));
        long workspace = graph.Ops.OfType<ConvOp>().Select(op => op.WorkspaceBytes).DefaultIfEmpty().Max();
        long elements = Sum(_elements, outputs);
        if (elements > most / sizeof(float) || workspace > most - sizeof(float) * elements)
        {
            throw new NotSupportedException(
                $"{VisibleText.Of(Network.Name)} needs {(double)sizeof(float) * _elements:0} bytes of activations, {(double)sizeof(float) * outputs:0} of outputs and {workspace} "
                + $"of working memory for one run; the most is {most} ({nameof(CompileOptions)}.{nameof(CompileOptions.MaxActivationBytes)})");
        }

        static long Sum(long a, long b) => a > long.MaxValue - b ? long.MaxValue : a + b;
    }

    private static PinnedBuffer ConstantsOf(Graph graph, MemoryPlan memory)
    {
        var constants = new PinnedBuffer(memory.ConstantElements);
        foreach (GraphOp op in graph.Ops.Where(op => op.Layer is Constant))
            op.Weights[0].Span.CopyTo(constants.Span[(int)memory.Of(op.Output).Offset..]);
        return constants;
    }

    private static CompiledStep[] StepsOf(Graph graph, MemoryPlan memory)
    {
        var steps = new List<CompiledStep>();
        foreach (GraphOp op in graph.Ops)
        {
            if (op.Output.Elements > 0)
                steps.AddRange(StepBuilder.StepsOf(op, memory).Select(make => new CompiledStep(op.Name, op.Nodes, (op as ConvOp)?.Plan, make)));
            op.ReleaseWeights();
        }

        foreach ((int output, GraphTensor tensor) in memory.Copies)
        {
            var to = new Place(Place.FirstInput + graph.Inputs.Count + output, 0);
            Copy copy = CopySteps.OfAll(tensor, memory.Of(tensor), to);
            steps.Add(new CompiledStep($"output {output}", [], plan: null, _ => copy.Step()));
        }

        return [.. steps];
    }
}
