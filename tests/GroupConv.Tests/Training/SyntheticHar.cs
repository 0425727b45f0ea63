using System.Globalization;
using System.Text;
using GroupConv.Networks;

namespace GroupConv.Tests.Training;

/// <summary>A small data set in the layout of UCI-HAR: each activity is a wave of its own speed and strength, with noise.</summary>
internal static class SyntheticHar
{
    public static string Write(string folder, int train, int test)
    {
        WritePart(folder, "train", train, seed: 1);
        WritePart(folder, "test", test, seed: 2);
        return folder;
    }

    private static void WritePart(string folder, string part, int windows, int seed)
    {
        string signals = Path.Combine(folder, part, "Inertial Signals");
        Directory.CreateDirectory(signals);
        var random = new Random(seed);
        int classes = HarDataset.Activities.Count;
        File.WriteAllLines(Path.Combine(folder, part, $"y_{part}.txt"), Enumerable.Range(0, windows).Select(window => $"{window % classes + 1}"));
        for (int signal = 0; signal < HarDataset.Signals.Count; signal++)
        {
            var text = new StringBuilder();
            for (int window = 0; window < windows; window++)
            {
                double speed = 0.1 * (window % classes + 1), phase = random.NextDouble();
                for (int i = 0; i < HarDataset.WindowLength; i++)
                {
                    double x = (signal + 1) * (Math.Sin(speed * i + phase) + 0.3 * random.NextDouble()) + signal;
                    text.Append(CultureInfo.InvariantCulture, $"{(i == 0 ? " " : "  ")}{x:0.0000000e+000}");
                }

                text.Append('\n');
            }

            File.WriteAllText(Path.Combine(signals, $"{HarDataset.Signals[signal]}_{part}.txt"), text.ToString());
        }
    }
}
