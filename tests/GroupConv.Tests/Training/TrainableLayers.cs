using GroupConv.Networks;

namespace GroupConv.Tests.Training;

/// <summary>All layers that there are, by whether they can be trained.</summary>
internal static class TrainableLayers
{
    /// <summary>The layers that <see cref="TrainingNetwork"/> refuses by name.</summary>
    public static IReadOnlyList<Type> Refused { get; } = [typeof(MatMul), typeof(Mean), typeof(Constant), typeof(BatchStatisticsNorm)];

    /// <summary>Every other layer of the library: a test that walks these needs a case for a new one.</summary>
    public static IReadOnlyList<Type> All { get; } =
        [.. typeof(Layer).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Layer)) && !type.IsAbstract).Except(Refused)];
}
