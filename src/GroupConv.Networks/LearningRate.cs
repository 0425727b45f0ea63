using GroupConv.Values;

namespace GroupConv.Networks;

/// <summary>The learning rate over the time of a training, which is counted in epochs, with fractions.</summary>
public abstract record LearningRate
{
    private protected LearningRate()
    {
    }

    /// <summary>The rate at a time.</summary>
    /// <param name="epoch">Epochs since the beginning: 1.5 is in the middle of the second.</param>
    /// <returns>The rate, at least 0.</returns>
    public abstract double At(double epoch);

    /// <summary>The schedule in words.</summary>
    /// <returns>Its kind and its numbers; a checkpoint has it, so the form stays.</returns>
    public sealed override string ToString() => Text;

    private protected abstract string Text { get; }
}

/// <summary>The same rate always.</summary>
/// <param name="Rate">The rate.</param>
public sealed record ConstantRate(double Rate) : LearningRate
{
    /// <inheritdoc/>
    public override double At(double epoch) => Rate;

    private protected override string Text => InvariantText.Of($"{nameof(ConstantRate)} {{ {nameof(Rate)} = {Rate} }}");
}

/// <summary>A rate that is multiplied with a factor after every so many epochs; PyTorch's <c>StepLR</c>.</summary>
/// <param name="Rate">At the beginning.</param>
/// <param name="Epochs">From one step to the next.</param>
/// <param name="Factor">What it is multiplied with.</param>
public sealed record StepDecay(double Rate, double Epochs, double Factor = 0.1) : LearningRate
{
    /// <inheritdoc/>
    public override double At(double epoch) => Rate * Math.Pow(Factor, Math.Floor(epoch / Epochs));

    private protected override string Text => InvariantText.Of(
        $"{nameof(StepDecay)} {{ {nameof(Rate)} = {Rate}, {nameof(Epochs)} = {Epochs}, {nameof(Factor)} = {Factor} }}");
}

/// <summary>
/// A rate that falls along half a cosine (Loshchilov and Hutter, 2016): last + (rate - last) * (1 + cos(pi * epoch / epochs)) / 2;
/// PyTorch's <c>CosineAnnealingLR</c>. Behind the end it stays.
/// </summary>
/// <param name="Rate">At the beginning.</param>
/// <param name="Epochs">Until the last.</param>
/// <param name="Last">At the end.</param>
public sealed record CosineDecay(double Rate, double Epochs, double Last = 0) : LearningRate
{
    /// <inheritdoc/>
    public override double At(double epoch) => Last + (Rate - Last) * (1 + Math.Cos(Math.PI * Math.Clamp(epoch / Epochs, 0, 1))) / 2;

    private protected override string Text => InvariantText.Of(
        $"{nameof(CosineDecay)} {{ {nameof(Rate)} = {Rate}, {nameof(Epochs)} = {Epochs}, {nameof(Last)} = {Last} }}");
}

/// <summary>Another schedule, that begins slowly: multiplied with what grows on a line to 1 (Goyal et al., 2017); PyTorch's <c>LinearLR</c>.</summary>
/// <param name="Schedule">The other.</param>
/// <param name="Epochs">Until it is reached.</param>
/// <param name="First">The factor at the beginning.</param>
public sealed record WarmUp(LearningRate Schedule, double Epochs, double First = 1.0 / 3) : LearningRate
{
    /// <inheritdoc/>
    public override double At(double epoch) => Schedule.At(epoch) * (First + (1 - First) * Math.Clamp(epoch / Epochs, 0, 1));

    private protected override string Text => InvariantText.Of(
        $"{nameof(WarmUp)} {{ {nameof(Schedule)} = {Schedule}, {nameof(Epochs)} = {Epochs}, {nameof(First)} = {First} }}");
}
