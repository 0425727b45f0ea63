using GroupConv.Values;

namespace GroupConv.Networks;

/// <summary>What came of an epoch.</summary>
/// <param name="Epoch">From 1.</param>
/// <param name="TrainLoss">Mean loss of the training samples, each with the parameters of its time, of labels as they are.</param>
/// <param name="TrainAccuracy">Likewise.</param>
/// <param name="TestLoss">Mean loss of the test samples after the epoch, as at inference; NaN without any.</param>
/// <param name="TestAccuracy">Likewise.</param>
/// <param name="LearningRate">That of the epoch's last step.</param>
/// <param name="Seconds">What the training took, without the test.</param>
public sealed record EpochResult(
    int Epoch, double TrainLoss, double TrainAccuracy, double TestLoss, double TestAccuracy, double LearningRate, double Seconds)
{
    /// <summary>The epoch in words.</summary>
    /// <returns>All numbers with their names.</returns>
    public override string ToString() => InvariantText.Of(
        $"epoch {Epoch}: train loss {TrainLoss}, accuracy {TrainAccuracy}; test loss {TestLoss}, accuracy {TestAccuracy}; learning rate {LearningRate}, {Seconds} s");
}
