using GroupConv.Networks.Training.Data;

namespace GroupConv.Networks;

/// <summary>
/// Human activity recognition by a phone's sensors (Anguita et al., 2013): windows of nine signals of 128 samples at 50 Hz, and which of
/// six activities a person was at. The layout of folders and files is that of the data set of the UCI Machine Learning Repository.
/// </summary>
/// <param name="Train">Samples [9, 128] of the persons to learn from, as they are in the files.</param>
/// <param name="Test">Those of other persons.</param>
public sealed record HarDataset(LabeledSamples Train, LabeledSamples Test)
{
    /// <summary>Samples of a window.</summary>
    public const int WindowLength = 128;

    /// <summary>The data set in words.</summary>
    /// <returns>How many samples it has.</returns>
    public override string ToString() => $"train: {Train}; test: {Test}";

    /// <summary>The signals in their order; each has a file <c>NAME_train.txt</c> and a file <c>NAME_test.txt</c>.</summary>
    public static IReadOnlyList<string> Signals { get; } =
    [
        "body_acc_x", "body_acc_y", "body_acc_z", "body_gyro_x", "body_gyro_y", "body_gyro_z", "total_acc_x", "total_acc_y", "total_acc_z",
    ];

    /// <summary>The activities; the files count them from 1.</summary>
    public static IReadOnlyList<string> Activities { get; } = ["walking", "walking upstairs", "walking downstairs", "sitting", "standing", "laying"];

    /// <summary>Reads a folder with <c>train/Inertial Signals/*_train.txt</c>, <c>train/y_train.txt</c>, and the same under <c>test</c>.</summary>
    /// <param name="folder">The folder.</param>
    /// <returns>Both parts.</returns>
    /// <exception cref="InvalidDataException">A file is missing, empty, ragged, not of numbers, or of another number of windows; the message names file and line.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">A file may not be read.</exception>
    public static HarDataset Load(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        if (!Directory.Exists(folder))
            throw new InvalidDataException($"there is no folder '{folder}'");
        return new HarDataset(HarReader.Read(folder, "train"), HarReader.Read(folder, "test"));
    }

    /// <summary>Reads the part of the test alone.</summary>
    /// <param name="folder">The folder.</param>
    /// <returns>Its samples.</returns>
    /// <exception cref="InvalidDataException">As <see cref="Load"/>.</exception>
    /// <exception cref="IOException">As <see cref="Load"/>.</exception>
    /// <exception cref="UnauthorizedAccessException">As <see cref="Load"/>.</exception>
    public static LabeledSamples LoadTest(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        return Directory.Exists(folder) ? HarReader.Read(folder, "test") : throw new InvalidDataException($"there is no folder '{folder}'");
    }
}
