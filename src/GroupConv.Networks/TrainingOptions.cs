using GroupConv.Values;

namespace GroupConv.Networks;

/// <summary>How a network is trained.</summary>
public sealed record TrainingOptions
{
    /// <summary>Everything as by default in PyTorch.</summary>
    public static TrainingOptions Default { get; } = new();

    /// <summary>The part of a batch norm's running statistics that is new with each batch, from 0 to 1.</summary>
    public double BatchNormMomentum { get; init; } = 0.1;

    /// <summary>Decides what is dropped where the network has <see cref="Dropout"/>.</summary>
    public int Seed { get; init; }

    /// <summary>Whether the gradient of the network's input is computed, too.</summary>
    public bool InputGradient { get; init; }

    /// <summary>The vector width that convolutions run with; it does not change the result.</summary>
    public VectorTier Tier { get; init; }

    internal void Validate()
    {
        if (!(BatchNormMomentum is >= 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(BatchNormMomentum), BatchNormMomentum, "the momentum of batch norms must be from 0 to 1");
    }

    /// <summary>The options in words.</summary>
    /// <returns>All settings.</returns>
    public override string ToString() => InvariantText.Of(
        $"batch norm momentum {BatchNormMomentum}, seed {Seed}{(InputGradient ? ", input gradient" : "")}, tier {Tier}");
}
