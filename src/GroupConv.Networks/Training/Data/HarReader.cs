namespace GroupConv.Networks.Training.Data;

/// <summary>Reads one part, train or test, of the files of <see cref="HarDataset"/>.</summary>
internal static class HarReader
{
    public static LabeledSamples Read(string folder, string part)
    {
        string labelPath = Path.Combine(folder, part, $"y_{part}.txt");
        float[] labels = NumberLines.Read(labelPath, perLine: 1);
        int signals = HarDataset.Signals.Count, length = HarDataset.WindowLength;
        var values = new float[(long)labels.Length * signals * length];
        for (int signal = 0; signal < signals; signal++)
        {
            string path = Path.Combine(folder, part, "Inertial Signals", $"{HarDataset.Signals[signal]}_{part}.txt");
            float[] numbers = NumberLines.Read(path, length);
            if (numbers.Length / length != labels.Length)
                throw new InvalidDataException($"{path} has {numbers.Length / length} windows, but {labelPath} has {labels.Length} labels");
            for (int window = 0; window < labels.Length; window++)
                numbers.AsSpan(window * length, length).CopyTo(values.AsSpan((window * signals + signal) * length));
        }

        return new LabeledSamples([signals, length], values, [.. labels.Select((label, i) => ClassOf(label, labelPath, i + 1))], HarDataset.Activities.Count);
    }

    private static int ClassOf(float label, string path, int line) =>
        label >= 1 && label <= HarDataset.Activities.Count && label == Math.Floor(label)
            ? (int)label - 1
            : throw new InvalidDataException($"{path}, line {line}: a label must be a whole number from 1 to {HarDataset.Activities.Count}, but is {Quantity.Text(label, "R")}");
}
