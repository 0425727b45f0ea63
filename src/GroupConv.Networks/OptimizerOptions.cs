using GroupConv.Networks.Training;

using GroupConv.Values;

namespace GroupConv.Networks;

/// <summary>Which optimizer, with its settings.</summary>
public abstract record OptimizerOptions
{
    private protected OptimizerOptions()
    {
    }

    /// <summary>An optimizer of a network's parameters.</summary>
    /// <param name="network">The network in training.</param>
    /// <returns>An optimizer that has not made a step yet.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A setting is outside what the method is defined for.</exception>
    /// <exception cref="NotSupportedException">The parameters are too many for one array.</exception>
    public Optimizer Create(TrainingNetwork network)
    {
        ArgumentNullException.ThrowIfNull(network);
        Validate();
        return new Optimizer(this, network.ParameterSet);
    }

    /// <summary>The optimizer in words.</summary>
    /// <returns>Its kind and its numbers; a checkpoint has it, so the form stays.</returns>
    public sealed override string ToString() => Text;

    private protected abstract string Text { get; }

    internal abstract void Validate();

    /// <summary>The names of the buffers that the method keeps beside the parameters, as in PyTorch.</summary>
    internal abstract IReadOnlyList<string> Buffers { get; }

    /// <summary>What a step does.</summary>
    internal abstract OptimizerStep NewStep();

    private protected static void ThrowIfNotRate(double value, string name)
    {
        if (!(value >= 0 && value < 1))
            throw new ArgumentOutOfRangeException(name, value, "it must be from 0 to 1, without 1");
    }
}

/// <summary>
/// Stochastic gradient descent (Robbins and Monro, 1951) with momentum (Polyak, 1964), Nesterov's form of it (Sutskever et al., 2013) and
/// weight decay: g = gradient + decay * w; b = momentum * b + g (g at the first step); w -= rate * b, with Nesterov rate * (g + momentum * b).
/// </summary>
public sealed record SgdOptions : OptimizerOptions
{
    /// <summary>The part of the last direction that stays; 0 for none.</summary>
    public double Momentum { get; init; }

    /// <summary>Whether the step looks ahead along the direction.</summary>
    public bool Nesterov { get; init; }

    /// <summary>The part of a weight that is added to its gradient.</summary>
    public double WeightDecay { get; init; }

    private protected override string Text => InvariantText.Of(
        $"{nameof(SgdOptions)} {{ {nameof(Momentum)} = {Momentum}, {nameof(Nesterov)} = {Nesterov}, {nameof(WeightDecay)} = {WeightDecay} }}");

    internal override IReadOnlyList<string> Buffers => Momentum > 0 ? ["momentum_buffer"] : [];

    internal override void Validate()
    {
        ThrowIfNotRate(Momentum, nameof(Momentum));
        Require.FiniteNotNegative(WeightDecay);
        if (Nesterov && Momentum == 0)
            throw new ArgumentException("Nesterov's form is one of momentum, which is 0");
    }

    internal override OptimizerStep NewStep() => new SgdStep(this);
}

/// <summary>
/// Adam (Kingma and Ba, 2014): with m and v the running means of the gradient and of its square, divided by 1 - beta^t, w -= rate * m /
/// (sqrt v + epsilon). Weight decay is added to the gradient; decoupled it is AdamW (Loshchilov and Hutter, 2017), which makes w smaller
/// by rate * decay * w before.
/// </summary>
public sealed record AdamOptions : OptimizerOptions
{
    /// <summary>The part of the gradient's mean that stays.</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>The part of the square's mean that stays.</summary>
    public double Beta2 { get; init; } = 0.999;

    /// <summary>Added to the root.</summary>
    public double Epsilon { get; init; } = 1e-8;

    /// <summary>The part of a weight that is taken off it; PyTorch's AdamW has 0.01.</summary>
    public double WeightDecay { get; init; }

    /// <summary>Whether the decay is AdamW's, apart from the gradient.</summary>
    public bool DecoupledDecay { get; init; }

    private protected override string Text => InvariantText.Of(
        $"{nameof(AdamOptions)} {{ {nameof(Beta1)} = {Beta1}, {nameof(Beta2)} = {Beta2}, {nameof(Epsilon)} = {Epsilon}, {nameof(WeightDecay)} = {WeightDecay}, ")
        + $"{nameof(DecoupledDecay)} = {DecoupledDecay} }}";

    internal override IReadOnlyList<string> Buffers => ["exp_avg", "exp_avg_sq"];

    internal override void Validate()
    {
        ThrowIfNotRate(Beta1, nameof(Beta1));
        ThrowIfNotRate(Beta2, nameof(Beta2));
        Require.FiniteNotNegative(Epsilon);
        Require.FiniteNotNegative(WeightDecay);
    }

    internal override OptimizerStep NewStep() => new AdamStep(this);
}
