namespace GroupConv.Benchmarks.Peers.OneDnn;

/// <summary>
/// A convolution primitive with its memories. Weights always lie as the primitive wants them. Input and output are plain NCHW, or in the
/// primitive's own format, as they would be between the layers of a network; then they are converted outside of what is timed.
/// </summary>
internal sealed class DnnlLayer : InProcessLayer
{
    private readonly DnnlApi _api;
    private readonly nint _engine;
    private readonly nint _stream;
    private readonly nint _descriptor;
    private readonly nint _primitive;
    private readonly List<DnnlMemory> _memories = [];
    private readonly DnnlMemory _output;
    private readonly DnnlArgument[] _arguments;
    private readonly DnnlMemoryDescription _plainOutput;

    /// <exception cref="NotSupportedException">The library has no implementation for this layer.</exception>
    public DnnlLayer(DnnlApi api, nint engine, nint stream, LayerData data, bool blocked)
    {
        ConvGeometry g = data.Geometry;
        long[] inputShape = [g.Batch, g.InChannels, g.InHeight, g.InWidth];
        long[] outputShape = [g.Batch, g.OutChannels, g.OutHeight, g.OutWidth];
        long[] weightShape = g.Groups == 1
            ? [g.OutChannels, g.InChannelsPerGroup, g.Kernel.Height, g.Kernel.Width]
            : [g.Groups, g.OutChannelsPerGroup, g.InChannelsPerGroup, g.Kernel.Height, g.Kernel.Width];
        int format = blocked ? DnnlConstants.AnyFormat : DnnlConstants.Plain4d;
        DnnlMemoryDescription bias = api.Describe(DnnlConstants.PlainVector, g.OutChannels);
        _plainOutput = api.Describe(DnnlConstants.Plain4d, outputShape);
        _api = api;
        _engine = engine;
        _stream = stream;
        _descriptor = api.CreateConvolutionDescriptor(engine, g, api.Describe(format, inputShape),
            api.Describe(DnnlConstants.AnyFormat, weightShape), bias, api.Describe(format, outputShape));
        _primitive = api.CreatePrimitive(_descriptor);
        Variant = api.ImplementationOf(_descriptor);

        DnnlMemoryDescription plainInput = api.Describe(DnnlConstants.Plain4d, inputShape);
        int plainFormat = g.Groups == 1 ? DnnlConstants.Plain4d : DnnlConstants.Plain5d;
        DnnlMemory input = blocked
            ? Reordered(plainInput, data.Input, DnnlConstants.QuerySource)
            : Keep(new DnnlMemory(api, engine, plainInput, data.Input));
        DnnlMemory weights = Reordered(api.Describe(plainFormat, weightShape), data.Weights, DnnlConstants.QueryWeights);
        _output = Keep(new DnnlMemory(api, engine, api.FormatOf(_descriptor, DnnlConstants.QueryDestination)));
        _arguments =
        [
            new DnnlArgument(DnnlConstants.Source, input.Handle),
            new DnnlArgument(DnnlConstants.Weights, weights.Handle),
            new DnnlArgument(DnnlConstants.Bias, Keep(new(api, engine, bias, data.Bias)).Handle),
            new DnnlArgument(DnnlConstants.Destination, _output.Handle),
        ];
    }

    public override string Variant { get; }

    public override void CopyOutput(Span<float> output)
    {
        using var plain = new DnnlMemory(_api, _engine, _plainOutput);
        Reorder(_api.FormatOf(_descriptor, DnnlConstants.QueryDestination), _output, _plainOutput, plain);
        plain.Values.Span.CopyTo(output);
    }

    public override void Dispose()
    {
        _api.Destroy("primitive", _primitive);
        _api.Destroy("primitive_desc", _descriptor);
        _memories.ForEach(memory => memory.Dispose());
    }

    protected override void Run() => _api.Execute(_primitive, _stream, _arguments);

    private DnnlMemory Keep(DnnlMemory memory)
    {
        _memories.Add(memory);
        return memory;
    }

    /// <summary>Plain values in the format that the primitive wants of one of its memories.</summary>
    private DnnlMemory Reordered(in DnnlMemoryDescription plain, AlignedFloats values, int query)
    {
        ref readonly DnnlMemoryDescription wanted = ref _api.FormatOf(_descriptor, query);
        using var from = new DnnlMemory(_api, _engine, plain, values);
        DnnlMemory to = Keep(new DnnlMemory(_api, _engine, wanted));
        Reorder(plain, from, wanted, to);
        return to;
    }

    private void Reorder(in DnnlMemoryDescription fromFormat, DnnlMemory from, in DnnlMemoryDescription toFormat, DnnlMemory to)
    {
        nint descriptor = _api.CreateReorderDescriptor(_engine, fromFormat, toFormat);
        nint primitive = _api.CreatePrimitive(descriptor);
        _api.Execute(primitive, _stream,
            [new DnnlArgument(DnnlConstants.Source, from.Handle), new DnnlArgument(DnnlConstants.Destination, to.Handle)]);
        _api.Destroy("primitive", primitive);
        _api.Destroy("primitive_desc", descriptor);
    }
}
