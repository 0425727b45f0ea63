using GroupConv.Values;

namespace GroupConv.Networks;

/// <summary>How far a training is, reported after each batch.</summary>
/// <param name="Epoch">The epoch that goes on, from 1.</param>
/// <param name="Batch">Its batches so far.</param>
/// <param name="Batches">How many it has.</param>
/// <param name="Loss">Mean loss of the epoch so far.</param>
/// <param name="Finished">The epoch's result, with its last batch.</param>
public sealed record TrainingProgress(int Epoch, int Batch, int Batches, double Loss, EpochResult? Finished)
{
    /// <summary>The progress in words.</summary>
    /// <returns>Epoch, batch and loss.</returns>
    public override string ToString() => InvariantText.Of($"epoch {Epoch}, batch {Batch} of {Batches}, loss {Loss}{(Finished is null ? "" : ", finished")}");
}
