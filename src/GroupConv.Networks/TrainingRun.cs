using GroupConv.Values;

namespace GroupConv.Networks;

/// <summary>A training that is finished, or as far as it is, with what a report says of it.</summary>
/// <param name="Name">What tells it from others: <c>G = 32</c>.</param>
/// <param name="Network">What was trained.</param>
/// <param name="Input">The shape of one sample with a batch of 1; FLOPs are those of one.</param>
/// <param name="History">Its epochs.</param>
/// <param name="Test">How well it does in the end.</param>
/// <param name="Milliseconds">What inference takes for one sample.</param>
public sealed record TrainingRun(
    string Name, Network Network, TensorShape Input, IReadOnlyList<EpochResult> History, Evaluation Test, double Milliseconds)
{
    /// <summary>Its epochs; copied.</summary>
    public IReadOnlyList<EpochResult> History { get; init => field = ValueList<EpochResult>.Of(value, nameof(History)); }
        = ValueList<EpochResult>.Of(History, nameof(History));

    /// <summary>The training in words.</summary>
    /// <returns>Its name, network and input, how many epochs it had, and how well it does.</returns>
    public override string ToString() => InvariantText.Of($"{Name}: {Network}, input {Input}, {History.Count} epochs, {Test}, {Milliseconds} ms a sample");

    /// <summary>Trained parameters.</summary>
    public long Params => Network.Params;

    /// <summary>2 x MACs of one sample.</summary>
    public long Flops => Sizes.Product("the number of FLOPs", 2, Network.Macs(Input));

    /// <summary>The median of the epochs' times; 0 without any.</summary>
    public double SecondsPerEpoch => History.Count == 0 ? 0 : History.Select(epoch => epoch.Seconds).Order().ElementAt(History.Count / 2);
}
