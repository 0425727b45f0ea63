namespace GroupConv.Networks.Training;

/// <summary>Where in a training it is: what a checkpoint keeps beside tensors.</summary>
internal sealed class EpochState
{
    /// <summary>Epochs that are finished.</summary>
    public List<EpochResult> History { get; } = [];

    /// <summary>Steps of the optimizer, when it was saved.</summary>
    public long Steps { get; set; }

    /// <summary>Forward runs, when it was saved.</summary>
    public long Runs { get; set; }

    /// <summary>Batches of the epoch that goes on.</summary>
    public int Batch { get; set; }

    /// <summary>The sum of the losses of its samples.</summary>
    public double Loss { get; set; }

    /// <summary>Its samples that were taken for what they are.</summary>
    public long Correct { get; set; }

    /// <summary>What it took.</summary>
    public double Seconds { get; set; }

    /// <summary>Copies the state, so that several trainings can go on from it.</summary>
    public EpochState Copy()
    {
        var copy = new EpochState { Steps = Steps, Runs = Runs, Batch = Batch, Loss = Loss, Correct = Correct, Seconds = Seconds };
        copy.History.AddRange(History);
        return copy;
    }

    /// <summary>Ends the epoch.</summary>
    public void Finish(EpochResult result)
    {
        History.Add(result);
        (Batch, Loss, Correct, Seconds) = (0, 0, 0, 0);
    }
}
