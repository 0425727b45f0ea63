using GroupConv.Memory;
using GroupConv.Networks.Compilation;
using GroupConv.Networks.Training.Steps;

namespace GroupConv.Networks.Training;

/// <summary>
/// What all batch sizes of a network in training have in common: its parameters, its convolutions, and memory for the largest batch. The
/// output of every node has memory of its own, since backward reads it; a smaller batch uses the beginning of each.
/// </summary>
internal sealed unsafe class TrainingMemory
{
    private const int ParameterBuffer = 0, GradientBuffer = 1, StatisticBuffer = 2, ActivationGradientBuffer = 3, FirstValueBuffer = 4;

    private readonly List<object> _owners = [];
    private readonly nint[] _addresses;
    private readonly Scratch _scratch = new(); // one for all layers: they run one after the other
    private readonly Dictionary<NetworkNode, GroupedConv2d> _convolutions = [];
    private readonly Dictionary<NetworkNode, GroupedConvTranspose2d> _transposed = [];

    public TrainingMemory(TrainingGraph graph, ParameterSet parameters)
    {
        Parameters = parameters;
        _addresses = GC.AllocateArray<nint>(FirstValueBuffer + graph.Values.Count, pinned: true);
        _addresses[ParameterBuffer] = (nint)parameters.Values.Pointer;
        _addresses[GradientBuffer] = (nint)parameters.Gradients.Pointer;
        _addresses[StatisticBuffer] = (nint)parameters.Statistics.Pointer;
        _addresses[ActivationGradientBuffer] = Allocate(new GradientMemory(graph, ActivationGradientBuffer).Elements);
        for (int i = 0; i < graph.Values.Count; i++)
        {
            _addresses[FirstValueBuffer + i] = Allocate(graph.Values[i].Elements);
            graph.Values[i].Data = new Place(FirstValueBuffer + i, 0);
        }
    }

    public ParameterSet Parameters { get; }

    public TrainingRuns Runs { get; } = new();

    /// <summary>The addresses that steps look their places up in; whoever uses them keeps this object reachable meanwhile.</summary>
    public float** Buffers => (float**)System.Runtime.CompilerServices.Unsafe.AsPointer(ref _addresses[0]);

    /// <summary>Bytes of activations and their gradients.</summary>
    public long Bytes { get; private set; }

    public Place ValueOf(string parameter) => Parameters.PlaceOf(parameter, ParameterBuffer);

    public Place GradientOf(string parameter) => Parameters.PlaceOf(parameter, GradientBuffer);

    public Place StatisticOf(string parameter) => Parameters.PlaceOf(parameter, StatisticBuffer);

    /// <summary>The elements at a place.</summary>
    public Span<float> At(Place place, long elements) => new(place.In(Buffers), checked((int)elements));

    /// <summary>A node's convolution; its weights are those of the last forward run.</summary>
    public GroupedConv2d ConvolutionOf(NetworkNode node, GroupedConv2dOptions options)
    {
        if (!_convolutions.TryGetValue(node, out GroupedConv2d? layer))
            _convolutions.Add(node, layer = new GroupedConv2d(options) { Scratch = _scratch });
        return layer;
    }

    /// <summary>A node's transposed convolution; likewise.</summary>
    public GroupedConvTranspose2d TransposedOf(NetworkNode node, GroupedConvTranspose2dOptions options)
    {
        if (!_transposed.TryGetValue(node, out GroupedConvTranspose2d? layer))
        {
            float[] weights = new float[new TensorShape([.. options.WeightShape]).Elements], bias = new float[options.Bias ? options.OutChannels : 0];
            _transposed.Add(node, layer = new GroupedConvTranspose2d(options, weights, bias) { Scratch = _scratch });
        }

        return layer;
    }

    private nint Allocate(long elements)
    {
        var buffer = new PinnedBuffer(elements);
        _owners.Add(buffer);
        Bytes += sizeof(float) * elements;
        return (nint)buffer.Pointer;
    }
}
