using GroupConv.Networks.Compilation;

namespace GroupConv.Networks.Training;

/// <summary>A tensor of a network in training. Reshapes move nothing, so their outputs are the same one.</summary>
/// <param name="elements">Floats for the largest batch.</param>
/// <param name="needsGradient">Whether anything that is trained, or the gradient that a caller asked for, lies behind it.</param>
internal sealed class TrainingValue(long elements, bool needsGradient)
{
    public long Elements { get; } = elements;

    public bool NeedsGradient { get; } = needsGradient;

    /// <summary>Where its elements are.</summary>
    public Place Data { get; set; }

    /// <summary>Where the loss's derivatives by its elements are, from its last reader's backward step to its maker's.</summary>
    public Place Gradient { get; set; }
}
