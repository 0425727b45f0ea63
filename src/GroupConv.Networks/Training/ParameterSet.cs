using GroupConv.Networks.Compilation;

namespace GroupConv.Networks.Training;

/// <summary>
/// The parameters of a network in training, one behind the other, each from the start of a cache line: so an optimizer goes through all
/// of them at once. Their gradients lie likewise. Running statistics are apart.
/// </summary>
internal sealed class ParameterSet
{
    private const long Alignment = 16;
    private readonly Dictionary<string, long> _offsets = [];
    private readonly List<(string Name, TensorShape Shape)> _statistics = [];

    /// <exception cref="ArgumentException">A weight is missing or has the wrong shape; the message names it.</exception>
    public ParameterSet(Network network, StateDict weights)
    {
        long trained = 0, others = 0;
        var shapes = new List<(string Name, TensorShape Shape)>();
        foreach ((string name, ParameterSpec parameter) in network.Parameters)
        {
            ref long end = ref parameter.IsTrainable ? ref trained : ref others;
            _offsets.Add(name, end);
            (parameter.IsTrainable ? shapes : _statistics).Add((name, parameter.Shape));
            end = checked(end + (parameter.Shape.Elements + Alignment - 1) / Alignment * Alignment);
        }

        Values = new PinnedFloats(trained);
        Gradients = new PinnedFloats(trained);
        Statistics = new PinnedFloats(others);
        Trained = [.. shapes.Select(one => new TrainingParameter(one.Name, one.Shape, PartOf(Values, one), PartOf(Gradients, one)))];
        Put(Taken(weights));
    }

    public PinnedFloats Values { get; }

    public PinnedFloats Gradients { get; }

    public PinnedFloats Statistics { get; }

    public IReadOnlyList<TrainingParameter> Trained { get; }

    /// <summary>Where a parameter lies, in a buffer of this number.</summary>
    public Place PlaceOf(string name, int buffer) => new(buffer, _offsets[name]);

    /// <summary>The part of a buffer that lies as the trained parameters do.</summary>
    public Memory<float> PartOf(PinnedFloats buffer, TrainingParameter parameter) => PartOf(buffer, (parameter.Name, parameter.Shape));

    /// <summary>A copy of all that the network needs.</summary>
    public StateDict Copy()
    {
        var copy = new StateDict();
        foreach (TrainingParameter parameter in Trained)
            copy.Add(parameter.Name, parameter.Shape, parameter.Values.ToArray());
        foreach ((string name, TensorShape shape) in _statistics)
            copy.Add(name, shape, PartOf(Statistics, (name, shape)).ToArray());
        return copy;
    }

    /// <summary>Takes copies of all that the network needs out of other weights; the network stays as it is.</summary>
    /// <exception cref="ArgumentException">A weight is missing or has the wrong shape; the message names it.</exception>
    public StateDict Taken(StateDict weights)
    {
        var taken = new StateDict();
        foreach ((string name, TensorShape shape) in Trained.Select(parameter => (parameter.Name, parameter.Shape)).Concat(_statistics))
            taken.Add(name, shape, weights.Get(name, shape).Values.ToArray());
        return taken;
    }

    /// <summary>Loads what <see cref="Taken"/> gave, which cannot fail.</summary>
    public void Put(StateDict taken)
    {
        foreach (TrainingParameter parameter in Trained)
            taken[parameter.Name].Values.CopyTo(parameter.Values);
        foreach ((string name, TensorShape shape) in _statistics)
            taken[name].Values.CopyTo(PartOf(Statistics, (name, shape)));
    }

    private Memory<float> PartOf(PinnedFloats buffer, (string Name, TensorShape Shape) parameter) =>
        buffer.Memory.Slice((int)_offsets[parameter.Name], (int)parameter.Shape.Elements);
}
